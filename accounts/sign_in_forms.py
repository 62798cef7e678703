"""The sign-in library's forms in our words: one name for a thing, no placeholder that repeats the label."""

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django.utils.translation import gettext_lazy as _

from core.forms import ask_in_words

LABELS = {
    "oldpassword": _("Kata sandi sekarang"),
    "password": _("Kata sandi"),
    "password1": _("Kata sandi baru"),
    "password2": _("Kata sandi baru, sekali lagi"),
    "email": _("Surel"),
    "code": _("Kode"),
}
HELP = {"password1": _("Paling sedikit 8 huruf atau angka. Jangan nama Anda, dan jangan yang mudah ditebak.")}


class Worded:
    """A form whose fields carry the labels and the help of this module."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.help_text = HELP.get(name, field.help_text)
            field.widget.attrs.pop("placeholder", None)
            ask_in_words(field)


class ChangePasswordForm(Worded, account.ChangePasswordForm):
    """Her own password, by herself."""


class SetPasswordForm(Worded, account.SetPasswordForm):
    """The first password of her own."""


class ResetPasswordForm(Worded, account.ResetPasswordForm):
    """Asks for a link by mail."""


class ResetPasswordKeyForm(Worded, account.ResetPasswordKeyForm):
    """A new password, from the link."""


class ReauthenticateForm(Worded, account.ReauthenticateForm):
    """The password once more, before something grave."""


class CodeForm(Worded, mfa.AuthenticateForm):
    """The second step of a sign-in."""


class CodeAgainForm(Worded, mfa.ReauthenticateForm):
    """The second step once more, before something grave."""


class ActivateCodeForm(Worded, totp.ActivateTOTPForm):
    """The first code that the app shows."""
