"""Leaving for a family or a village of their own, and the requests for what lies outside."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.errors import RuleError
from core.forms import DateInput, Form
from core.identity import clean_digits
from members import life_queries, life_rules, rules
from members.errors import ForeignNik, KnownNik, UnknownNik
from members.forms.checks import has_arrived, report
from members.forms.life import MemberField, MembersField, choices_of
from members.forms.place import PlaceForm
from members.forms.village_picker import VillagePickerField
from members.services import look_up_nik
from regions import clock

PLACE = ("village_id", "dusun_id", "dusun_name", "rt", "rw", "address")


class NewPlaceForm(PlaceForm):
    """A day, a remark and a place; the place goes to the service as columns of Family."""

    action = ""

    on = forms.DateField(label=_("Tanggal"), widget=DateInput())
    note = forms.CharField(label=_("Keterangan"), required=False, max_length=300)

    class Meta(PlaceForm.Meta):
        fields = ["village", "dusun", "rt", "address"]

    def write_args(self):
        args = super().write_args()
        changes = args["changes"]
        place = {name: changes.pop(name) for name in PLACE if name in changes}
        return {**args, "changes": {**changes, "place": place}}


class LeavingForm(NewPlaceForm):
    """Who of ``family`` leaves, who leads them, and who leads the others where the head leaves."""

    def __init__(self, *args, family, **kwargs):
        self.family = family
        super().__init__(*args, **kwargs)
        self.today = clock.today(family.village_id)
        self.fields["on"].initial = self.today
        self.members = {p.pk: p for p in family.persons.active().order_by("pk")}
        choices = choices_of(self.members.values())
        self.fields["persons"] = MembersField(label=self.persons_label, choices=choices)
        self.fields["head"] = MemberField(
            widget=forms.Select,
            label=_("Kepala keluarga mereka yang pergi"),
            choices=[("", _("Pilih…")), *choices],
            required=False,
        )
        self.fields["stay_head"] = MemberField(
            widget=forms.Select,
            label=_("Kepala keluarga bagi yang tinggal"),
            choices=[("", _("Tidak berubah")), *choices],
            required=False,
            help_text=_("Hanya bila kepala keluarga yang sekarang ikut pergi."),
        )
        if not self.is_bound:
            self.initial.setdefault("version", family.version)

    persons_label = _("Siapa yang pergi")

    @property
    def is_whole(self):
        return set(self.cleaned_data.get("persons", ())) >= set(self.members)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("persons") and "on" in cleaned and not has_arrived(self, self.action):
            self._check(cleaned)
        return cleaned

    def _check(self, cleaned):
        leavers = [self.members[pk] for pk in cleaned["persons"] if pk in self.members]
        lives = life_queries.lives_of(leavers)
        for person in leavers:
            report(self, life_rules.check_day(lives[person.pk], on=cleaned["on"], today=self.today))
        if not self.is_whole and cleaned.get("head") not in cleaned["persons"]:
            self.add_error("head", _("Pilih kepala dari mereka yang pergi."))
        is_headless = not self.is_whole and any(person.relation == "head" for person in leavers)
        if is_headless and cleaned.get("stay_head") in (None, *cleaned["persons"]):
            self.add_error("stay_head", _("Pilih kepala dari mereka yang tinggal."))

    def write_args(self):
        args = super().write_args()
        changes = args["changes"]
        chosen = {"person_ids": sorted(changes.pop("persons"))}
        chosen |= {"head_id": changes.pop("head"), "stay_head_id": changes.pop("stay_head")}
        return {**args, "changes": {**changes, **chosen}}


class SplitForm(LeavingForm):
    action = "members.split_family"
    persons_label = _("Siapa yang membentuk keluarga sendiri")

    def _check(self, cleaned):
        super()._check(cleaned)
        if self.is_whole:
            self.add_error("persons", _("Semua anggota dipilih. Catat sebagai pindah seluruh keluarga."))


class MoveForm(LeavingForm):
    """To another village of the officer's own."""

    action = "members.move_family"
    persons_label = _("Siapa yang pindah")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["persons"].initial = list(self.members)
        self.fields["head"].help_text = _("Hanya bila sebagian yang pindah.")
        field = self.fields["village"]
        field.label = _("Pindah ke desa/kelurahan")
        field.queryset = field.queryset.exclude(pk=self.family.village_id)


class MoveOutForm(Form):
    """A request to the officers of a village outside."""

    action = "members.ask_to_move_out"

    to_village = VillagePickerField(label=_("Pindah ke desa/kelurahan"))
    who = MemberField(label=_("Siapa yang pindah"), required=False)
    on = forms.DateField(label=_("Tanggal pindah"), widget=DateInput())
    note = forms.CharField(label=_("Keterangan untuk petugas di sana"), required=False, max_length=300)

    def __init__(self, *args, family, back="", **kwargs):
        super().__init__(*args, **kwargs)
        self.today = clock.today(family.village_id)
        self.fields["on"].initial = self.today
        self.fields["to_village"].look(back=back, is_practice=family.village.is_practice)
        persons = list(family.persons.active().order_by("pk"))
        self.fields["who"].choices = [("", _("Seluruh keluarga")), *choices_of(persons)]
        self.fields["who"].initial = ""

    def clean_on(self):
        on = self.cleaned_data["on"]
        report_future(self, on)
        return on

    def write_args(self):
        args = super().write_args()
        args.pop("version")
        changes = args["changes"]
        changes["to_village_id"] = changes.pop("to_village").pk
        changes["person_id"] = changes.pop("who")
        return args


class MoveInForm(NewPlaceForm):
    """Who has arrived and is registered elsewhere is asked for by her NIK; nothing is shown of her."""

    action = "members.ask_to_move_in"
    personal_fields = frozenset({"nik"})
    WHOLE = [("1", _("Ia dan seluruh keluarganya")), ("0", _("Hanya orang ini"))]
    known_person = None

    nik = forms.CharField(
        label=_("NIK"), max_length=25, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    )
    whole = forms.ChoiceField(label=_("Siapa yang datang"), choices=WHOLE, widget=forms.RadioSelect)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = clock.today(self.user.home_code)
        self.fields["on"].initial = self.today
        self.fields.pop("dusun_name", None)
        self.order_fields(["nik", "whole", "on"])

    def clean_nik(self):
        nik = clean_digits(self.cleaned_data["nik"])
        for finding in rules.check_nik(nik):
            if finding.is_error:
                raise forms.ValidationError(finding.text)
        return nik

    def clean_on(self):
        on = self.cleaned_data["on"]
        report_future(self, on)
        return on

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not has_arrived(self, self.action):
            self._look_up(cleaned["nik"])
        return cleaned

    def _look_up(self, nik):
        """Only for whom the register knows outside may be asked; each such hit is logged and counted."""
        try:
            look_up_nik(nik, by=self.user)
        except ForeignNik:
            return
        except RuleError as refusal:
            self.known_person = refusal.person if isinstance(refusal, KnownNik) else None
            self.add_error("nik", str(refusal))
        else:
            self.add_error("nik", str(UnknownNik()))

    def write_args(self):
        """``nik``, ``request_id`` and ``changes``."""
        args = super().write_args()
        args.pop("version")
        changes = args["changes"]
        place = changes.pop("place")
        changes["dusun_id"] = place.get("dusun_id")
        changes |= {name: place.get(name) or "" for name in ("rt", "address")}
        changes |= {"to_village_id": place["village_id"], "whole": changes["whole"] == "1"}
        return {**args, "nik": changes.pop("nik")}


class AnswerForm(PlaceForm):
    """Accept, with the new address of who comes, or refuse with a reason. ``move``: the request."""

    ACCEPT, REFUSE = "accept", "refuse"

    decision = forms.ChoiceField(
        label=_("Jawaban"), choices=[(ACCEPT, _("Terima")), (REFUSE, _("Tolak"))], widget=forms.RadioSelect
    )
    answer = forms.CharField(label=_("Alasan atau pesan"), required=False, max_length=300)

    class Meta(PlaceForm.Meta):
        fields = ["village", "dusun", "rt", "address"]

    def __init__(self, *args, move, **kwargs):
        self.move = move
        super().__init__(*args, **kwargs)
        del self.fields["village"]
        if move.direction == move.Direction.IN:
            for name in ("dusun", "dusun_name", "rt", "address"):
                self.fields.pop(name, None)
        if not self.is_bound:
            self.initial["version"] = move.version

    def _village(self, _villages):
        return self.move.to_village

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("decision") == self.REFUSE and not cleaned.get("answer"):
            self.add_error("answer", _("Tulis alasan menolak."))
        return cleaned

    @property
    def is_accepted(self):
        return self.cleaned_data["decision"] == self.ACCEPT

    def write_args(self):
        args = super().write_args()
        changes = args["changes"]
        names = ("dusun_id", "dusun_name", "rt", "address")
        place = {name: changes[name] for name in names if name in changes}
        told = {"answer": changes["answer"]}
        if self.is_accepted and self.move.direction == self.move.Direction.OUT:
            told["place"] = place
        return {**args, "changes": told}


def report_future(form, on):
    report(form, life_rules.check_day(life_rules.Life(), on=on, today=form.today))
