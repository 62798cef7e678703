"""What an officer looks at before she takes a sheet: samples, codes, changes, remarks."""

from django.utils.translation import gettext as _

from core.imports import cells
from members import code_lists
from members.imports import mapping, wording
from members.imports.columns import COLUMNS
from regions.models import Dusun
from regions.scope import scope_of

SAMPLES, DEPTH, CODES = 3, 200, 9
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


def meanings(sheet, plan):
    """How each list would read the numbers of this sheet: {"scheme": {scheme: text}, "kb_scheme": {scheme: text}}.

    Of the relations (else the first other column of codes) and of the KB methods; empty where only words stand.
    """
    numbers = _numbers(sheet, plan)
    kb = numbers.pop("kb_method", [])
    common = next((key for key in ("relation", "marriage", "education", "job") if numbers.get(key)), None)
    return {
        "scheme": {key: _read(common, numbers.get(common), key) for key, _label in mapping.SCHEMES},
        "kb_scheme": {key: _read("kb_method", kb, key) for key, _label in mapping.KB_SCHEMES},
    }


def _numbers(sheet, plan):
    """Code list → the different numbers of its column, smallest first."""
    found = {index: set() for index, key in plan.columns.items() if COLUMNS[key].codes}
    for _number, row in mapping.data_rows(sheet, plan):
        for index, texts in found.items():
            text = cells.filled(row[index]) if index < len(row) else ""
            if text.isdecimal():
                texts.add(int(text))
    return {COLUMNS[plan.columns[index]].codes: sorted(texts)[:CODES] for index, texts in found.items() if texts}


def _read(field, numbers, scheme):
    return ", ".join(f"{number} = {_meaning(field, number, scheme)}" for number in numbers or ())


def _meaning(field, number, scheme):
    key = code_lists.key_of(field, str(number), scheme=scheme)
    return str(code_lists.label_of(field, key)) if key else "?"


def people(rows, batch, user, *, taken):
    """The changed persons of one page: row, name, is_taken, lines (label, old, new)."""
    dusun = dict(Dusun.objects.filter(village_id=batch.village_id).values_list("pk", "name"))
    sees = {
        "religion": user.has_perm("members.view_religion"),
        "health": batch.village_id in scope_of(user.places("members.view_health")),
    }
    chosen = set(map(str, taken))
    return [
        {
            "row": row["row"],
            "name": row["name"],
            "is_taken": str(row["row"]) in chosen,
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
