"""What the pages of events show: what can be recorded of a person now, and what was."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from members import life_queries, life_rules
from members.forms import life as forms
from members.models import LifeEvent, Person
from members.services import join_family, name_head, record_death, record_divorce, record_marriage, record_widowed


@dataclass(frozen=True)
class Act:
    """One kind of event: its form, its service and its words. ``kind`` is what stands in the address."""

    kind: str
    form: type
    service: object
    title: str | Promise
    short: str | Promise
    help: str | Promise
    done: str | Promise
    icon: str = "person"

    def url(self, person):
        return reverse("members:event_create", args=[person.public_id, self.kind])


ACTS = {
    act.kind: act
    for act in (
        Act(
            "marriage",
            forms.MarriageForm,
            record_marriage,
            _("Perkawinan"),
            _("Kawin"),
            _("Status kedua mempelai menjadi kawin sejak tanggal ini."),
            _("Perkawinan dicatat."),
            "handshake",
        ),
        Act(
            "divorce",
            forms.DivorceForm,
            record_divorce,
            _("Perceraian"),
            _("Cerai"),
            _("Bila sesudahnya salah satu keluar dari keluarga, catat juga pisah keluarga."),
            _("Perceraian dicatat. Bila ada yang keluar dari keluarga, catat juga pisah keluarga."),
        ),
        Act(
            "widowed",
            forms.WidowedForm,
            record_widowed,
            _("Ditinggal wafat pasangan"),
            _("Pasangan wafat"),
            _("Untuk pasangan yang tidak ada dalam daftar. Bila ia ada, catat kematiannya: statusnya ikut berubah."),
            _("Dicatat."),
        ),
        Act(
            "new_head",
            forms.NewHeadForm,
            name_head,
            _("Kepala keluarga baru"),
            _("Jadi kepala"),
            _("Ia memimpin keluarga ini sejak tanggal ini. Periksa hubungan anggota yang lain kepadanya."),
            _("Kepala keluarga diganti."),
            "family",
        ),
        Act(
            "join",
            forms.JoinForm,
            join_family,
            _("Masuk keluarga lain"),
            _("Masuk keluarga lain"),
            _("Ia pindah ke keluarga lain yang sudah terdaftar di wilayah Anda."),
            _("Sudah masuk keluarga itu."),
            "family",
        ),
        Act(
            "death",
            forms.DeathForm,
            record_death,
            _("Kematian"),
            _("Meninggal"),
            _("Ia tidak lagi dihitung sejak tanggal ini. Catatannya tetap ada."),
            _("Kematian dicatat. Turut berduka."),
        ),
    )
}


def possible(person, life, others):
    """The acts that can be recorded of an active person now; ``others``: how many live with her."""
    is_head = person.relation == Person.Relation.HEAD
    is_married = person.marriage == Person.Marriage.MARRIED
    age = person.age
    shown = {
        "marriage": not is_married and (age is None or age >= life_rules.KB_FROM),
        "divorce": is_married,
        "widowed": is_married,
        "new_head": not is_head and (age is None or age >= life_rules.MOTHER_FROM),
        "join": not (is_head and others),
        "death": True,
    }
    return [act for kind, act in ACTS.items() if shown[kind]]


@dataclass(frozen=True)
class PersonRow:
    """A person of the menu, with (act, its address) for each thing that is possible for her."""

    person: Person
    acts: list


def menu_of(family):
    """PersonRow for each active person, the head first. Two queries."""
    persons = sorted(family.persons.active().order_by("pk"), key=lambda p: p.relation != Person.Relation.HEAD)
    return [row_of(person, len(persons) - 1) for person in persons]


def row_of(person, others):
    life = life_queries.life_of(person)
    return PersonRow(person, [(act, act.url(person)) for act in possible(person, life, others)])


def sentences(events):
    """Each event with what it changed, in words, as ``words``."""
    for event in events:
        event.words = "; ".join(filter(None, (_changed(event, name) for name in ("marriage", "relation"))))
    return events


def _changed(event, name):
    if name not in event.after:
        return ""
    labels = dict(Person._meta.get_field(name).choices)
    old, new = (str(labels.get(value, "—")) for value in (event.before.get(name), event.after[name]))
    return __("{old} → {new}").format(old=old, new=new)


def is_move(event):
    return event.kind in (LifeEvent.Kind.MOVED_IN, LifeEvent.Kind.MOVED_OUT)
