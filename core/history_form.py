"""What may be asked of a history: which part, which kind of change, by whom, in which period."""

import datetime

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.forms import DateInput

MADE, CHANGED, ACTS = "made", "changed", "acts"


class HistoryForm(forms.Form):
    PREFIX = "riwayat"

    part = forms.ChoiceField(label=_("Bagian"), required=False)
    kind = forms.ChoiceField(
        label=_("Perubahan"),
        required=False,
        choices=[("", _("Semua")), (MADE, _("Dicatat")), (CHANGED, _("Diubah")), (ACTS, _("Tindakan lain"))],
    )
    by = forms.TypedChoiceField(label=_("Oleh"), required=False, coerce=int, empty_value=None)
    since = forms.DateField(label=_("Sejak"), required=False, widget=DateInput)
    until = forms.DateField(label=_("Sampai"), required=False, widget=DateInput)
    #: Lines older than this one.
    before = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)

    def __init__(self, data=None, *, history, prefix):
        asked = data and {key: value for key, value in data.items() if key.startswith(f"{prefix}-")}
        super().__init__(asked or None, prefix=prefix, auto_id="id_%s")
        self.history = history
        parts = {part.model._meta.label_lower: part.title for part in history.parts}
        self.fields["part"].choices = [("", _("Semua")), *parts.items()]
        if len(parts) < 2:
            del self.fields["part"]
        if self.is_bound:
            self.fields["by"].choices = self.actors

    @cached_property
    def actors(self):
        """Choices of who appears; asked only where the filter is used or shown."""
        return [("", _("Semua")), *self.history.actors()]

    def shown_fields(self):
        """The fields as they stand on the page, without the place where it goes on."""
        self.fields["by"].choices = self.actors
        return [self[name] for name in self.fields if name != "before"]

    def clean_since(self):
        return _midnight(self.cleaned_data["since"])

    def clean_until(self):
        """The end of that day."""
        start = _midnight(self.cleaned_data["until"])
        return start and start + datetime.timedelta(days=1)


def _midnight(date):
    """The beginning of a day in the officer's own zone; days at the ends of the calendar are drawn in."""
    if date is None:
        return None
    date = min(max(date, datetime.date(1900, 1, 1)), datetime.date(2199, 12, 31))
    return timezone.make_aware(datetime.datetime.combine(date, datetime.time.min))
