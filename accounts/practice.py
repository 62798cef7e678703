"""Practice: every assignment of an officer stands at the same level inside a region that is on no map.

Codes of that region begin with 00, and the nation begins at 1: what is written there is in no list, count, search,
export or total. Whoever practises sees that region alone. Its people and groups are invented (uppka.demo.practice).
"""

import copy
import uuid

from regions.models import Dusun
from regions.scope import DUSUN, FAMILY, GROUP, REGION, is_practice

SESSION_KEY = "is_practising"
PROVINCE, REGENCY, DISTRICT = "00", "0001", "000101"
VILLAGE, SECOND_VILLAGE, DESA = "0001011001", "0001011002", "0001012003"
#: A committee and a companion need a group and a family of their own.
GROUP_ID = uuid.UUID("00000000-0000-4000-8000-000000000001")
FAMILY_ID = uuid.UUID("00000000-0000-4000-8000-000000000002")

_BY_LENGTH = {0: PROVINCE, 2: PROVINCE, 4: REGENCY, 6: DISTRICT}


def region_for(code):
    """The practice region of the same level; the nation practises in the whole of it, a desa in a desa."""
    if len(code) in _BY_LENGTH:
        return _BY_LENGTH[len(code)]
    return DESA if code[6] != "1" else VILLAGE


def stand_in(row):
    """A copy of an assignment, never saved, that holds at its level inside the practice region."""
    if is_practice(row.region_code):
        return row
    other = copy.copy(row)
    other.pk, other.region_code = None, region_for(row.region_code)
    other.place_kind, other.place_key = _place_for(row.place_kind, other.region_code)
    return other


def as_at(user, code):
    """``user`` as she works at a region code: for workers, which know no session."""
    user.is_practising = is_practice(code)
    return user


def _place_for(kind, code):
    if kind == GROUP:
        return GROUP, str(GROUP_ID)
    if kind == FAMILY:
        return FAMILY, str(FAMILY_ID)
    dusun = Dusun.objects.filter(village_id=code).order_by("name").first() if kind == DUSUN else None
    return (DUSUN, str(dusun.pk)) if dusun else (REGION, code)
