"""Forms of meetings and attendance."""

import datetime

from django import forms
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from core.forms import Form, ModelForm
from groups import meeting_queries
from groups.models import Adviser, Attendance, ListValue, Meeting

MEMBER = "member-"


class MeetingForm(ModelForm):
    """The whole meeting on one screen: what it was about, and every member of that day.

    The roster follows the date: a posted date decides who is asked for. ``fill`` fills in what is not chosen yet.
    """

    guest_list = forms.CharField(
        label=_("Tamu"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Satu baris satu tamu: nama, lalu asalnya setelah koma. Contoh: Maria Ndun, Puskesmas Oebobo."),
    )
    scheduled_for = forms.TypedChoiceField(
        label=_("Pengganti jadwal"),
        required=False,
        coerce=parse_date,
        empty_value=None,
        help_text=_("Pilih bila pertemuan ini menggantikan jadwal rutin pada tanggal lain."),
    )

    class Meta:
        model = Meeting
        fields = [
            "date",
            "kind",
            "place",
            "topic",
            "topic_note",
            "speaker_kind",
            "speaker_other",
            "speaker_name",
            "has_discussion",
            "minutes",
            "scheduled_for",
            "called_off_reason",
        ]
        widgets = {"kind": forms.RadioSelect, "minutes": forms.Textarea(attrs={"rows": 3})}
        labels = {"called_off_reason": _("Alasan pindah")}

    def __init__(self, *args, group, meeting=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.group, self.meeting = group, meeting
        self.fields["topic"] = _topic_field(self.initial.get("topic"))
        self.fields["speaker_kind"].choices = [("", _("Pilih…")), *Adviser.choices]
        self.fields["scheduled_for"].choices = self._routine_days()
        self.fields["called_off_reason"].required = False
        self.roster = meeting_queries.roster_on(group.pk, self._date())
        for membership in self.roster:
            self.fields[f"{MEMBER}{membership.pk}"] = forms.ChoiceField(
                label=membership.person.name,
                choices=Attendance.Status.choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("Kehadiran belum diisi.")},
            )

    def members(self):
        """(membership, its field) in the order of the list."""
        return [(membership, self[f"{MEMBER}{membership.pk}"]) for membership in self.roster]

    def fill(self, status):
        """Choose ``status`` for every member without one, and show the form again without complaint."""
        values = {name: self.data.getlist(name) for name in self.data if name not in ("fill", "csrfmiddlewaretoken")}
        initial = {name: value[-1] if value else "" for name, value in values.items()}
        for membership in self.roster:
            initial[f"{MEMBER}{membership.pk}"] = initial.get(f"{MEMBER}{membership.pk}") or status
        initial["has_discussion"] = "has_discussion" in self.data
        return type(self)(initial=initial, group=self.group, meeting=self.meeting, user=self.user)

    def clean_guest_list(self):
        lines = [line.strip() for line in self.cleaned_data["guest_list"].splitlines() if line.strip()]
        if any(len(line) > 200 for line in lines):
            raise forms.ValidationError(_("Satu baris satu tamu, paling banyak 200 huruf."))
        return [_guest(line) for line in lines]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("speaker_kind") == Adviser.OTHER and not cleaned.get("speaker_other"):
            self.add_error("speaker_other", _("Sebutkan jabatan narasumber."))
        return cleaned

    def write_args(self):
        """As every form; members' fields become ``attendance``, the list of guests ``guests``."""
        args = super().write_args()
        changes = args["changes"]
        changes["guests"] = changes.pop("guest_list")
        changes["attendance"] = {row.pk: changes.pop(f"{MEMBER}{row.pk}") for row in self.roster}
        return args

    def _date(self):
        typed = parse_date_or_none(self.data.get("date")) if self.is_bound else None
        shown = self.initial.get("date")
        return typed or (parse_date_or_none(shown) if isinstance(shown, str) else shown) or datetime.date.max

    def _routine_days(self):
        days = set(meeting_queries.open_days(self.group))
        if self.meeting and self.meeting.scheduled_for:
            days.add(self.meeting.scheduled_for)
        return [("", _("Bukan pengganti")), *((day.isoformat(), _day_text(day)) for day in sorted(days))]


class MoveForm(Form):
    """Move a routine day, or note that it fell out."""

    date = forms.DateField(
        label=_("Tanggal baru"),
        required=False,
        help_text=_("Kosongkan bila pertemuan ini tidak jadi diadakan."),
    )
    reason = forms.CharField(label=_("Alasan"), min_length=3, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


def initial_of(meeting):
    """What the form of a recorded meeting shows; two queries."""
    initial = {name: getattr(meeting, name) for name in MeetingForm.Meta.fields}
    initial["scheduled_for"] = meeting.scheduled_for.isoformat() if meeting.scheduled_for else ""
    initial["version"] = meeting.version
    initial["guest_list"] = "\n".join(", ".join(filter(None, (g.name, g.institution))) for g in meeting.guests.all())
    statuses = meeting_queries.statuses_of(meeting)
    return initial | {f"{MEMBER}{pk}": status for pk, status in statuses.items()}


def parse_date_or_none(text):
    """A date as the browser sends it; None for anything else."""
    try:
        return parse_date(text or "")
    except ValueError:
        return None


def _guest(line):
    name, _comma, institution = line.partition(",")
    return name.strip()[:100], institution.strip()[:100]


def _day_text(day):
    from django.utils.formats import date_format

    return date_format(day, "l, j F Y")


def _topic_field(current):
    topics = ListValue.objects.filter(list=ListValue.List.TOPIC)
    choices = [(topic.key, topic.label) for topic in topics if topic.is_active or topic.key == current]
    return forms.ChoiceField(label=_("Materi"), required=False, choices=[("", _("Pilih…")), *choices])
