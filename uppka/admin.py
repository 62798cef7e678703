"""The admin site: our title, a second factor, only for administrators."""

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class UppkaAdminSite(AdminSite):
    site_header = _("Administrasi UPPKA")
    site_title = "UPPKA"
    index_title = _("Data acuan, akun, dan catatan")

    def has_permission(self, request):
        user = request.user
        return user.is_active and user.is_authenticated and user.is_staff

    def login(self, request, extra_context=None):
        return secure_admin_login(super().login)(request, extra_context)

