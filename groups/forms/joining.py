"""Many persons taken in at once: searched, ticked over several searches, looked at one by one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DateInput, Form
from core.models import Submission
from groups import queries
from members.models import Person
from regions import clock
from regions.models import Dusun

#: Persons of one act. Who gathers more does it in two.
MOST_AT_ONCE = 50


class CandidateForm(forms.Form):
    """Where to look for persons: part of a name, a dusun or RW, the village alone or the officer's whole scope."""

    q = forms.CharField(required=False, max_length=100)
    dusun = forms.ModelChoiceField(queryset=Dusun.objects.none(), required=False)
    luas = forms.BooleanField(required=False)

    def __init__(self, *args, group, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.group, self.user = group, user
        dusun = Dusun.objects.filter(village_id=group.village_id, is_active=True)
        self.fields["dusun"].queryset = dusun.visible_to(user, queries.PEOPLE).order_by("name")
        self.fields["dusun"].label = "RW" if group.village.is_kelurahan else _("Dusun")
        self.fields["dusun"].empty_label = _("Semua")

    @property
    def asked(self):
        return self.cleaned_data if self.is_valid() else {}

    def found(self):
        asked = self.asked
        return queries.candidates(
            self.user, self.group, asked.get("q", ""), everywhere=asked.get("luas", False), dusun=asked.get("dusun")
        )


class MembersForm(Form):
    """Persons ticked in one or more searches, taken in together. Each is looked at; ``faults`` says why one cannot."""

    persons = forms.ModelMultipleChoiceField(
        label=_("Orang yang menjadi anggota"),
        queryset=Person.objects.none(),
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Centang paling sedikit satu orang.")},
    )
    joined_on = forms.DateField(label=_("Bergabung sejak"), widget=DateInput())

    def __init__(self, *args, group, **kwargs):
        super().__init__(*args, **kwargs)
        self.group, self.faults, self.second_groups = group, {}, []
        people = Person.objects.visible_to(self.user, queries.PEOPLE).active()
        self.fields["persons"].queryset = people.select_related("village", "family")
        self.fields["joined_on"].initial = clock.today(group.village_id)

    def clean_persons(self):
        persons = self.cleaned_data["persons"]
        if len(persons) > MOST_AT_ONCE:
            text = _("Paling banyak {most} orang sekaligus; tercentang {total}.")
            raise forms.ValidationError(text.format(most=MOST_AT_ONCE, total=len(persons)))
        return persons

    def clean(self):
        cleaned = super().clean()
        persons = list(cleaned.get("persons") or [])
        self._warn_of_second_groups(persons)
        if not Submission.has_arrived(self.user, "groups.add_members", cleaned.get("request_id")):
            self.faults = self._faults_of(persons, cleaned.get("joined_on"))
        if self.faults:
            text = _("{total} orang belum dapat ditambahkan. Lihat alasannya di bawah namanya, lalu lepas centangnya.")
            self.add_error("persons", text.format(total=len(self.faults)))
        return cleaned

    def service_args(self):
        """The cleaned values, as services.membership.add_members takes them."""
        cleaned = self.cleaned_data
        return {
            "request_id": cleaned["request_id"],
            "person_ids": [person.pk for person in cleaned["persons"]],
            "joined_on": cleaned["joined_on"],
            "passed_warnings": {pk: ["second_group"] for pk in self.second_groups},
        }

    def choices_among(self, people):
        """What to show of each person ticked so far and each one found: who she is, whether she is a member here or
        elsewhere, ticked or not, and why she cannot be taken in. Ticked ones come first. Three queries."""
        ticked = set(map(str, self["persons"].value() or []))
        rows = self._ticked_people(ticked) if ticked else []
        known = {person.pk for person in rows}
        rows += [person for person in people if person.pk not in known]
        here, elsewhere = self._here(rows), queries.member_of([person.pk for person in rows], but=self.group.pk)
        return [
            {
                "person": person,
                "is_here": person.pk in here,
                "elsewhere": elsewhere.get(person.pk, ""),
                "is_ticked": str(person.public_id) in ticked,
                "fault": self.faults.get(person.pk, ""),
            }
            for person in rows
        ]

    def _ticked_people(self, keys):
        field = self.fields["persons"]
        try:
            return list(field.clean(sorted(keys)).order_by("village_id", "name_key", "pk"))
        except forms.ValidationError:
            return []

    def _faults_of(self, persons, joined_on):
        here = self._here(persons)
        faults = {person.pk: _("Sudah menjadi anggota kelompok ini.") for person in persons if person.pk in here}
        for person in persons:
            if joined_on and person.birth_date and person.birth_date > joined_on:
                faults[person.pk] = _("Belum lahir pada tanggal bergabung itu.")
        return faults

    def _here(self, persons):
        present = self.group.memberships.filter(person__in=[person.pk for person in persons], left_on__isnull=True)
        return set(present.values_list("person_id", flat=True))

    def _warn_of_second_groups(self, persons):
        elsewhere = queries.member_of([person.pk for person in persons], but=self.group.pk)
        for person in persons:
            if person.pk in elsewhere:
                text = _("{name} sudah menjadi anggota {group}.")
                self.second_groups.append(person.pk)
                self.warn("persons", text.format(name=person.name, group=elsewhere[person.pk]), "second_group")
