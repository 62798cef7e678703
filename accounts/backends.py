"""Rights come from assignments; sign-in accepts a user name, a phone number or an e-mail."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import ModelBackend

from accounts.models import User


class AssignmentBackend(ModelBackend):
    """``has_perm(permission)``: at any place. ``has_perm(permission, row)``: at the place of this row."""

    def authenticate(self, request, **credentials):
        return None

    def has_perm(self, user_obj, perm, obj=None):
        if not user_obj.is_active or not user_obj.places(perm):
            return False
        if obj is None:
            return True
        return type(obj).objects.filter(pk=obj.pk).visible_to(user_obj, perm).exists()

    def has_module_perms(self, user_obj, app_label):
        return any(name.startswith(f"{app_label}.") for name in self.get_all_permissions(user_obj))

    def get_all_permissions(self, user_obj, obj=None):
        if not user_obj.is_active or user_obj.is_anonymous:
            return set()
        return set().union(*(row.permissions for row in user_obj.current_assignments))


class SignInBackend(AuthenticationBackend):
    """django-allauth's, which then knows the account by any of its three names."""

    def authenticate(self, request, **credentials):
        owner = User.objects.signing_in_as(credentials.get("username") or credentials.get("email"))
        if owner:
            credentials = {"username": owner.username, "password": credentials.get("password")}
        return super().authenticate(request, **credentials)

    def has_perm(self, user_obj, perm, obj=None):
        return False

    def get_all_permissions(self, user_obj, obj=None):
        return set()

    def has_module_perms(self, user_obj, app_label):
        return False
