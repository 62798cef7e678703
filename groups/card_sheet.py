"""The card K/0/UPPKA as numbered questions and answers in the order of the form: for screen, paper and SIGA alike."""

from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Assignment
from core.templatetags.ui import initials
from core.text import phone_text
from groups import code_lists, queries
from groups.models import Adviser, CommitteePost, Group, ListValue
from regions import clock
from regions.queries import lineage

#: Kind of group in SIGA: 1 BKB, 2 BKR, 3 BKL, 4 UPPKA, 5 PIK-R (the order of its programme codes).
KIND_CODE = "4"


@dataclass(frozen=True)
class Answer:
    """One question. ``choices`` are (label, ticked) pairs where the form has boxes."""

    number: str
    label: str
    value: str = ""
    choices: tuple = ()
    #: How many columns the boxes take on paper.
    columns: int = 3

    @property
    def text(self):
        """The answer in words."""
        return "; ".join(label for label, ticked in self.choices if ticked) if self.choices else self.value


@dataclass(frozen=True)
class Part:
    key: str
    title: str
    answers: list = field(default_factory=list)

    @property
    def said(self):
        """The answers that are not blank."""
        return [answer for answer in self.answers if answer.text]


def parts(group=None):
    """The questions of the card; without a group, the blank form. Three queries."""
    lists = code_lists.choices_of(*ListValue.List.values)
    answers = group or Group()
    return [
        Part("place", _("Wilayah"), _place(group)),
        Part("identity", _("Identitas kelompok"), _identity(answers, group is None)),
        Part("adviser", _("Pembina"), _adviser(answers)),
        Part("decree", _("SK pengukuhan"), _decree(answers, group is None)),
        Part("funds", _("Dana dan keterpaduan"), _funds(answers, lists)),
        Part("status", _("Media sosial, Pro PN, Kampung KB"), _status(answers, group is None)),
        Part("held", _("Materi dan sarana"), _held(answers, lists)),
        Part("business", _("Usaha"), _business(answers, lists)),
    ]


@dataclass(frozen=True)
class PersonRow:
    """One line of the committee or the members. ``nik`` is masked unless ``clear_nik`` was asked for; ``person`` is
    only there for who may open her page."""

    number: int
    name: str
    nik: str
    kki: str
    phone: str
    post: str = ""
    training: str = ""
    joined_on: date | None = None
    person: object = None


@dataclass(frozen=True)
class Sight:
    """What is shown of people; groups.queries.Rights says the same of a user."""

    names: bool = True
    people: bool = True


#: For paper that its view has asked about.
EVERYTHING = Sight()


def members(group, *, sees=EVERYTHING, clear_nik=False):
    """Members of today in the order of their numbers. ``sees`` says whether ``names`` are shown (else initials), and
    whether what else is known of ``people`` is as well."""
    return [
        _line(row.number, row.person, sees, clear_nik, post=_posts(row.person), joined_on=row.joined_on)
        for row in queries.roll(group)
    ]


def committee(group, *, sees=EVERYTHING, clear_nik=False):
    """Posts held today, with trainings or "belum dilatih". Who sees names sees the committee's phone numbers too."""
    labels = code_lists.labels_of(ListValue.List.TRAINING)
    rows = []
    for number, post in enumerate(queries.current_posts(group), start=1):
        trained = [labels.get((ListValue.List.TRAINING, key), key) for key in post.trainings]
        said = {"post": str(post.get_post_display()), "training": ", ".join(trained) or _("Belum dilatih")}
        line = _line(number, post.person, sees, clear_nik, **said)
        rows.append(replace(line, phone=phone_text(post.person.phone)) if sees.names else line)
    return rows


#: Places in the committee: the post, and which of its holders.
SLOTS = (("chair", 0), ("secretary", 0), ("treasurer", 0), ("kader", 0), ("kader", 1))


def slot_key(post, place):
    """``chair``, ``kader-1``, ``kader-2``: how a place in the committee is addressed."""
    return f"kader-{place + 1}" if post == CommitteePost.Post.KADER else post


#: Key of a place → the place.
SLOT_OF = {slot_key(*place): place for place in SLOTS}


def slot_label(post, place):
    """``Ketua``, ``Kader 2``."""
    label = str(CommitteePost.Post(post).label)
    return f"{label} {place + 1}" if post == CommitteePost.Post.KADER else label


def slots(group, *, sees=EVERYTHING):
    """The places of the committee, each with its post's row and line; None when vacant."""
    held: dict[str, list] = {}
    for row, line in zip(queries.current_posts(group), committee(group, sees=sees), strict=True):
        held.setdefault(row.post, []).append((row, line))
    found = []
    for post, place in SLOTS:
        row, line = held[post][place] if len(held.get(post, [])) > place else (None, None)
        account = bool(row and row.assignment and row.assignment.state != Assignment.State.OVER)
        slot = {"key": slot_key(post, place), "label": slot_label(post, place), "row": row, "line": line}
        found.append({**slot, "has_account": account})
    return found


def paper(group=None, *, clear_nik=False):
    """Plain data for templates/paper/card.typ; without a group, the blank form with room for a pen."""
    people = {"committee": [], "members": []}
    if group:
        people = {
            "committee": [_plain(row) for row in committee(group, clear_nik=clear_nik)],
            "members": [_plain(row) for row in members(group, clear_nik=clear_nik)],
        }
    chair = group and next(
        (row.person for row in queries.current_posts(group) if row.post == CommitteePost.Post.CHAIR), None
    )
    return {
        "form": "K/0/UPPKA",
        "title": _("Kartu data potensi kelompok UPPKA"),
        "words": {
            "office": _("Kementerian Kependudukan dan Pembangunan Keluarga/BKKBN"),
            "committee": _("Pengurus"),
            "members": _("Anggota"),
            "number": _("No."),
            "name": _("Nama"),
            "phone": _("Nomor HP"),
            "post": _("Jabatan dan pelatihan"),
            "joined": _("Bergabung"),
            "signoff": _("Pengesahan"),
            "known": _("Mengetahui, ketua kelompok"),
            "adviser": _("Pembina"),
        },
        "parts": [_plain_part(part) for part in parts(group)],
        **people,
        "is_blank": group is None,
        "signed": ", ".join(filter(None, [group.signed_place, _day(group.signed_on)])) if group else "",
        "chair": chair,
        "adviser": group.adviser_name if group else "",
        "printed": "" if group is None else _("Dicetak {date}").format(date=_day(clock.today(group.village_id))),
    }


def _plain(row):
    texts = {name: getattr(row, name) for name in ("number", "name", "nik", "kki", "phone", "post", "training")}
    return {**texts, "joined": date_format(row.joined_on, "d-m-Y") if row.joined_on else ""}


def _plain_part(part):
    answers = [
        {"number": a.number, "label": str(a.label), "value": str(a.value), "choices": a.choices, "columns": a.columns}
        for a in part.answers
    ]
    return {"title": str(part.title), "answers": answers}


def _line(number, person, sees, clear_nik, **said):
    if not sees.people:
        return PersonRow(number, person.name if sees.names else initials(person.name), "", "", "", **said)
    nik = person.nik if clear_nik else person.masked_nik
    return PersonRow(number, person.name, nik, person.family.kki, phone_text(person.phone), person=person, **said)


def _posts(person):
    return ", ".join(str(post.get_post_display()) for post in person.posts_here)


def _place(group):
    regions = {region.level: region for region in lineage(group.village_id)} if group else {}
    labels = {1: _("Provinsi"), 2: _("Kabupaten/Kota"), 3: _("Kecamatan"), 4: _("Desa/Kelurahan")}
    return [
        Answer("1" + letter, labels[level], _with_code(regions.get(level)))
        for letter, level in zip("abcd", labels, strict=True)
    ]


def _with_code(region):
    return f"{region.name} ({region.dotted_code})" if region else ""


def _identity(group, blank):
    place = "" if blank else _under_village(group)
    return [
        Answer("2", _("Dusun/RW, RT"), place),
        Answer("3", _("Kode kelompok"), f"{KIND_CODE} (UPPKA)"),
        Answer("4", _("Nomor register"), group.register_number),
        Answer("5", _("Nama kelompok"), group.name),
        Answer("6", _("Alamat"), group.address),
        Answer("", _("Tanggal berdiri"), _day(group.founded_on)),
    ]


def _under_village(group):
    parts = [
        str(group.dusun) if group.dusun_id and not group.rw else "",
        f"RW {group.rw}" if group.rw else "",
        f"RT {group.rt}" if group.rt else "",
    ]
    return ", ".join(filter(None, parts))


def _adviser(group):
    return [
        Answer("7a", _("Nomor registrasi"), group.adviser_number),
        Answer("7b", _("Nama"), group.adviser_name),
        Answer("7c", _("Jabatan"), choices=_boxes(Adviser.choices, group.adviser_kind, other=group.adviser_other)),
    ]


def _decree(group, blank):
    return [
        Answer("8", _("SK pengukuhan"), choices=_yes_no(group.has_decree, blank)),
        Answer("9a", _("Nomor SK"), group.decree_number),
        Answer("9b", _("Tanggal SK"), _day(group.decree_on)),
        Answer("10", _("Dikeluarkan oleh"), choices=_boxes(Group.DecreeIssuer.choices, group.decree_by), columns=2),
    ]


def _funds(group, lists):
    return [
        Answer("11", _("Sumber dana"), choices=_boxes(lists["fund"], group.funds)),
        Answer(
            "12",
            _("Keterpaduan kelompok"),
            choices=_boxes(lists["integration"], group.integration, other=group.integration_other),
        ),
    ]


def _status(group, blank):
    return [
        Answer("13a", _("Akun media sosial"), choices=_yes_no(group.has_social_media, blank)),
        Answer("13b", _("Nama akun"), group.social_media),
        Answer("14a", _("Pro PN"), choices=_yes_no(group.is_pro_pn, blank)),
        Answer("14b", _("Tanggal Pro PN"), _day(group.pro_pn_on)),
        Answer("15", _("Di Kampung KB"), choices=_yes_no(group.is_kampung_kb, blank)),
    ]


def _held(group, lists):
    return [
        Answer("16", _("Materi yang dimiliki"), choices=_boxes(lists["topic"], group.topics_held), columns=2),
        Answer("17", _("Sarana yang dimiliki"), choices=_boxes(lists["equipment"], group.equipment), columns=2),
    ]


def _business(group, lists):
    return [
        Answer("18a", _("Jenis usaha"), choices=_boxes(lists["business"], group.business_kinds), columns=2),
        Answer("18b", _("Usaha utama"), group.business_note),
        Answer("18c", _("Pola usaha"), choices=_boxes(Group.Pattern.choices, group.business_pattern)),
        Answer("18d", _("Sumber modal"), choices=_boxes(lists["capital"], group.capital_sources), columns=2),
        Answer("18e", _("Jangkauan pasar"), choices=_boxes(Group.Market.choices, group.market_reach)),
        Answer("18f", _("Nomor anggota AKU"), group.aku_number),
    ]


def _boxes(choices, chosen, *, other=""):
    """(label, ticked) of each choice; the text of "Lainnya" stands beside it."""
    chosen = [chosen] if isinstance(chosen, str) else chosen or []
    return tuple(
        (f"{label}: {other}" if other and key in ("other", code_lists.OTHER) else str(label), key in chosen)
        for key, label in choices
        if key
    )


def _yes_no(value, blank):
    return ((_("Ya"), bool(value) and not blank), (_("Tidak"), not value and not blank))


def _day(value):
    return date_format(value, "j F Y") if value else ""
