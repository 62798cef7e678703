"""django-allauth, told our ways: accounts are made by officers, never by visitors."""

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import gettext_lazy as _

WRONG = _("Nama pengguna atau kata sandi tidak cocok. Periksa huruf besar dan kecilnya.")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": WRONG,
        "email_password_mismatch": WRONG,
        "incorrect_password": _("Kata sandi tidak cocok."),
        "enter_current_password": _("Kata sandi sekarang tidak cocok."),
    }

    def is_open_for_signup(self, request):
        return False

    def set_password(self, user, password):
        """A password that she chose herself needs no change any more."""
        user.must_change_password = False
        super().set_password(user, password)
