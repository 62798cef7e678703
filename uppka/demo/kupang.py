"""The demo: Kota Kupang as a PKB of Oebobo finds it this morning, and the practice region beside it."""

import datetime
import random

from django.db import transaction

from core import history
from core.dates import Month
from groups.models import Group
from members.models import Family
from regions import clock
from regions.models import Region
from regions.scope import Scope
from regions.services import load_regions
from uppka.demo import bulk, groups
from uppka.demo.care import write_care
from uppka.demo.doubles import write_merged
from uppka.demo.groups import BY_PKB, LATE, MISSING, RETURNED, VERIFIED, WAITING, ZERO, Story
from uppka.demo.likenesses import write_likenesses
from uppka.demo.lives import write_lives
from uppka.demo.looks import write_views_and_looks
from uppka.demo.months import write_months
from uppka.demo.names import BUSINESSES
from uppka.demo.officers import make_officers
from uppka.demo.practice import write_practice
from uppka.demo.small_places import write_small_places
from uppka.demo.years import write_years

CITY = "5371"
OEBOBO = "537104"
FATULULI, OEBOBO_VILLAGE, KAYU_PUTIH, LILIBA = "5371041011", "5371041001", "5371041013", "5371041010"
TUAK_DAUN_MERAH, OETETE, OEBUFU = "5371041014", "5371041008", "5371041009"
#: Villages of the other five kecamatan that have a group in the demo, with the user name of their PKB.
ELSEWHERE = {
    "5371011012": "pkb-alak",
    "5371011001": "pkb-alak",
    "5371021004": "pkb-maulafa",
    "5371031010": "pkb-kelapalima",
    "5371051004": "pkb-kotaraja",
    "5371061009": "pkb-kotalama",
}
FAMILIES_IN_OEBOBO, FAMILIES_ELSEWHERE = 250, 140

#: village, name, business, members, classification, outcomes from last month backwards
OF_OEBOBO = [
    (FATULULI, "UPPKA Melati", 0, 17, "mandiri", [VERIFIED, VERIFIED, VERIFIED, VERIFIED]),
    (OEBOBO_VILLAGE, "UPPKA Anggrek", 1, 22, "berkembang", [MISSING, VERIFIED, LATE, VERIFIED]),
    (KAYU_PUTIH, "UPPKA Kasih Ibu", 2, 14, "berkembang", [MISSING, LATE, VERIFIED, VERIFIED]),
    (LILIBA, "UPPKA Flamboyan", 3, 19, "dasar", [RETURNED, VERIFIED, ZERO, VERIFIED]),
    (TUAK_DAUN_MERAH, "UPPKA Mawar", 4, 26, "mandiri", [VERIFIED, VERIFIED, VERIFIED, VERIFIED]),
    (OETETE, "UPPKA Sinar Kasih", 5, 13, "berkembang", [VERIFIED, LATE, VERIFIED, VERIFIED]),
    (OEBUFU, "UPPKA Cendana", 6, 16, "berkembang", [LATE, VERIFIED, VERIFIED, VERIFIED]),
    (FATULULI, "UPPKA Sasando", 7, 18, "dasar", [WAITING, VERIFIED, VERIFIED, LATE]),
    (OEBUFU, "UPPKA Lontar", 12, 15, "", [WAITING, VERIFIED, LATE, VERIFIED]),
    (LILIBA, "UPPKA Sehati", 9, 20, "berkembang", [BY_PKB, BY_PKB, VERIFIED, VERIFIED]),
    (KAYU_PUTIH, "UPPKA Harapan", 10, 21, "dasar", [VERIFIED, VERIFIED, VERIFIED, BY_PKB]),
    (TUAK_DAUN_MERAH, "UPPKA Mekar", 8, 18, "", [ZERO, VERIFIED, VERIFIED, VERIFIED]),
    (OETETE, "UPPKA Tekun", 13, 19, "dasar", [VERIFIED, VERIFIED, MISSING, VERIFIED]),
    (OEBOBO_VILLAGE, "UPPKA Fajar Oebobo", 11, 20, "berkembang", [VERIFIED, VERIFIED, VERIFIED, VERIFIED]),
]
NAMES_ELSEWHERE = [f"UPPKA {word}" for word in ("Sejahtera", "Bersatu", "Fajar", "Teratai", "Bougenvil", "Bahari")]
KADER_OF = {FATULULI: "kader", LILIBA: "kader-liliba", OEBOBO_VILLAGE: "tpk"}


def exists():
    return Group.objects.filter(Scope.of({CITY}).q("village_id"), name="UPPKA Melati").exists()


@transaction.atomic
def write_demo(*, seed):
    """Officers, families, groups and their last months. Returns (families, groups)."""
    rng = random.Random(seed)
    load_regions_once()
    write_practice()
    officers = make_officers()
    _families(officers, seed)
    write_merged(FATULULI, officers["pkb"])
    write_likenesses(OEBOBO, CITY, officers["opd"])
    stories = _in_oebobo(officers) + _elsewhere(officers)
    written = groups.write_groups(stories, rng)
    history.record(written, by=officers["pkb"], sentence="Dibuat sebagai data contoh.")
    write_lives(OEBOBO, officers)
    write_care(OEBOBO, officers["pkb"], seed=seed)
    write_years(written[: len(OF_OEBOBO)], officers["pkb"])
    write_months(officers)
    write_small_places(officers, OEBOBO_VILLAGE, "tpk")
    write_views_and_looks(officers, OEBOBO)
    return Family.objects.count(), len(written)


def load_regions_once():
    if not Region.objects.filter(pk=LILIBA).exists():
        load_regions()


def _families(officers, seed):
    for villages, number, by in (
        (bulk.villages_under([OEBOBO]), FAMILIES_IN_OEBOBO, "pkb"),
        (list(ELSEWHERE), FAMILIES_ELSEWHERE, "opd"),
    ):
        bulk.write_families(villages, number, seed=seed, by=officers[by])
    here = Family.objects.filter(Scope.of([OEBOBO]).q("village_id"))
    history.record(list(here.only("pk")), by=officers["pkb"], sentence="Dibuat sebagai data contoh.")


def _in_oebobo(officers):
    yesterday = clock.today(CITY) - datetime.timedelta(days=1)
    stories = []
    for place, (village, name, business, size, classification, months) in enumerate(OF_OEBOBO):
        story = _story(officers, "pkb", village, name, BUSINESSES[business])
        story.kader = officers[KADER_OF.get(village, "kader")]
        story.size, story.classification, story.months = size, classification, months
        story.weekday, story.week = place % 6, place % 4 + 1
        if place in (0, 4):
            # Its routine day was yesterday: the first thing that waits on the home page.
            story.weekday, story.week, story.is_unrecorded = yesterday.weekday(), _week_of(yesterday), True
        stories.append(story)
    draft = _story(officers, "pkb", OEBOBO_VILLAGE, "UPPKA Tunas Baru", BUSINESSES[5])
    draft.kader, draft.size, draft.state, draft.months = officers["tpk"], 8, Group.State.SUBMITTED, []
    return [*stories, draft]


def _elsewhere(officers):
    stories = []
    for place, ((village, pkb), name) in enumerate(zip(ELSEWHERE.items(), NAMES_ELSEWHERE, strict=True)):
        story = _story(officers, pkb, village, name, BUSINESSES[place])
        story.weekday, story.week, story.classification = place % 5, place % 4 + 1, ("berkembang", "dasar")[place % 2]
        story.months = [MISSING] * 3 if place == 0 else [BY_PKB, BY_PKB, BY_PKB]
        stories.append(story)
    return stories


def _story(officers, pkb, village, name, business):
    return Story(village, name, business, pkb=officers[pkb], opd=officers["opd"])


def _week_of(date):
    """Which of its month's such weekdays: 1 to 4, 5 for the last."""
    is_last = date + datetime.timedelta(weeks=1) not in Month.of(date)
    return 5 if is_last else (date.day - 1) // 7 + 1
