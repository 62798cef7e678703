"""What an account owes before it works (own password, second factor), its devices, and the officer's own clock."""

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.shortcuts import redirect
from django.utils import timezone

from accounts import practice
from regions import clock

#: Pages on which a password is changed or a second factor set up, and the way out.
SETTING_UP = {
    "account_change_password",
    "account_set_password",
    "account_reauthenticate",
    "account_logout",
    "mfa_activate_totp",
    "mfa_reauthenticate",
    "set_language",
    "alive",
    "ready",
}


class SetUpFirst:
    """Before anything else: a new password where one is owed, then a second factor for staff from the regency upwards.

    DEMO waives the second factor.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.user.is_anonymous or request.resolver_match.view_name in SETTING_UP:
            return None
        if request.user.must_change_password:
            return redirect("account_change_password")
        if not settings.DEMO and request.user.needs_second_factor and not request.user.has_second_factor:
            return redirect("mfa_activate_totp")
        return None


class Practice:
    """Whoever switched practice on works in the practice region until she switches it off or signs out."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.session.get(practice.SESSION_KEY) and request.user.is_authenticated:
            request.user.is_practising = True
        return self.get_response(request)


class OfficerTimeZone:
    """Times are shown in the zone of the officer's own place."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            timezone.activate(clock.zone_of(request.user.clock_code))
        else:
            timezone.deactivate()
        return self.get_response(request)


class DeviceActivity:
    """When each device was last used, to within ten minutes: written with every page, each reader would be a writer."""

    SECONDS = 600
    KEY = "device_seen_at"

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        now = timezone.now().timestamp()
        if request.user.is_authenticated and now - request.session.get(self.KEY, 0) > self.SECONDS:
            request.session[self.KEY] = now
            UserSession.objects.create_from_request(request)
        return self.get_response(request)
