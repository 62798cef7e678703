"""Forms of the card K/0/UPPKA."""

from django import forms
from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _

from core.forms import DateInput, Form, ModelForm, ReasonForm
from groups import code_lists, queries, rules
from groups.errors import TEXTS
from groups.models import Adviser, ClassificationDecision, Group, ListValue
from regions import clock
from regions.models import Dusun, Region
from regions.scope import sees_whole

#: Granted to the PKB alone: she is the adviser of the groups in her villages.
PKB_ONLY = "groups.verify_register"
#: Field of the card → list of its choices.
LIST_FIELDS = {
    "funds": ListValue.List.FUND,
    "integration": ListValue.List.INTEGRATION,
    "topics_held": ListValue.List.TOPIC,
    "equipment": ListValue.List.EQUIPMENT,
    "business_kinds": ListValue.List.BUSINESS,
    "capital_sources": ListValue.List.CAPITAL,
}

#: The card in the order of the form: (anchor, heading, fields).
SECTIONS = (
    (
        "identitas",
        _("Identitas kelompok"),
        ("register_number", "name", "village", "dusun", "rw", "rt", "address", "founded_on"),
    ),
    ("pembina", _("Pembina"), ("adviser_kind", "adviser_other", "adviser_name", "adviser_number")),
    ("sk", _("SK pengukuhan"), ("has_decree", "decree_number", "decree_on", "decree_by")),
    ("dana", _("Dana dan keterpaduan"), ("funds", "integration", "integration_other")),
    (
        "status",
        _("Media sosial, Pro PN, Kampung KB"),
        ("has_social_media", "social_media", "is_pro_pn", "pro_pn_on", "is_kampung_kb"),
    ),
    ("materi", _("Materi dan sarana"), ("topics_held", "equipment")),
    (
        "usaha",
        _("Usaha"),
        ("business_kinds", "business_note", "business_pattern", "capital_sources", "market_reach", "aku_number"),
    ),
    ("pengesahan", _("Pengesahan"), ("signed_place", "signed_on")),
)


def initial_of(group, fields=None):
    """Stored values by field name, with the version: what a form starts from, and compares with after Stale."""
    return {**model_to_dict(group, fields=fields), "version": group.version}


class VillageChoices(forms.ModelChoiceField):
    """Villages in scope, grouped by district."""

    def __init__(self, **kwargs):
        super().__init__(Region.objects.none(), error_messages={"required": _("Pilih dahulu.")}, **kwargs)

    def limit(self, user, permission):
        self.queryset = Region.objects.villages().current().visible_to(user, permission)
        villages = list(self.queryset)
        districts = dict(Region.objects.filter(pk__in={v.parent_code for v in villages}).values_list("code", "name"))
        grouped: dict[str, list] = {}
        for village in villages:
            grouped.setdefault(districts.get(village.parent_code, village.parent_code), []).append(
                (village.pk, village.name)
            )
        if len(villages) == 1:
            self.initial = villages[0].pk
            self.choices = [(villages[0].pk, villages[0].name)]
        else:
            self.choices = [("", _("Pilih Desa/Kelurahan")), *grouped.items()]
        return villages


class CardForm(ModelForm):
    """What all forms of the card share: the place, the number, the warnings about names."""

    permission = "groups.change_group"

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.fields["register_number"].required = False
        villages = self._limit_village() if "village" in self.fields else []
        if "dusun" in self.fields:
            self._follow(villages)

    def _get_validation_exclusions(self):
        """Without the number: the service says beside its field that it is taken, with the next free one."""
        return super()._get_validation_exclusions() | {"register_number"}

    def _limit_village(self):
        field = VillageChoices(label=self.fields["village"].label)
        self.fields["village"] = field
        villages = field.limit(self.user, self.permission)
        if len(villages) == 1:
            self.initial["village"] = villages[0].pk
        return villages

    def _follow(self, villages):
        """Dusun in a desa, RW and RT in a kelurahan. Before the village is chosen only what all of them would ask."""
        code = self.data.get("village") or self.instance.village_id or self.initial.get("village")
        village = Region.objects.filter(pk=code).first() if code else None
        known = [village] if village else villages
        if not known or not all(each.is_kelurahan for each in known):
            del self.fields["rw"], self.fields["rt"]
        if village:
            self._limit_dusun(village)
        else:
            del self.fields["dusun"]

    def _limit_dusun(self, village):
        """Who works in one dusun or RW chooses among hers; in a kelurahan everybody else types the RW."""
        field, sees_all = self.fields["dusun"], sees_whole(self.user, self.permission, village.pk)
        field.queryset = Dusun.objects.visible_to(self.user, self.permission).filter(village=village, is_active=True)
        field.label = _("RW") if village.is_kelurahan else _("Dusun")
        field.required = not sees_all
        if not field.queryset.exists() or (village.is_kelurahan and sees_all):
            del self.fields["dusun"]
        elif village.is_kelurahan:
            del self.fields["rw"]

    def clean(self):
        cleaned = super().clean()
        village = cleaned.get("village") or (self.instance.village if self.instance.village_id else None)
        if village and cleaned.get("name"):
            self._warn_same_name(village, cleaned["name"])
        return cleaned

    def _warn_same_name(self, village, name):
        if same := queries.same_name(village.pk, name, but=self.instance.pk):
            text = _("Di {village} sudah ada kelompok bernama {name}. Pastikan ini kelompok lain.")
            self.warn_once("name", text.format(village=village.name, name=same[0].name), "duplicate_name")

    def warn_once(self, field, text, code):
        """A warning passed before comes again only when its field changes."""
        if code not in self.instance.passed_warnings or field in self.changed_data:
            self.warn(field, text, code)


class GroupStartForm(CardForm):
    """The first step: enough to keep a draft."""

    permission = "groups.add_group"

    class Meta:
        model = Group
        fields = ["name", "village", "dusun", "rw", "rt", "address", "business_note", "register_number"]
        help_texts = {
            "name": _("Tulis lengkap, misalnya UPPKA Melati."),
            "address": _("Jalan dan nomor rumah ketua atau tempat berkumpul."),
            "business_note": _("Usaha yang paling dikenal orang, misalnya kue dan roti."),
            "register_number": _("Kosongkan untuk memakai nomor berikutnya di desa/kelurahan itu."),
        }


class GroupCardForm(CardForm):
    """The whole card. A draft may have gaps; a card that was handed in may not."""

    class Meta:
        model = Group
        fields = [name for _anchor, _title, names in SECTIONS for name in names]
        widgets = {"adviser_kind": forms.RadioSelect, "decree_by": forms.RadioSelect}
        help_texts = {
            "register_number": _("Tidak boleh sama dalam satu desa/kelurahan."),
            "adviser_number": _("NIP, NI PPPK, atau nomor kader."),
            "funds": _("Boleh lebih dari satu."),
            "integration": _("Kelompok atau layanan lain yang berjalan bersama. Boleh lebih dari satu."),
            "business_note": _("Usaha yang paling dikenal orang, misalnya kue dan roti."),
            "aku_number": _("Isi jika kelompok menjadi anggota Andalan Kelompok UPPKA."),
            "signed_on": _("Tanggal kartu ditandatangani ketua dan pembina."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = code_lists.choices_of(*LIST_FIELDS.values())
        for name, list_name in LIST_FIELDS.items():
            self.fields[name] = forms.MultipleChoiceField(
                label=self.fields[name].label,
                help_text=self.fields[name].help_text,
                required=False,
                choices=choices[list_name],
                widget=forms.CheckboxSelectMultiple,
            )
        for name in ("adviser_kind", "adviser_name"):
            self.fields[name].required = not self.is_draft
        for name in rules.ALWAYS_WANTED:
            self.fields[name].is_wanted = True  # not called optional, though a draft may lack it
        self.fields["adviser_kind"].choices = [c for c in self.fields["adviser_kind"].choices if c[0]]
        self.fields["decree_by"].choices = [c for c in self.fields["decree_by"].choices if c[0]]
        if not self.is_draft:
            del self.fields["village"]
        elif not self.instance.signed_on:
            self._suggest()

    @property
    def is_draft(self):
        return self.instance.state in rules.UNFINISHED

    def _suggest(self):
        """What a card that was never finished will say most often; the officer changes what is otherwise."""
        village = self.instance.village
        answers = {
            "signed_place": village.name,
            "signed_on": clock.today(village.pk),
            "is_kampung_kb": village.is_kampung_kb,
        }
        if self.user.has_perm(PKB_ONLY, self.instance):
            answers |= {"adviser_kind": Adviser.PKB, "adviser_name": self.user.name}
        self.initial |= {name: value for name, value in answers.items() if not self.initial.get(name)}

    def clean(self):
        cleaned = super().clean()
        faults = rules.card_faults(cleaned, clock.today(self.instance.village_id))
        if not self.is_draft:
            faults += [gap for gap in rules.card_gaps(cleaned) if gap.field not in self.errors]
        for fault in faults:
            self.add_error(fault.field, TEXTS[fault.code])
        self._warn_kampung_kb(cleaned.get("village") or self.instance.village)
        return cleaned

    def _warn_kampung_kb(self, village):
        if self.cleaned_data.get("is_kampung_kb") != village.is_kampung_kb:
            text = (
                _("Menurut data wilayah, {village} adalah Kampung KB. Isian kartu berbeda.")
                if village.is_kampung_kb
                else _("Menurut data wilayah, {village} belum menjadi Kampung KB. Isian kartu berbeda.")
            )
            self.warn_once("is_kampung_kb", text.format(village=village.name), "kampung_kb_differs")

    def sections(self):
        """(anchor, heading, bound fields) in the order of the form."""
        for anchor, title, names in SECTIONS:
            yield anchor, title, [self[name] for name in names if name in self.fields]


class RoutineForm(ModelForm):
    class Meta:
        model = Group
        fields = ["meeting_weekday", "meeting_week", "meeting_time", "meeting_place"]
        widgets = {"meeting_time": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")}
        help_texts = {"meeting_week": _("Misalnya hari Senin, minggu kedua.")}


class ClassificationForm(ModelForm):
    class Meta:
        model = ClassificationDecision
        fields = ["level", "decided_on", "assessor", "document", "note"]
        widgets = {"level": forms.RadioSelect}
        help_texts = {
            "assessor": _("Nama pejabat atau tim yang memutuskan."),
            "document": _("Nomor berita acara atau surat keputusan."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["level"] = forms.ChoiceField(
            label=_("Klasifikasi"), choices=Group.Classification.choices[1:], widget=forms.RadioSelect
        )
        self.fields["file"] = forms.FileField(
            label=_("Foto atau PDF keputusan"),
            required=False,
            help_text=_("Paling besar 10 MB."),
            widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
        )


class StateForm(ReasonForm):
    """Deactivate or bring back: from which day, and why."""

    on = forms.DateField(label=_("Mulai tanggal"), widget=DateInput())

    field_order = ["on", "reason"]


class SigaForm(Form):
    on = forms.DateField(label=_("Disalin ke SIGA pada"), widget=DateInput())


class CardPaperForm(Form):
    """How the filled card is printed. The full NIK only for those who may export it."""

    paper = forms.ChoiceField(label=_("Kertas"), choices=[("a4", "A4"), ("f4", "F4")], widget=forms.RadioSelect)
    purpose = forms.ChoiceField(label=_("Keperluan"))
    with_nik = forms.BooleanField(label=_("Cetak NIK lengkap"), required=False)

    def __init__(self, *args, may_show_nik, **kwargs):
        super().__init__(*args, **kwargs)
        from accounts.models import PersonalDataAccess

        purposes = PersonalDataAccess.Purpose
        chosen = (purposes.REPORT, purposes.VERIFICATION, purposes.MEETING, purposes.CORRECTION)
        self.fields["purpose"].choices = [(purpose.value, purpose.label) for purpose in chosen]
        if not may_show_nik:
            del self.fields["with_nik"]
