"""Forms about accounts. Choices are limited to what the officer may give and where."""

from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth import password_validation
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from lokal import normalize_phone

from accounts import queries, roles
from accounts.models import PersonalDataAccess, User
from core.forms import Form, PhoneField, ReasonForm, ask_in_words
from core.text import tidy_name
from regions import clock

PERMISSION = "accounts.manage_user"


class SignInForm(LoginForm):
    """A phone number counts as one, however it is spelt, so that the limit against guessing cannot be spread."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            ask_in_words(field)

    def clean_login(self):
        login = super().clean_login()
        return login if "@" in login else normalize_phone(login) or login


class OwnPhoneField(PhoneField):
    """The number that one may sign in with: an Indonesian one, or none."""

    widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"})

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        phone = normalize_phone(text)
        if not phone:
            raise forms.ValidationError(_("Tulis nomor HP Indonesia, misalnya 0812 3456 7890."))
        return phone


class ContactForm(Form):
    """What an officer may change about herself."""

    salutation = forms.ChoiceField(label=_("Sapaan"), choices=User._meta.get_field("salutation").flatchoices)
    phone = OwnPhoneField(max_length=25)
    email = forms.EmailField(
        label=_("Surel"), required=False, help_text=_("Untuk membuat kata sandi baru sendiri kalau lupa.")
    )

    def clean_email(self):
        return self.cleaned_data["email"].lower() or None


class OwnContactForm(ContactForm):
    """The same, with her password: an open phone on a table must not be enough."""

    password = forms.CharField(
        label=_("Kata sandi Anda sekarang"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
    )
    personal_fields = frozenset({"password"})

    def clean_password(self):
        if not self.user.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError(_("Kata sandi ini tidak cocok."))
        return ""


class PersonForm(ContactForm):
    name = forms.CharField(label=_("Nama lengkap"), max_length=100, min_length=3)

    field_order = ["name", "salutation", "phone", "email"]

    def clean_name(self):
        return tidy_name(self.cleaned_data["name"])


class AssignmentForm(Form):
    """A role at a place from a day to a day."""

    role = forms.ChoiceField(label=_("Peran"))
    region_code = forms.ChoiceField(label=_("Tempat"))
    task = forms.ChoiceField(
        label=_("Tugas kader"),
        choices=[("", _("Bukan kader")), *roles.TASKS],
        required=False,
        help_text=_("Catatan KB dan kehamilan terbuka hanya untuk PPKBD/Sub-PPKBD dan Tim Pendamping Keluarga."),
    )
    dusun_id = forms.TypedChoiceField(
        label=_("Hanya dusun/RW"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Untuk kader. Kosongkan kalau untuk seluruh desa/kelurahan."),
    )
    starts_on = forms.DateField(label=_("Mulai"))
    ends_on = forms.DateField(label=_("Sampai"), required=False, help_text=_("Kosongkan kalau belum ditentukan."))

    def __init__(self, *args, user, around="", **kwargs):
        super().__init__(*args, user=user, **kwargs)
        given = queries.manageable_roles(user)
        self.fields["role"].choices = [("", _("Pilih peran"))] + [(role.key, role.label) for role in given]
        places = queries.places_in_scope(user, PERMISSION, around)
        self.fields["region_code"].choices = [("", _("Pilih tempat")), *places]
        dusun = queries.dusun_in_scope(user, PERMISSION, around)
        self.fields["dusun_id"].choices = [("", _("Seluruh Desa/Kelurahan")), *dusun]
        self.fields["starts_on"].initial = clock.today(user.home_code)

    def new_args(self):
        """``request_id`` and ``changes``: what is new has no version."""
        args = self.write_args()
        return {"request_id": args["request_id"], "changes": args["changes"]}

    def clean_region_code(self):
        code = self.cleaned_data["region_code"]
        return "" if code == queries.WHOLE_NATION else code

    def clean(self):
        data = super().clean()
        is_kader = data.get("role") == roles.KADER
        if is_kader and "task" not in self.errors and not data.get("task"):
            self.add_error("task", _("Pilih tugas kader."))
        if not is_kader:
            data["task"], data["dusun_id"] = "", None
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("Tanggal akhir tidak boleh sebelum tanggal mulai."))
        return data


class UserNameField(forms.CharField):
    widget = forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"})
    default_validators = [
        RegexValidator(
            r"^[a-z][a-z0-9._-]+$",
            _("Pakai huruf kecil, angka, titik, atau garis; huruf dahulu. Misalnya maria.ndun."),
        )
    ]

    def __init__(self, **kwargs):
        words = {
            "label": _("Nama pengguna"),
            "help_text": _("Untuk masuk, selain nomor HP dan surel. Misalnya maria.ndun."),
        }
        super().__init__(min_length=3, max_length=30, **words, **kwargs)


class NewAccountForm(AssignmentForm, PersonForm):
    username = UserNameField()

    field_order = [
        "name",
        "salutation",
        "username",
        "phone",
        "email",
        "role",
        "region_code",
        "task",
        "dusun_id",
        "starts_on",
        "ends_on",
    ]


class ShortReasonForm(ReasonForm):
    reason = forms.CharField(label=_("Alasan"), max_length=300, min_length=3, widget=forms.Textarea(attrs={"rows": 3}))

    def reason_args(self):
        return {"request_id": self.cleaned_data["request_id"], "reason": self.cleaned_data["reason"]}


class ResetWithCodeForm(forms.Form):
    """Open to everyone who holds a code; not a write of a signed-in user, so it carries no request id."""

    login = forms.CharField(
        label=_("Nama pengguna atau nomor HP"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "username"}),
    )
    code = forms.CharField(
        label=_("Kode dari PKB atau OPD-KB"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        help_text=_("Delapan angka."),
    )
    password1 = forms.CharField(
        label=_("Kata sandi baru"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Paling sedikit 8 huruf atau angka."),
    )
    password2 = forms.CharField(
        label=_("Kata sandi baru, sekali lagi"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            ask_in_words(field)

    def clean_login(self):
        login = self.cleaned_data["login"].strip().lower()
        return normalize_phone(login) or login

    def clean_code(self):
        code = "".join(c for c in self.cleaned_data["code"] if c.isdigit())
        if len(code) != 8:
            raise forms.ValidationError(_("Kode terdiri dari delapan angka."))
        return code

    def clean_password1(self):
        password = self.cleaned_data["password1"]
        password_validation.validate_password(password)
        return password

    def clean(self):
        data = super().clean()
        first, second = data.get("password1"), data.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("Kedua kata sandi tidak sama."))
        return data


class PurposeForm(forms.Form):
    """Why personal data are opened. Kept for half an hour in the session, written with each look."""

    purpose = forms.ChoiceField(
        label=_("Untuk apa?"),
        choices=[(purpose.value, purpose.label) for purpose in PersonalDataAccess.ASKED],
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih dahulu.")},
    )
    note = forms.CharField(
        label=_("Keterangan"), max_length=200, required=False, help_text=_("Jangan menulis nama atau NIK di sini.")
    )


class SaveViewForm(Form):
    name = forms.CharField(max_length=60)

    def view_args(self):
        return {"name": self.cleaned_data["name"], "request_id": self.cleaned_data["request_id"]}


class RemoveViewForm(Form):
    view = forms.IntegerField()
