"""Bases of all forms: a one-time id, a version, warnings that can be passed, errors that lose nothing."""

import uuid

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.translation import gettext_lazy as _
from lokal import normalize_phone

from core.errors import Resubmitted, RuleError, Stale
from core.text import phone_text

(BLANK,) = BLANK_CHOICE_DASH


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class PhoneField(forms.CharField):
    """A phone number in any spelling: shown as 0812-3456-7890, kept as +62…; what is none stays as it was typed."""

    widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})

    def __init__(self, **kwargs):
        super().__init__(**{"label": _("Nomor HP"), "required": False, "max_length": 20, **kwargs})

    def to_python(self, value):
        text = super().to_python(value)
        return normalize_phone(text) or text

    def prepare_value(self, value):
        is_stored = str(value or "").startswith("+")
        return phone_text(value) if is_stored else value


class FormBase(forms.BaseForm):
    """What plain and model forms share. Views call ``write_args()`` and hand the result to a service."""

    #: Fields that a browser draft must never keep (NIK, KK, health).
    personal_fields: frozenset = frozenset()

    def __init__(self, *args, user=None, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)
        self.warnings = []
        self.fields["request_id"] = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, required=False)
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        for name, field in self.fields.items():
            if isinstance(field, forms.DateField) and type(field.widget) is forms.DateInput:
                field.widget = DateInput()
            ask_in_words(field)
            if name in self.personal_fields:
                field.widget.attrs["data-personal"] = ""
                field.widget.attrs["autocomplete"] = "off"

    def full_clean(self):
        """A subclass adds fields after us: those too ask in words."""
        for field in self.fields.values():
            ask_in_words(field)
        super().full_clean()

    def write_args(self):
        """``version``, ``request_id`` and the cleaned ``changes`` for a service."""
        changes = {k: v for k, v in self.cleaned_data.items() if k not in ("request_id", "version")}
        return {
            "version": self.cleaned_data.get("version"),
            "request_id": self.cleaned_data.get("request_id"),
            "changes": changes,
        }

    def warn(self, field, text, code):
        """Add a warning that the user may pass with one tap; see ``is_passed``."""
        self.warnings.append((field, text, code))

    @property
    def accepts_warnings(self):
        return self.data.get("accept_warnings") == "1"

    @property
    def passed_warnings(self):
        """Codes of the warnings the user passed, for the service to store."""
        return [code for _field, _text, code in self.warnings] if self.accepts_warnings else []

    def may_save(self):
        """Valid, and without a warning that was not passed."""
        return self.is_valid() and (not self.warnings or self.accepts_warnings)

    def refuse(self, error: RuleError, now=None):
        """Show a service's error in the filled-in form.

        After Resubmitted the form gets a new id; after Stale the version that is stored ``now`` (a mapping of field
        names to stored values), with a sentence for each field that differs, so that saving again is deliberate.
        """
        self.add_error(error.field if error.field in self.fields else None, str(error))
        if isinstance(error, Resubmitted):
            self._replace("request_id", str(uuid.uuid4()))
        if isinstance(error, Stale) and now:
            self._replace("version", now.get("version"))
            self._replace("request_id", str(uuid.uuid4()))
            for name in self.fields.keys() & now.keys() - {"version", "request_id"} - self.personal_fields:
                field = self.fields[name]
                if field.has_changed(now[name], self[name].data):
                    self.add_error(name, _("Sekarang tersimpan: {value}").format(value=_shown(field, now[name])))

    def _replace(self, name, value):
        self.data = self.data.copy()
        self.data[self.add_prefix(name)] = value


def ask_in_words(field):
    """Django's row of dashes says nothing to an officer, and its "may not be empty" not what to do."""
    chooses = isinstance(field, forms.ChoiceField)
    if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
        field.error_messages["required"] = _("Pilih dahulu.") if chooses else _("Isi dahulu.")
    if isinstance(field, forms.ModelChoiceField):
        field.empty_label = _("Pilih…") if field.empty_label == BLANK[1] else field.empty_label
    elif chooses and BLANK in list(field.choices):
        field.choices = [("", _("Pilih…")) if choice == BLANK else choice for choice in field.choices]


def _shown(field, value):
    if isinstance(value, bool):
        return _("Ya") if value else _("Tidak")
    choices = dict(getattr(field, "choices", None) or [])
    values = value if isinstance(value, list | tuple) else [] if value in (None, "") else [value]
    return ", ".join(str(choices.get(each, each)) for each in values) or "—"


class Form(FormBase, forms.Form):
    """A form of ours."""


class ModelForm(FormBase, forms.ModelForm):
    """A form of ours over a model. Never saved: its cleaned data go to a service."""

    def save(self, commit=True):
        raise TypeError("Forms are not saved: call a service with write_args().")


class ConfirmForm(Form):
    """Nothing but the one-time id, for acts that are confirmed on a page of their own."""


class ReasonForm(Form):
    """An act that needs a reason."""

    reason = forms.CharField(label=_("Alasan"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), min_length=3)
