"""The admin site: our title, only for administrators, only with what our own rooms declare."""

import sys
from functools import update_wrapper
from pathlib import Path

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from accounts.decorators import open_to_all


class UppkaAdminSite(AdminSite):
    """Whoever holds an assignment as administrator today comes in; for everyone else it does not exist.

    The second factor is asked by ``accounts.middleware.SetUpFirst``, here as on every page.
    """

    site_header = _("Administrasi UPPKA")
    site_title = "UPPKA"
    index_title = _("Data acuan, akun, dan catatan")
    enable_nav_sidebar = False

    def register(self, model_or_iterable, admin_class=None, **options):
        """Libraries register their own tables as well; support needs none of them."""
        if admin_class is not None and _is_ours(admin_class):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request):
        return request.user.is_authenticated and request.user.is_administrator

    def admin_view(self, view, cacheable=False):
        guarded = super().admin_view(view, cacheable)

        def for_administrators(request, *args, **kwargs):
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            return guarded(request, *args, **kwargs)

        return update_wrapper(for_administrators, guarded)

    @method_decorator(open_to_all)
    def login(self, request, extra_context=None):
        """One door for all."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise Http404
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

    def password_change(self, request, extra_context=None):
        """The same page as everyone's."""
        return redirect("account_change_password")


def _is_ours(admin_class):
    package = sys.modules[admin_class.__module__.partition(".")[0]]
    return Path(package.__path__[0]).parent == settings.BASE_DIR
