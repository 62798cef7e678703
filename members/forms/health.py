"""KB, pregnancy and consent. No field of these is ever kept as a draft."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DateInput, Form
from members import queries, rules
from members.forms.checks import has_arrived, report
from members.models import Consent, KbEpisode, KbMethod, Pregnancy
from regions import clock

CHOSEN_ENDINGS = [choice for choice in Pregnancy.Ending.choices if choice[0] != Pregnancy.Ending.DIED]


class KbForm(Form):
    """The couple's state from a day on. ``couple``: rules.Couple of the person, ``today`` at her place."""

    personal_fields = frozenset({"status", "method", "since", "wish", "reason", "place_kind"})

    status = forms.ChoiceField(label=_("Kesertaan KB"), choices=KbEpisode.Status.choices, widget=forms.RadioSelect)
    method = forms.ModelChoiceField(
        KbMethod.objects.all(),
        label=_("Metode"),
        required=False,
        empty_label=_("Pilih…"),
        help_text=_("Hanya jika sedang ber-KB."),
    )
    since = forms.DateField(label=_("Sejak"), widget=DateInput(), help_text=_("Tanggal mulai; perkiraan pun boleh."))
    wish = forms.ChoiceField(
        label=_("Keinginan punya anak"), choices=[("", _("Pilih…")), *KbEpisode.Wish.choices], required=False
    )
    reason = forms.ChoiceField(
        label=_("Alasan tidak ber-KB"), choices=[("", _("Pilih…")), *KbEpisode.Reason.choices], required=False
    )
    place_kind = forms.CharField(label=_("Tempat pelayanan"), required=False, max_length=60)

    def __init__(self, *args, couple, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.couple, self.today = couple, today
        if couple.stands_alone:
            self.fields["method"].queryset = KbMethod.objects.exclude(user_sex=rules.WOMEN)

    def clean(self):
        cleaned = super().clean()
        method = cleaned.get("method")
        findings = rules.check_kb(
            self.couple,
            on=self.today,
            status=cleaned.get("status") or "",
            method=method.pk if method else "",
            asked_yearly=bool(method and method.needs_confirmation),
            since=cleaned.get("since"),
            wish=cleaned.get("wish") or "",
            reason=cleaned.get("reason") or "",
            confirmed_on=self.today,
        )
        report(self, findings)
        return cleaned


class PregnancyForm(Form):
    personal_fields = frozenset({"since"})

    since = forms.DateField(
        label=_("Hamil sejak"),
        widget=DateInput(),
        help_text=_("Hari pertama haid terakhir; perkiraan pun boleh."),
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    def clean(self):
        cleaned = super().clean()
        person, since = self.person, cleaned.get("since")
        if since:
            today = clock.today(person.village_id)
            report(self, rules.check_pregnancy(sex=person.sex, birth_date=person.birth_date, since=since, on=today))
        return cleaned


class PregnancyEndForm(Form):
    personal_fields = frozenset({"ended_on", "ended_how"})

    ended_how = forms.ChoiceField(label=_("Berakhir dengan"), choices=CHOSEN_ENDINGS, widget=forms.RadioSelect)
    ended_on = forms.DateField(label=_("Pada tanggal"), widget=DateInput())

    def __init__(self, *args, pregnancy, **kwargs):
        super().__init__(*args, **kwargs)
        self.pregnancy = pregnancy
        self.fields["ended_on"].initial = clock.today(pregnancy.village_id)

    def clean(self):
        cleaned = super().clean()
        if "ended_on" in cleaned:
            today = clock.today(self.pregnancy.village_id)
            report(self, rules.check_pregnancy_end(since=self.pregnancy.since, ended_on=cleaned["ended_on"], on=today))
        return cleaned


class ConsentForm(Form):
    """One answer of an adult, for one purpose."""

    purpose = forms.ChoiceField(label=_("Untuk"), choices=Consent.Purpose.choices, widget=forms.RadioSelect)
    answer = forms.ChoiceField(label=_("Jawaban"), choices=Consent.Answer.choices, widget=forms.RadioSelect)
    means = forms.ChoiceField(label=_("Cara"), choices=Consent.Means.choices, widget=forms.RadioSelect)
    given_on = forms.DateField(label=_("Tanggal"), widget=DateInput())

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        self.today = clock.today(person.village_id)
        self.fields["given_on"].initial = self.today

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not has_arrived(self, "members.record_consent"):
            findings = rules.check_consent(
                marriage=self.person.marriage,
                age=self.person.age,
                answer=cleaned["answer"],
                given_on=cleaned["given_on"],
                last_answer=queries.last_answer(self.person, cleaned["purpose"]),
                on=self.today,
            )
            report(self, findings)
        return cleaned
