"""The practice region with invented people and groups: in the demo, and in every installation that is really used.

Nothing of it is in any count; see accounts.practice. It is written once and then belongs to whoever practises there.
"""

import datetime
import random

from django.db import transaction

from accounts import practice, roles
from accounts.models import Assignment, User
from core import history
from groups.models import Group
from members.models import Family
from regions import clock
from regions.models import Region
from uppka.demo import bulk, groups
from uppka.demo.groups import BY_PKB, MISSING, RETURNED, VERIFIED, WAITING, Story
from uppka.demo.names import BUSINESSES

REGIONS = {
    practice.PROVINCE: "Wilayah Latihan",
    practice.REGENCY: "Kota Latihan",
    practice.DISTRICT: "Kecamatan Latihan",
    practice.VILLAGE: "Kelurahan Latihan Satu",
    practice.SECOND_VILLAGE: "Kelurahan Latihan Dua",
    practice.DESA: "Desa Latihan",
}
LEVELS = {2: Region.Level.PROVINCE, 4: Region.Level.REGENCY, 6: Region.Level.DISTRICT, 10: Region.Level.VILLAGE}
FAMILIES = 36
SEED = 7

#: village, name, place among the businesses, members, months from the last one backwards
GROUPS = [
    (practice.VILLAGE, "UPPKA Latihan Melati", 0, 12, [WAITING, VERIFIED, VERIFIED]),
    (practice.VILLAGE, "UPPKA Latihan Anggrek", 1, 10, [MISSING, VERIFIED, BY_PKB]),
    (practice.SECOND_VILLAGE, "UPPKA Latihan Mawar", 2, 10, [RETURNED, VERIFIED, VERIFIED]),
    (practice.DESA, "UPPKA Latihan Lontar", 3, 11, [VERIFIED, VERIFIED, VERIFIED]),
]


def exists():
    return Group.objects.filter(public_id=practice.GROUP_ID).exists()


@transaction.atomic
def write_practice():
    """Regions, families and groups, once. Returns True when there was something to write."""
    if exists():
        return False
    for code, name in REGIONS.items():
        Region.objects.get_or_create(pk=code, defaults={"name": name, "level": LEVELS[len(code)]})
    authors = _authors()
    villages = [practice.VILLAGE, practice.SECOND_VILLAGE, practice.DESA]
    bulk.write_families(villages, FAMILIES, seed=SEED, by=authors["pkb"])
    written = groups.write_groups([_story(row, authors) for row in GROUPS], random.Random(SEED))
    _one_more_to_approve(authors)
    history.record(written, by=authors["pkb"], sentence="Dibuat untuk berlatih.")
    _name_the_places(written[0])
    return True


def _story(row, authors):
    village, name, business, size, months = row
    yesterday = clock.today(village) - datetime.timedelta(days=1)
    story = Story(village, name, BUSINESSES[business], pkb=authors["pkb"], opd=authors["opd"], kader=authors["kader"])
    story.size, story.months = size, months
    story.weekday, story.week = yesterday.weekday(), min(4, (yesterday.day - 1) // 7 + 1)
    story.is_unrecorded = village == practice.VILLAGE
    return story


def _one_more_to_approve(authors):
    """A card that waits, so that approving can be practised too."""
    story = Story(practice.VILLAGE, "UPPKA Latihan Baru", BUSINESSES[5], pkb=authors["pkb"], opd=authors["opd"])
    story.kader, story.size, story.state, story.months = authors["kader"], 8, Group.State.SUBMITTED, []
    groups.write_groups([story], random.Random(SEED))


def _name_the_places(group):
    """Committees and companions find their group and family under known ids."""
    Group.objects.filter(pk=group.pk).update(public_id=practice.GROUP_ID)
    family = (
        Family.objects.filter(village_id=practice.VILLAGE, persons__kb_episodes__isnull=False).order_by("pk").first()
    )
    Family.objects.filter(pk=family.pk).update(public_id=practice.FAMILY_ID)


def _authors():
    """Who is said to have written it: accounts that nobody signs in with, held in the practice region."""
    return {
        key: _author(f"latihan.{key}", name, role, code)
        for key, name, role, code in (
            ("kader", "Kader Latihan", roles.KADER, practice.VILLAGE),
            ("pkb", "Petugas Latihan", roles.PKB, practice.DISTRICT),
            ("opd", "Dinas Latihan", roles.OPD, practice.REGENCY),
        )
    }


def _author(username, name, role, code):
    user, is_new = User.objects.get_or_create(username=username, defaults={"name": name, "is_active": False})
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        Assignment.objects.create(
            user=user,
            role=role,
            task="ppkbd" if role == roles.KADER else "",
            place_kind=Assignment.PlaceKind.REGION,
            place_key=code,
            region_code=code,
            starts_on=clock.today(code),
        )
    return user
