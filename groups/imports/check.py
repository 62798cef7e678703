"""A workbook from its bytes to a decision about every row. Reads much, writes only the log of looks outside the
scope."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.imports.headings import heading_key
from core.text import name_key
from groups import code_lists, rules
from groups.errors import TEXTS
from groups.imports import workbook
from groups.imports.columns import BY_KEY, GROUPS, MEMBERS, POSTS
from groups.imports.people import People, age_of
from groups.imports.rows import CHANGED, NEW, REJECTED, UNCHANGED, Reader
from groups.models import CommitteePost, Group, ListValue, Membership
from regions import clock
from regions.models import Region
from regions.scope import Scope

#: Fields of the card that come straight from a cell.
CARD_FIELDS = set(BY_KEY[GROUPS].by_key) - {"village", "register_number", "dusun"}
STOPPED = (Group.State.INACTIVE, Group.State.MERGED)


@dataclass(eq=False)
class Target:
    """A group of the sheet: the recorded one, or a new one (``group`` None) with the values of its row."""

    village_id: str
    name: str
    register_number: str = ""
    group: Group | None = None
    row: object = None

    @property
    def is_faulty(self):
        return self.group is None and (self.row is None or self.row.is_faulty)


@dataclass
class Checked:
    """All that was found; ``rows`` are groups, committee, members in this order."""

    parts: dict
    rows: list
    #: Villages outside the officer's scope where a NIK of the sheet stands.
    outside: list

    @property
    def totals(self):
        states = Counter(row.status for row in self.rows)
        levels = Counter(level for row in self.rows for _column, level, _reason in row.notes)
        fresh = Counter(row.sheet for row in self.rows if row.status == NEW)
        return {
            "rows": len(self.rows),
            **{status: states[status] for status in (NEW, CHANGED, UNCHANGED, REJECTED)},
            "errors": levels["error"],
            "warnings": levels["warning"],
            "groups": fresh[GROUPS],
            "posts": fresh[POSTS],
            "members": fresh[MEMBERS],
            "ignored": workbook.ignored(self.parts)[:60],
        }

    @property
    def findings(self):
        """(row, "sheet.column", level, reason) of everything that was found."""
        return [(row.number, f"{row.sheet}.{key}", level, why) for row in self.rows for key, level, why in row.notes]


def check(data, *, by, place, progress=lambda percent: None):
    """Check a workbook for ``place`` (a Region) on behalf of ``by``. Raises FileRefused, SheetRefused."""
    parts = workbook.parts_of(data)
    progress(20)
    lists = {name: _spellings(entries) for name, entries in code_lists.choices_of(*ListValue.List.values).items()}
    today = clock.today(place.code)
    rows = {key: Reader(part, today=today, lists=lists).rows() for key, part in parts.items()}
    progress(40)
    decisions = _Check(by, place, today, rows)
    decisions.decide()
    progress(90)
    ordered = [row for key in (GROUPS, POSTS, MEMBERS) for row in rows.get(key, ())]
    return Checked(parts, ordered, decisions.people.outside)


def _spellings(entries):
    return {heading_key(text): key for key, label in entries for text in (key, label)}


class _Check:
    def __init__(self, by, place, today, rows):
        self.by, self.place, self.today, self.rows = by, place, today, rows
        villages = Region.objects.villages().current().filter(Scope.of({place.code}).q_of_regions())
        self.villages = {village.code: village for village in villages}
        self.village_names = defaultdict(list)
        for village in self.villages.values():
            self.village_names[heading_key(village.name)].append(village.code)
        groups = Group.objects.visible_to(by, "groups.import_groups").filter(Scope.of({place.code}).q("village_id"))
        self.targets = [Target(g.village_id, g.name, g.register_number, g) for g in groups.select_related("dusun")]
        self.members = defaultdict(set)
        self.posts = defaultdict(dict)

    def decide(self):
        for row in self.rows.get(GROUPS, ()):
            self._group(row)
        people = [*self.rows.get(POSTS, ()), *self.rows.get(MEMBERS, ())]
        self.people = People(people, by=self.by, place=self.place.code)
        self._read_rolls()
        self._read_posts()
        for row in people:
            self._person(row)

    # --- Groups

    def _group(self, row):
        village_id = self._village(row)
        if row.is_faulty:
            row.status = REJECTED
            return
        row.target = self._known(row, village_id)
        if row.target is None:
            row.target = Target(village_id, row.get("name"), row.get("register_number"), row=row)
            self.targets.append(row.target)
            self._check_card(row, {})
            row.status = REJECTED if row.is_faulty else NEW
        elif row.target.group is None:
            row.error("name", _("Kelompok ini sudah ada pada baris {number}.").format(number=row.target.row.number))
            row.status = REJECTED
        else:
            self._compare(row)

    def _village(self, row):
        text = row.get("village")
        if not text:
            if self.place.level == Region.Level.VILLAGE:
                return self.place.code
            return row.error("village", _("Isi desa/kelurahannya, karena berkas ini untuk beberapa desa/kelurahan."))
        code = "".join(filter(str.isdecimal, text))
        if code in self.villages:
            return code
        found = self.village_names[heading_key(text)]
        if len(found) > 1:
            return row.error("village", _("Ada beberapa desa/kelurahan bernama begini. Tulis kode wilayahnya."))
        if not found:
            reason = _("“{text}” tidak ada di {place}. Tulis nama atau kode desa/kelurahannya.")
            return row.error("village", reason.format(text=text[:40], place=self.place.name))
        return found[0]

    def _known(self, row, village_id):
        """The group by its number, else by its name but for the word UPPKA or UPPKS."""
        here = [target for target in self.targets if target.village_id == village_id]
        number, key = row.get("register_number"), rules.duplicate_key(row.name_key)
        numbered = next((t for t in here if number and t.register_number == number), None)
        named = next((t for t in here if rules.duplicate_key(name_key(t.name)) == key), None)
        if numbered and named and numbered is not named:
            reason = _("Nomor register ini milik {other}. Periksa nomor atau namanya.")
            return row.error("register_number", reason.format(other=numbered.name)) or numbered
        return numbered or named

    def _compare(self, row):
        group = row.target.group
        if group.state in STOPPED:
            row.error("name", _("Kelompok ini nonaktif. Aktifkan dahulu di halamannya."))
        told = {key: value for key, value in row.values.items() if key in CARD_FIELDS}
        row.changes = {key: [getattr(group, key), new] for key, new in told.items() if getattr(group, key) != new}
        self._check_card(row, {key: getattr(group, key) for key in CARD_FIELDS})
        row.status = REJECTED if row.is_faulty else CHANGED if row.changes else UNCHANGED

    def _check_card(self, row, recorded):
        village = self.villages[row.target.village_id]
        if not village.is_kelurahan and (row.values.pop("rw", "") or row.values.pop("rt", "")):
            row.changes.pop("rw", None), row.changes.pop("rt", None)
            row.warn("rw", _("Di desa tidak ada RW dan RT, jadi tidak diambil. Isi kolom Dusun."))
        for fault in rules.card_faults({**recorded, **row.values}, self.today):
            row.error(fault.field, TEXTS[fault.code])

    # --- Committee and members

    def _read_rolls(self):
        known = [target.group.pk for target in self.targets if target.group]
        open_rows = Membership.objects.filter(group__in=known, left_on__isnull=True)
        for group_id, person_id in open_rows.values_list("group_id", "person_id"):
            self.members[group_id].add(person_id)

    def _read_posts(self):
        known = [target.group.pk for target in self.targets if target.group]
        posts = CommitteePost.objects.filter(group__in=known, to_on__isnull=True).select_related("person")
        for post in posts:
            self.posts[post.group_id].setdefault(post.post, []).append(post.person)

    def _person(self, row):
        target = row.target = self._target(row)
        if not row.is_faulty:
            row.person = self.people.find(row, village_id=target.village_id, group=id(target))
        if not row.is_faulty:
            (self._post if row.sheet == POSTS else self._member)(row, target)
        row.status = REJECTED if row.is_faulty else row.status

    def _target(self, row):
        """The group of a row of the committee or the members."""
        village_id = self._village(row) if row.get("village") else ""
        number, key = row.get("register_number"), rules.duplicate_key(name_key(row.get("group")))
        found = [t for t in self.targets if not village_id or t.village_id == village_id]
        if number:
            found = [t for t in found if t.register_number == number]
        if key:
            named = [t for t in found if rules.duplicate_key(name_key(t.name)) == key]
            found = named or [t for t in found if t.register_number and t.register_number == row.get("group")]
        if not (number or key):
            found = [t for t in found if t.row is not None]  # a workbook of one group need not name it in every row
        if len(found) == 1 and not found[0].is_faulty:
            if found[0].group and found[0].group.state in STOPPED:
                row.error("group", _("Kelompok ini nonaktif. Aktifkan dahulu di halamannya."))
            return found[0]
        return row.error("group", self._no_target(found))

    def _no_target(self, found):
        if len(found) > 1:
            return _("Ada beberapa kelompok yang cocok. Isi nomor register atau desa/kelurahannya.")
        if found:
            return _("Baris kelompoknya salah. Perbaiki lembar Kelompok dahulu.")
        return _("Kelompok ini tidak ada pada lembar Kelompok dan belum tercatat.")

    def _member(self, row, target):
        key = getattr(row.person, "pk", None) or row.person
        here = self.members[self._key(target)]
        row.status = UNCHANGED if key in here else NEW
        here.add(key)

    def _post(self, row, target):
        holders = self.posts[self._key(target)].setdefault(row.get("post"), [])
        if row.person in holders:
            row.status = UNCHANGED
            return
        most = 2 if row.get("post") == CommitteePost.Post.KADER else 1
        if len(holders) >= most:
            reason = _("Jabatan ini dipegang {name}. Catat serah terimanya di halaman pengurus.")
            row.error("post", reason.format(name=holders[0].name))
            return
        on = row.get("from_on") or self.today
        married = row.person.marriage == "married"
        if code := rules.post_fault(row.get("post"), age=age_of(row.person, on), is_married=married):
            row.error("birth_date" if code == "age_unknown" else "name", TEXTS[code])
            return
        holders.append(row.person)
        row.status = NEW

    def _key(self, target):
        return target.group.pk if target.group else target
