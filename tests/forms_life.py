"""What is typed into the forms of lives and moves; rows of tests/test_forms_sent_twice.py."""

from accounts import roles
from tests.factories import FamilyFactory, MoveRequestFactory, village

FAR, NEXT_DOOR = "6471011001", "5371041002"
NIK = "6471015708900001"


def birth(world):
    return {"name": "Bayi Baru", "sex": "P", "birth_date": "2026-11-02", "mother": str(world.rows["person"].pk)}


def leaving(world, **place):
    person = str(world.rows["person"].pk)
    return {"persons": [person], "head": person, "on": "2026-11-02", "address": "Gang 5", **place}


def arrived(_world):
    FamilyFactory(village=village(FAR), head__nik=NIK)
    return {"nik": NIK, "whole": "1", "on": "2026-11-02", "address": "Gang 5"}


LIFE_FORMS = {
    "members:event_create": {"data": {"on": "2026-11-02"}, "other": {"on": "2026-11-03"}},
    "members:event_withdraw": {
        "data": {"reason": "Karena salah catat"},
        "other": {"reason": "Karena alasan yang lain"},
    },
    "members:birth_create": {"data": birth, "other": {"name": "Bayi Lain"}},
    "members:split": {"data": leaving, "other": {"address": "Gang lain"}},
    "members:move_create": {
        "data": lambda world: leaving(world, village=NEXT_DOOR),
        "other": {"address": "Gang lain"},
        "role": roles.OPD,
    },
    "members:move_out": {"data": {"to_village": FAR, "on": "2026-11-02"}, "other": {"on": "2026-11-03"}},
    "members:move_in": {"data": arrived, "other": {"address": "Gang lain"}},
    "members:move_answer": {"data": {"decision": "accept"}, "other": {"answer": "Selamat datang"}},
    "members:move_withdraw": {
        "data": {},
        "twin": lambda world: MoveRequestFactory(family__village=world.rows["family"].village),
        "button": True,
        "has_page": False,
    },
}
