"""The yearly question on one page: for each woman one explicit choice, and what a change or a stop needs to know."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DateInput, Form
from members import queries
from members.forms.kb import CHOOSE, findings_of
from members.models import KbEpisode, KbMethod
from members.rules import MEN, WOMEN
from members.services.kb_bulk import Act, Answer
from regions import clock

ANSWER = "answer"
#: What is asked beside the choice, and of which choices it is required.
DETAILS = {
    "method": {Act.CHANGE},
    "since": {Act.CHANGE, Act.STOP},
    "stop_reason": {Act.CHANGE, Act.STOP},
    "reason": {Act.STOP},
    "wish": {Act.STOP},
}
#: Beside a row that has a warning: this woman's, never everyone's.
PASSED = "passed"
PARTS = (ANSWER, *DETAILS, PASSED)
CLASSES = {forms.Select: "form-select", DateInput: "form-control", forms.CheckboxInput: "form-check-input"}


class KbBulkForm(Form):
    """``episodes`` are the open states on the page, with person and method. No field is ever chosen beforehand."""

    def __init__(self, *args, episodes, **kwargs):
        super().__init__(*args, **kwargs)
        self.episodes = list(episodes)
        self.row_warnings: dict[int, list] = {}
        methods = list(KbMethod.objects.order_by("order"))
        for episode in self.episodes:
            for part, field in _fields(episode, methods).items():
                field.widget.attrs |= {"data-personal": "", "class": CLASSES.get(type(field.widget), "")}
                # The summary of faults says whose it is; beside the field her name stands above it.
                field.short_label = field.label
                field.label = f"{episode.person.name}: {field.label}" if part != ANSWER else field.label
                self.fields[f"{part}_{episode.pk}"] = field

    @classmethod
    def keys_in(cls, data):
        """Keys of the episodes that a posted form is about."""
        names = [name.partition("_") for name in data]
        return [int(key) for part, _mark, key in names if part == ANSWER and key.isdecimal() and len(key) < 19]

    def rows(self):
        """(episode, {part: bound field}, texts of its warnings) in the order of the page."""
        for episode in self.episodes:
            fields = {part: self[f"{part}_{episode.pk}"] for part in PARTS}
            yield episode, fields, self.row_warnings.get(episode.pk, [])

    def clean(self):
        """Each row for itself: what is wrong with one says nothing about the others."""
        cleaned = super().clean()
        for episode in self.episodes:
            if cleaned.get(f"{ANSWER}_{episode.pk}") in (Act.CHANGE, Act.STOP):
                self._check(episode, self._values(episode))
        return cleaned

    def answers(self):
        """Answer for each row that is chosen and sound."""
        found = []
        for episode in self.episodes:
            act = self.cleaned_data.get(f"{ANSWER}_{episode.pk}")
            if act and act != Act.NOT_MET and not self.is_faulty(episode):
                values = self._values(episode)
                changes = {part: values[part] for part, acts in DETAILS.items() if act in acts or part == "wish"}
                codes = tuple(finding.code for finding in self.row_warnings.get(episode.pk, ()))
                found.append(Answer(episode.pk, act, {} if act == Act.SAME else changes, codes))
        return found

    def is_faulty(self, episode):
        return any(f"{part}_{episode.pk}" in self.errors for part in PARTS)

    def refuse_row(self, episode_id, error):
        """Show what a service refused beside the woman it is about."""
        part = error.field if error.field in DETAILS else ANSWER
        error.field = f"{part}_{episode_id}"
        self.refuse(error)

    def keep_only(self, episodes):
        """Leave the rows that are saved out of the page."""
        self.episodes = list(episodes)

    def _values(self, episode):
        return {part: self.cleaned_data.get(f"{part}_{episode.pk}") for part in DETAILS}

    def _check(self, episode, values):
        act = self.cleaned_data[f"{ANSWER}_{episode.pk}"]
        lacking = [part for part, acts in DETAILS.items() if act in acts and not values[part]]
        for part in lacking:
            if f"{part}_{episode.pk}" not in self.errors:
                self.add_error(f"{part}_{episode.pk}", _("Isi dahulu."))
        if not lacking:
            self._judge(episode, act, values)

    def _judge(self, episode, act, values):
        today = clock.today(episode.village_id)
        facts = {**values, "status": KbEpisode.Status.BEFORE, "method": ""}
        if act == Act.CHANGE:
            wish = values["wish"] or episode.wish
            facts |= {"status": KbEpisode.Status.NOW, "method": values["method"], "wish": wish}
        couple = queries.couple_of(episode.person, today)
        found = findings_of(couple, facts, old_method=episode.method_id, on=today)
        for finding in found:
            part = finding.field if finding.field in DETAILS else ANSWER
            if finding.is_error:
                self.add_error(f"{part}_{episode.pk}", finding.text)
        self.row_warnings[episode.pk] = [finding for finding in found if not finding.is_error]
        if self.row_warnings[episode.pk] and not self.cleaned_data.get(f"{PASSED}_{episode.pk}"):
            self.add_error(f"{PASSED}_{episode.pk}", _("Perbaiki isiannya, atau centang untuk tetap menyimpan."))


def _fields(episode, methods):
    unlike = WOMEN if episode.person.sex == MEN else None
    offered = [(m.pk, m.label) for m in methods if m.pk != episode.method_id and m.user_sex != unlike]
    return {
        ANSWER: forms.ChoiceField(
            label=episode.person.name, choices=Act.choices, widget=forms.RadioSelect, required=False
        ),
        "method": _choice(_("Metode baru"), offered),
        "since": forms.DateField(label=_("Sejak"), required=False, widget=DateInput()),
        "stop_reason": _choice(_("Alasan berhenti atau ganti"), KbEpisode.StopReason.choices),
        "reason": _choice(_("Alasan tidak ber-KB sekarang"), KbEpisode.Reason.choices),
        "wish": _choice(_("Keinginan punya anak"), KbEpisode.Wish.choices),
        PASSED: forms.BooleanField(label=_("Sudah diperiksa, tetap simpan"), required=False),
    }


def _choice(label, choices):
    return forms.ChoiceField(label=label, required=False, choices=[CHOOSE, *choices])
