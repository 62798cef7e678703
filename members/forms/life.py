"""Events of one person: death, marriage, divorce, widowhood, a new head, joining another family."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DateInput, Form
from members import life_queries, life_rules
from members.findings import Finding
from members.forms.checks import has_arrived, report
from members.forms.picker import PersonPickerField
from members.models import Person
from regions import clock

CHANGE_PERSON = "members.change_person"
RELATIONS = [choice for choice in Person.Relation.choices if choice[0] != Person.Relation.HEAD]


class MemberField(forms.TypedChoiceField):
    """One of a family by her key. Whether she still is one says the service: at the second arrival of a form she may
    have left by its own doing."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs):
        super().__init__(coerce=int, empty_value=None, **kwargs)

    def valid_value(self, value):
        return str(value).isdecimal()


class MembersField(forms.TypedMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        super().__init__(coerce=int, **kwargs)

    def valid_value(self, value):
        return str(value).isdecimal()


def choices_of(persons):
    """Names with what each is to the head."""
    return [(person.pk, f"{person.name} ({person.get_relation_display()})") for person in persons]


class EventForm(Form):
    """A day and a remark. ``person`` is the one whose page this is; ``action`` the one of the service."""

    action = ""

    on = forms.DateField(label=_("Tanggal"), widget=DateInput())
    note = forms.CharField(label=_("Keterangan"), required=False, max_length=300)

    field_order = ["on"]

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        self.today = clock.today(person.village_id)
        self.fields["on"].initial = self.today
        self.others = list(person.family.persons.active().exclude(pk=person.pk).order_by("pk"))
        self.lives = life_queries.lives_of([person, *self.others])
        self.life = self.lives[person.pk]
        self.add_fields()
        self.order_fields([*self.field_order, *(n for n in self.fields if n != "note"), "note"])
        if not self.is_bound:
            self.initial.setdefault("version", person.version)

    def add_fields(self):
        """What this event asks beside the day."""

    def clean(self):
        cleaned = super().clean()
        if "on" in cleaned and not has_arrived(self, self.action):
            self.check(cleaned)
        return cleaned

    def check(self, cleaned):
        report(self, life_rules.check_day(self.life, on=cleaned["on"], today=self.today))

    @property
    def relation_fields(self):
        """Of the others to a new head, where the event brings one."""
        return [field for field in self.visible_fields() if _is_relation(field.name)]

    def spouses(self):
        """Those of the family who may be her husband or his wife."""
        return [other for other in self.others if life_rules.are_couple(self.life, self.lives[other.pk])]

    def add_spouse(self, label, nobody):
        known = self.spouses()
        if known or "spouse" in self.data:
            choices = [*choices_of(known), ("", nobody)]
            self.fields["spouse"] = MemberField(label=label, choices=choices, required=False)
            self.fields["spouse"].initial = known[0].pk if len(known) == 1 else ""

    def write_args(self):
        args = super().write_args()
        changes = args["changes"]
        if "spouse" in changes:
            changes["spouse_id"] = changes.pop("spouse")
        return args


class RelationsForm(EventForm):
    """With what the others become to a new head, proposed and to be corrected on the same screen."""

    #: The head the shown relations were proposed for.
    is_redrawn = False

    def add_relations(self, head):
        for other in self.others:
            if other.pk != head.pk:
                name = f"relation_{other.pk}"
                self.fields[name] = forms.ChoiceField(label=other.name, choices=RELATIONS)
                self.fields[name].initial = life_rules.relation_around(self.lives[head.pk], self.lives[other.pk])

    def write_args(self):
        args = super().write_args()
        changes = args["changes"]
        relations = {name.removeprefix("relation_"): changes.pop(name) for name in list(changes) if _is_relation(name)}
        return {**args, "changes": {**changes, "relations": relations}}


def _is_relation(name):
    return name.startswith("relation_")


class NewHeadForm(RelationsForm):
    action = "members.name_head"

    def add_fields(self):
        self.add_relations(self.person)


class DeathForm(RelationsForm):
    """Of a head it asks who leads the others; another choice draws the relations anew before it is saved."""

    action = "members.record_death"

    def add_fields(self):
        self.fields["on"].label = _("Tanggal meninggal")
        self.add_spouse(_("Siapa yang ditinggal wafat?"), _("Tidak ada, atau sudah bercerai"))
        if self.person.relation == Person.Relation.HEAD and self.others:
            self._add_head()

    def _add_head(self):
        lives = {other.pk: self.lives[other.pk] for other in self.others}
        proposed = life_rules.next_head(lives, self.today)
        self.fields["head"] = MemberField(label=_("Kepala keluarga yang baru"), choices=choices_of(self.others))
        self.fields["head"].initial = proposed
        self.fields["proposed_for"] = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=proposed)
        chosen = self._chosen(proposed)
        self.add_relations(chosen)
        if self.is_bound and self.data.get("proposed_for") != str(chosen.pk):
            self._redraw(chosen)

    def _chosen(self, proposed):
        key = self.data.get("head") if self.is_bound else self.initial.get("head")
        return next((p for p in self.others if str(p.pk) == str(key or proposed)), self.others[0])

    def _redraw(self, head):
        """Another head was chosen than the relations below were proposed for."""
        self.is_redrawn = True
        self._replace("proposed_for", str(head.pk))
        for name, field in self.fields.items():
            if _is_relation(name):
                self._replace(name, field.initial)

    def check(self, cleaned):
        super().check(cleaned)
        if self.is_redrawn and self.relation_fields:
            self.add_error("head", _("Hubungan anggota disesuaikan dengan kepala ini. Periksa, lalu simpan lagi."))

    def write_args(self):
        args = super().write_args()
        args["changes"].pop("proposed_for", None)
        if "head" in args["changes"]:
            args["changes"]["head_id"] = args["changes"].pop("head")
        return args


class MarriageForm(EventForm):
    action = "members.record_marriage"
    JOINS = [
        ("", _("Tetap di keluarga masing-masing")),
        ("here", _("Pasangannya masuk ke keluarga ini")),
        ("there", _("Ia masuk ke keluarga pasangannya")),
    ]

    def add_fields(self):
        self.fields["on"].label = _("Tanggal kawin")
        partner = PersonPickerField(
            label=_("Pasangan"), required=False, help_text=_("Kosongkan jika ia tidak ada dalam daftar penduduk Anda.")
        )
        self.fields["partner"] = partner
        partner.limit_to(self.user, CHANGE_PERSON, back=self.back)
        partner.queryset = partner.queryset.exclude(pk=self.person.pk)
        self.fields["joins"] = forms.ChoiceField(
            label=_("Sesudah kawin"), choices=self.JOINS, widget=forms.RadioSelect, required=False, initial=""
        )
        self.fields["relation"] = forms.ChoiceField(
            label=_("Menjadi apa di keluarga itu"),
            required=False,
            choices=[("", _("Menurut pasangannya")), *RELATIONS],
        )

    def __init__(self, *args, back="", **kwargs):
        self.back = back
        super().__init__(*args, **kwargs)

    def check(self, cleaned):
        super().check(cleaned)
        report(self, life_rules.check_marriage(self.life, on=cleaned["on"]))
        if partner := cleaned.get("partner"):
            (life,) = life_queries.lives_of([partner]).values()
            findings = life_rules.check_partner(self.life, life) + life_rules.check_marriage(life, on=cleaned["on"])
            findings += life_rules.check_day(life, on=cleaned["on"], today=self.today)
            report(self, [_of(partner, finding) for finding in findings])
        elif cleaned.get("joins"):
            self.add_error("partner", _("Pilih pasangannya."))

    def write_args(self):
        args = super().write_args()
        partner = args["changes"].pop("partner")
        args["changes"]["partner_id"] = partner.pk if partner else None
        return args


def _of(person, finding):
    """A finding about the partner, led by whose it is."""
    return Finding(finding.level, "partner", finding.code, f"{person.name}: {finding.text}")


class EndedMarriageForm(EventForm):
    def check(self, cleaned):
        super().check(cleaned)
        report(self, life_rules.check_marriage_ends(self.life))


class DivorceForm(EndedMarriageForm):
    action = "members.record_divorce"

    def add_fields(self):
        self.fields["on"].label = _("Tanggal cerai")
        self.add_spouse(_("Bercerai dengan"), _("Pasangannya tidak ada dalam keluarga ini"))


class WidowedForm(EndedMarriageForm):
    action = "members.record_widowed"

    def add_fields(self):
        self.fields["on"].label = _("Tanggal pasangannya wafat")


class JoinForm(EventForm):
    """She moves into the family of someone who is chosen from the register."""

    action = "members.join_family"

    def __init__(self, *args, back="", **kwargs):
        self.back = back
        super().__init__(*args, **kwargs)

    def add_fields(self):
        self.fields["on"].label = _("Tanggal masuk")
        relative = PersonPickerField(label=_("Salah satu anggota keluarga yang dimasuki"))
        self.fields["relative"] = relative
        relative.limit_to(self.user, CHANGE_PERSON, back=self.back)
        relative.queryset = relative.queryset.exclude(pk=self.person.pk)
        self.fields["relation"] = forms.ChoiceField(
            label=_("Menjadi apa di keluarga itu"), choices=[("", _("Pilih…")), *RELATIONS]
        )

    def write_args(self):
        args = super().write_args()
        args["changes"]["family_id"] = args["changes"].pop("relative").family_id
        return args
