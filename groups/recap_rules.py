"""Rules about the month's recap: pure functions on plain values."""

from dataclasses import dataclass, fields

from groups import register_rules

#: What the recap counts, in the order of its columns.
COUNTED = ("ada", "lapor", "anggota", "hadir", "families", "pus", "kb", "meetings")
#: From how many groups on a jump to full coverage, or a very low one, says anything.
FEW_GROUPS = 3
#: Per cent of LAPOR under which coverage is suspect: a proposal, the source says only "very low".
VERY_LOW = 30
#: KB counts under this are hidden below the regency from who reads for province and centre.
SMALL_CELL = 5
HIDDEN = None


@dataclass(frozen=True)
class Figures:
    """What a village, district or regency counts in a month.

    ADA: active groups on the month's last day. LAPOR: those with a verified register. ANGGOTA: their active members on
    that day; HADIR: those of them who were at a meeting once at least. Families with a member, those of them that are
    PUS, those PUS that use a modern method. Persons and families count once in a village. ``reported_members`` and
    ``reported_present`` are members and attendance of the verified registers alone.
    """

    ada: int = 0
    lapor: int = 0
    anggota: int = 0
    hadir: int = 0
    families: int = 0
    pus: int = 0
    kb: int = 0
    meetings: int = 0
    reported_members: int = 0
    reported_present: int = 0

    @classmethod
    def of(cls, values):
        """From a mapping that may hold more, or less."""
        names = {field.name for field in fields(cls)}
        return cls(**{name: value or 0 for name, value in values.items() if name in names})

    def __add__(self, other):
        return Figures(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def percent(self):
        return register_rules.percent(self.lapor, self.ada)

    @property
    def hadir_percent(self):
        return register_rules.percent(self.hadir, self.anggota)

    @property
    def missing(self):
        return self.ada - self.lapor


def total(parts):
    return sum(parts, start=Figures())


def hints(figures, before=None):
    """Codes of what does not fit together, or looks too good: for the officer to look at, never a refusal.

    LAPOR ≤ ADA; KB ≤ PUS ≤ families ≤ ANGGOTA; HADIR ≤ ANGGOTA. ``before``: the figures of the month before.
    """
    pairs = (("lapor", "ada"), ("kb", "pus"), ("pus", "families"), ("families", "anggota"), ("hadir", "anggota"))
    found = [f"{small}_{large}" for small, large in pairs if getattr(figures, small) > getattr(figures, large)]
    if figures.ada >= FEW_GROUPS:
        if figures.percent < VERY_LOW:
            found.append("very_low")
        if figures.percent == 100 and before and before.ada and before.percent < register_rules.BANDS["middle"]:
            found.append("suddenly_full")
    return found


def differences(before, after):
    """[(figure, before, after)] of what changed between two revisions, in the order of the columns."""
    pairs = ((name, before.get(name, 0), after.get(name, 0)) for name in COUNTED)
    return [(name, old, new) for name, old, new in pairs if old != new]


def hidden_cells(rows):
    """Places in ``rows`` (Figures of one table beside its total) whose KB count is not shown.

    Those under SMALL_CELL of who has any PUS. A single hidden cell could be told from the total, so the smallest other
    one goes with it.
    """
    small = {place for place, row in enumerate(rows) if row.pus and row.kb < SMALL_CELL}
    others = [place for place, row in enumerate(rows) if row.pus and place not in small]
    if len(small) == 1 and others:
        small.add(min(others, key=lambda place: (rows[place].kb, place)))
    return small
