"""django-allauth, told our ways: accounts are made by officers, never by visitors."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def set_password(self, user, password):
        """A password that she chose herself needs no change any more."""
        user.must_change_password = False
        super().set_password(user, password)
