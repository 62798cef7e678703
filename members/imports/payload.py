"""What a check decided, as bytes: kept encrypted until the officer commits, so that nothing is read twice."""

import datetime
import json
import zlib

from members.imports.rows import CHANGED, NEW


def pack(checked):
    """Households with at least one new or changed row, as compressed JSON."""
    households = [_household(each) for each in checked.households]
    kept = [each for each in households if each["rows"]]
    return zlib.compress(json.dumps({"households": kept}, default=str, separators=(",", ":")).encode(), 1)


def unpack(data):
    """The households of ``pack``: lists and dicts, dates as ISO texts."""
    return json.loads(zlib.decompress(data))["households"]


def date_of(text):
    return datetime.date.fromisoformat(text) if text else None


def _household(household):
    sound = [row for row in [household.head, *household.rows] if row and row.status in (NEW, CHANGED)]
    return {
        "known": [household.known.pk, household.known.version] if household.known else None,
        "card": household.card,
        "number": household.number,
        "values": household.values,
        "changes": household.changes,
        "carrier": sound[0].number if sound else None,
        "rows": [_row(row) for row in household.rows if row.status in (NEW, CHANGED)],
    }


def _row(row):
    return {
        "row": row.number,
        "status": row.status,
        "known": [row.known.pk, row.known.version] if row.known else None,
        "name": row.get("name") or (row.known.values["name"] if row.known else ""),
        "values": row.values,
        "extra": row.extra,
        "changes": row.changes,
        "health": row.health,
    }
