"""The officers of the demo. Those of the cast sign in with a known password; the others have none."""

import datetime

from django.contrib.auth.hashers import make_password

from accounts import roles
from accounts.models import Assignment, User
from regions import clock

PASSWORD = "kupang-2026"

#: user name, salutation, name, role, task, region code ("" is the nation)
CAST = [
    ("kader", "Ibu", "Dorkas Liunokas", roles.KADER, "ppkbd", "5371041011"),
    ("tpk", "Ibu", "Norlina Haba", roles.KADER, "tpk", "5371041001"),
    ("pkb", "Ibu", "Yuliana Ndolu", roles.PKB, "", "537104"),
    ("opd", "Bapak", "Melkianus Benu", roles.OPD, "", "5371"),
    ("provinsi", "Ibu", "Agustina Keraf", roles.PROVINSI, "", "53"),
    ("pusat", "Ibu", "Ratna Kusuma", roles.PUSAT, "", ""),
    ("admin", "Bapak", "Gerson Manafe", roles.ADMIN, "", ""),
]
OTHERS = [
    ("kader-liliba", "Ibu", "Welmince Boimau", roles.KADER, "ppkbd", "5371041010"),
    ("pkb-alak", "Ibu", "Marselina Lado", roles.PKB, "", "537101"),
    ("pkb-maulafa", "Bapak", "Thobias Taneo", roles.PKB, "", "537102"),
    ("pkb-kelapalima", "Ibu", "Theresia Witin", roles.PKB, "", "537103"),
    ("pkb-kotaraja", "Ibu", "Ester Messakh", roles.PKB, "", "537105"),
    ("pkb-kotalama", "Bapak", "Yakobus Riwu", roles.PKB, "", "537106"),
]


def make_officers():
    """{user name: User} of all of them; those that exist stay as they are."""
    known = make_password(PASSWORD)
    since = clock.today("5371") - datetime.timedelta(days=500)
    officers = {}
    for names, password in ((CAST, known), (OTHERS, make_password(None))):
        for username, salutation, name, role, task, code in names:
            officers[username] = _officer(username, salutation, name, password, role, task, code, since)
    return officers


def _officer(username, salutation, name, password, role, task, code, since):
    user, is_new = User.objects.get_or_create(
        username=username,
        defaults={
            "name": name,
            "salutation": salutation,
            "password": password,
            "is_staff": role == roles.ADMIN,
        },
    )
    if is_new:
        Assignment.objects.create(
            user=user,
            role=role,
            task=task,
            place_kind=Assignment.PlaceKind.REGION if code else Assignment.PlaceKind.NATION,
            place_key=code,
            region_code=code,
            starts_on=since,
        )
    return user
