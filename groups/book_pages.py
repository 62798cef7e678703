"""What the pages, the paper and the sheet of a book show of its lines."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.templatetags.ui import NOTHING
from groups import queries
from groups.books import BOOKS, PLAN
from groups.models import CommitteePost, Handover
from regions import clock


@dataclass(frozen=True)
class Cell:
    """``tone`` is the kind of chip, if it is one."""

    label: str
    text: str
    is_number: bool = False
    tone: str = ""


@dataclass(frozen=True)
class Line:
    """``url`` leads to where it is changed, ``end_url`` to where it is ended; empty for who may not."""

    title: str
    cells: list[Cell] = field(default_factory=list)
    url: str = ""
    end_url: str = ""


def lines_of(book, rows, *, names, may_change=False):
    """The lines as cells; the first column is what a person would say aloud."""
    return [_line(book, row, names, may_change) for row in rows]


def sheet(book, rows, *, names):
    """Header and rows of a download; numbers stay as they are written."""
    yield [str(column.label) for column in book.columns]
    for row in rows:
        yield _texts(book, row, names=names)


def paper(book, group, year):
    """Plain data for templates/paper/book.typ."""
    rows = book.rows(group, year)
    posts = {row.post: row.person.name for row in queries.current_posts(group)}
    return {
        "title": str(book.title_of(year)),
        "group": f"{group.name} · {group.village.name}",
        "office": _("Kelompok UPPKA"),
        "columns": [{"label": str(each.label), "width": each.width, "number": each.is_number} for each in book.columns],
        "rows": [_texts(book, row) for row in rows],
        "words": {"number": _("No."), "chair": _("Ketua"), "secretary": _("Sekretaris")},
        "chair": posts.get(CommitteePost.Post.CHAIR, ""),
        "secretary": posts.get(CommitteePost.Post.SECRETARY, ""),
        "printed": _("Dicetak {date}").format(date=date_format(clock.today(group.village_id), "j F Y")),
    }


def years_of(book, group, chosen):
    """Years with a plan, this year and the one shown; nothing for a book that is not kept by the year."""
    if not book.is_by_year:
        return []
    years = set(book.rows(group).order_by().values_list("year", flat=True))
    return sorted(years | {chosen, clock.today(group.village_id).year})


def copies_from(book, group, year):
    """The year whose plan may be copied into that of ``year``; None without one."""
    if book is not PLAN or year < clock.today(group.village_id).year:
        return None
    here = group.planned_activities.filter(year=year).values("activity")
    last = group.planned_activities.filter(year=year - 1).exclude(activity__in=here)
    return year - 1 if last.exists() else None


def shelf(group, *, names):
    """Every book with how many lines it has and the newest of them; two queries each."""
    spines = [_spine(book, group, names) for book in BOOKS]
    handovers = Handover.objects.filter(group=group)
    last = handovers.first()
    return [
        *spines,
        {
            "icon": "handshake",
            "title": _("Serah terima jabatan"),
            "about": _("Pengurus lama menyerahkan jabatan, inventaris, dan uang kas kepada yang baru."),
            "total": handovers.count(),
            "newest": date_format(last.on, "j F Y") if last else "",
            "url": reverse("groups:handover_list", args=[group.public_id]),
        },
    ]


def _texts(book, row, *, names=True):
    said = (column.say(row, names=names) for column in book.columns)
    return ["" if text == NOTHING else str(text) for text in said]


def _spine(book, group, names):
    rows = book.rows(group)
    newest = rows.order_by("-pk").first()
    return {
        "icon": book.icon,
        "title": book.title,
        "about": book.about,
        "total": rows.count(),
        "newest": book.columns[0].say(newest, names=names) if newest else "",
        "url": reverse(f"groups:{book.key}_list", args=[group.public_id]),
    }


def _line(book, row, names, may_change):
    first, *others = book.columns
    cells = [
        Cell(str(each.label), each.say(row, names=names), each.is_number, each.tone(row) if each.tone else "")
        for each in others
    ]
    ends = may_change and book.ending and book.ending.is_open(row)
    return Line(
        first.say(row, names=names),
        cells,
        url=reverse(f"groups:{book.key}_change", args=[row.public_id]) if may_change else "",
        end_url=reverse(f"groups:{book.key}_end", args=[row.public_id]) if ends else "",
    )
