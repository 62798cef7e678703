"""What an officer looks at before she takes a sheet: samples, codes, changes, remarks."""

from collections import Counter

from django.utils.translation import gettext as _

from core.imports import cells
from members import code_lists
from members.imports import mapping, wording
from members.imports.columns import COLUMNS
from regions.models import Dusun
from regions.scope import scope_of

SAMPLES, DEPTH, CODES = 3, 200, 12
HIDDEN = "••••"


def samples(sheet, plan):
    """Column index → the first different values, hidden where they are personal."""
    found = {index: [] for index, heading in enumerate(plan.headings) if heading}
    for count, (_number, row) in enumerate(mapping.data_rows(sheet, plan)):
        for index, texts in found.items():
            text = cells.text(row[index]) if index < len(row) else ""
            if text and text not in texts and len(texts) < SAMPLES:
                texts.append(text)
        if count > DEPTH:
            break
    return {index: _discreet(plan.columns.get(index), texts) for index, texts in found.items()}


def _discreet(key, texts):
    """Numbers of eight digits and more are hidden even where we do not know the column."""
    is_personal = key in COLUMNS and COLUMNS[key].is_personal
    hidden = [is_personal or sum(c.isdigit() for c in text) >= 8 for text in texts]
    return [HIDDEN] if any(hidden) else [text[:40] for text in texts]


def codes(sheet, plan):
    """How the numbers of each column of codes are read: (heading, [(number, meaning, rows)])."""
    counts = {index: Counter() for index, key in plan.columns.items() if COLUMNS[key].codes}
    for _number, row in mapping.data_rows(sheet, plan):
        for index, counter in counts.items():
            text = cells.filled(row[index]) if index < len(row) else ""
            if text.isdecimal():
                counter[text] += 1
    return [
        (plan.heading_of(plan.columns[index]), _meanings(plan, COLUMNS[plan.columns[index]].codes, counter))
        for index, counter in counts.items()
        if counter
    ]


def _meanings(plan, field, counter):
    scheme = plan.scheme_of(field)
    common = sorted(counter.items(), key=lambda pair: int(pair[0]))[:CODES]
    return [(text, _meaning(field, text, scheme), count) for text, count in common]


def _meaning(field, text, scheme):
    key = code_lists.key_of(field, text, scheme=scheme)
    return str(code_lists.label_of(field, key)) if key else _("tidak dikenal")


def people(rows, batch, user, *, taken):
    """The changed persons of one page: row, name, is_taken, lines (label, old, new)."""
    dusun = dict(Dusun.objects.filter(village_id=batch.village_id).values_list("pk", "name"))
    sees = {
        "religion": user.has_perm("members.view_religion"),
        "health": batch.village_id in scope_of(user.places("members.view_health")),
    }
    chosen = {int(number) for number in taken}
    return [
        {
            "row": row["row"],
            "name": row["name"],
            "is_taken": row["row"] in chosen,
            "lines": _lines(row, dusun, sees),
        }
        for row in rows
    ]


def _lines(row, dusun, sees):
    lines = []
    for field, (old, new) in row["changes"].items():
        hidden = field == "religion" and not sees["religion"]
        shown = [HIDDEN if hidden else wording.shown(field, value, dusun=dusun) for value in (old, new)]
        lines.append((wording.label(field), *shown))
    if row["health"] and not sees["health"]:
        return [*lines, (_("KB dan kehamilan"), "", HIDDEN)]
    return lines + [(label, "", text) for label, text in wording.health_lines(row["health"])]


def remarks(batch, plan):
    """Findings as the report writes them: (row, column index, heading, level, reason)."""
    rows = batch.findings.order_by("row", "pk").values_list("row", "column", "level", "reason")
    return [(row, plan.index_of(key), plan.heading_of(key), level, reason) for row, key, level, reason in rows]
