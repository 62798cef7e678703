"""What pages read about imports."""

from core import files
from core.imports import headings, reading
from core.models import ImportBatch
from members.imports import mapping, payload
from members.imports.kinds import FAMILIES
from regions.scope import condition

PERMISSION = FAMILIES.permission
State = ImportBatch.State
WAITING = (State.UPLOADED, State.CHECKING, State.COMMITTING)


def visible_to(user, kind=FAMILIES):
    """Batches of a kind inside the user's scope, newest first."""
    places = condition(user.places(kind.permission), ImportBatch.SCOPE)
    return ImportBatch.objects.filter(places, kind=kind.key).select_related("source", "owner").order_by("-pk")


def remembered_for(user, kind=FAMILIES):
    """A look-up of what this officer chose for the same headings before: signature → stored mapping or None."""

    def look_up(signature):
        earlier = ImportBatch.objects.filter(
            owner=user, kind=kind.key, mapping__signature=signature, mapping__is_confirmed=True
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
