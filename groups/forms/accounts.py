"""The form of an account for who holds a post of the committee."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import PersonForm, UserNameField
from accounts.models import User
from accounts.queries import free_username

NEW = ""


class CommitteeAccountForm(PersonForm):
    """Name and number are the person's own; an account with the same number may be hers already."""

    account = forms.ChoiceField(label=_("Akun"), required=False, widget=forms.RadioSelect)
    username = UserNameField(required=False)

    field_order = ["account", "name", "salutation", "username", "phone", "email"]

    def __init__(self, *args, post, user, **kwargs):
        person = post.person
        kwargs["initial"] = {
            "name": person.name,
            "salutation": "Ibu" if person.sex == person.Sex.FEMALE else "Bapak",
            "username": free_username(person.name),
            "phone": person.phone,
            "account": NEW,
        }
        super().__init__(*args, user=user, **kwargs)
        self.known = _accounts_with(person.phone, user)
        if not self.known:
            del self.fields["account"]
            self.fields["username"].required = True
            return
        self.fields["account"].choices = [
            *(
                (str(each.pk), _("Pakai akun {name} ({username})").format(name=each.name, username=each.username))
                for each in self.known
            ),
            (NEW, _("Buat akun baru dengan nomor HP lain")),
        ]
        self.initial["account"] = str(self.known[0].pk)

    def clean(self):
        data = super().clean()
        if data.get("account"):
            for name in set(self.errors) - {"account"}:
                del self.errors[name]
        elif not data.get("username") and "username" not in self.errors:
            self.add_error("username", _("Isi dahulu."))
        return data

    def service_args(self):
        args = self.write_args()
        changes = args["changes"]
        chosen = changes.pop("account", NEW)
        return {"request_id": args["request_id"], "changes": {"user_id": int(chosen)} if chosen else changes}


def _accounts_with(phone, user):
    """Accounts in scope with this number, which is unique: one or none. Never the officer's own."""
    if not phone:
        return []
    return list(User.objects.visible_to(user, "accounts.manage_user").filter(phone=phone).exclude(pk=user.pk))
