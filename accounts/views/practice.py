"""The switch between an officer's own places and the practice region."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import personal_data, practice
from regions.models import Region


@require_POST
def on(request):
    """Work in the practice region from now on, until it is switched off or she signs out."""
    if not Region.objects.filter(pk=practice.PROVINCE).exists():
        messages.error(request, _("Wilayah latihan belum disiapkan. Hubungi administrator."))
        return redirect("accounts:profile")
    request.session[practice.SESSION_KEY] = True
    personal_data.forget_purpose(request)
    messages.success(request, _("Mode latihan menyala. Silakan mencoba apa saja; data sebenarnya tidak tersentuh."))
    return redirect("home")


@require_POST
def off(request):
    """Back to her own places."""
    request.session.pop(practice.SESSION_KEY, None)
    personal_data.forget_purpose(request)
    messages.success(request, _("Mode latihan selesai. Anda kembali bekerja dengan data sebenarnya."))
    return redirect("home")
