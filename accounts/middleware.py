"""Second factor for staff, the officer's own clock."""

from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from regions import clock


class SecondFactorRequired:
    """Staff from the regency upwards set up a second factor before anything else, except where DEMO is on."""

    OPEN = ("/akun/", "/bahasa/", "/sehat/", "/siap/", "/static/")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        if user.is_authenticated and not settings.DEMO and not request.path.startswith(self.OPEN):
            if user.needs_second_factor and not _has_totp(user):
                return redirect(reverse("mfa_activate_totp"))
        return self.get_response(request)


class OfficerTimeZone:
    """Times are shown in the zone of the officer's own place."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            timezone.activate(clock.zone_of(request.user.home_code))
        else:
            timezone.deactivate()
        return self.get_response(request)


def _has_totp(user):
    from allauth.mfa.models import Authenticator

    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
