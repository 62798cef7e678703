"""What pages read about imports."""

from core import files
from core.imports import headings, reading
from core.models import ImportBatch
from members.imports import mapping, payload
from members.imports.columns import COLUMNS
from regions.scope import condition

KIND = "families"
PERMISSION = "members.import_families"
State = ImportBatch.State
WAITING = (State.UPLOADED, State.CHECKING, State.COMMITTING)
SAMPLES = 3
HIDDEN = "••••"


def visible_to(user):
    """Batches of families inside the user's scope, newest first."""
    places = condition(user.places(PERMISSION), ImportBatch.SCOPE)
    return ImportBatch.objects.filter(places, kind=KIND).select_related("source", "owner").order_by("-pk")


def unfinished(user):
    """Her own batches that wait for her or for the worker: for the home page."""
    open_states = (*WAITING, State.MAPPING, State.CHECKED)
    return visible_to(user).filter(owner=user, state__in=open_states)


def remembered_for(user):
    """A look-up of what this officer chose for the same headings before: signature → stored mapping or None."""

    def look_up(signature):
        earlier = ImportBatch.objects.filter(
            owner=user, kind=KIND, mapping__signature=signature, mapping__is_confirmed=True
        )
        return earlier.order_by("-pk").values_list("mapping", flat=True).first()

    return look_up


def households(batch):
    """What the check decided. Raises FileNotFoundError when it has expired."""
    return payload.unpack(files.open_bytes(batch.checked))


def changed_rows(batch):
    """Rows of recorded persons that the sheet changes, in its order: dicts with row, name, changes, health."""
    rows = []
    for household in households(batch):
        for row in household["rows"]:
            if row["status"] == "changed":
                own = household["changes"] if row["row"] == household["carrier"] and household["known"] else {}
                rows.append({**row, "changes": {**row["changes"], **own}})
    return sorted(rows, key=lambda row: row["row"])


def sheet_with_header(batch):
    """(sheet, header) of the uploaded file, for the report and for the page of columns."""
    plan = mapping.Mapping.of(batch.mapping)
    sheets = reading.read(files.open_bytes(batch.source))
    sheet = next(each for each in sheets if each.name == plan.sheet)
    return sheet, headings.Header(plan.header, plan.headings, plan.columns)


def samples(sheet, plan):
    """Column index → the first different values, hidden where they are personal."""
    found = {index: [] for index, heading in enumerate(plan.headings) if heading}
    for count, (_number, row) in enumerate(mapping.data_rows(sheet, plan)):
        for index, texts in found.items():
            text = mapping.cells.text(row[index]) if index < len(row) else ""
            if text and text not in texts and len(texts) < SAMPLES:
                texts.append(text)
        if count > 200:
            break
    return {index: _discreet(plan.columns.get(index), texts) for index, texts in found.items()}


def _discreet(key, texts):
    """Numbers of eight digits and more are hidden even where we do not know the column."""
    is_personal = key in COLUMNS and COLUMNS[key].is_personal and not COLUMNS[key].codes
    return [HIDDEN if is_personal or sum(c.isdigit() for c in text) >= 8 else text[:40] for text in texts]
