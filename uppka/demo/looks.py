"""Saved views, and looks at personal data: so that neither list is empty on the first day."""

from accounts import personal_data, services
from accounts.models import PersonalDataAccess
from members.models import Person
from regions.scope import Scope

Purpose = PersonalDataAccess.Purpose

#: Whose, list, name, query.
VIEWS = [
    ("pkb", "groups:list", "R/I belum masuk", "register=belum"),
    ("pkb", "members:list", "Ada yang tanpa NIK", "nik=tanpa"),
    ("opd", "groups:list", "Ketua dan sumber dana", "kolom=village.member_count.classification.chair.funds"),
    ("opd", "accounts:access_log", "Unduhan", "event=export"),
]
#: Purpose and note of looks at the NIK of persons of one kecamatan.
LOOKS = [
    (Purpose.VISIT, "Kunjungan rumah"),
    (Purpose.CORRECTION, "NIK pada kartu keluarga berbeda"),
    (Purpose.VERIFICATION, "Kartu kelompok"),
]


def write_views_and_looks(officers, district):
    for username, name, title, query in VIEWS:
        services.save_view(name, by=officers[username], request_id=None, name=title, query=query)
    people = Person.objects.active().filter(Scope.of([district]).q("village_id")).exclude(nik_hash="")
    for person, (purpose, note) in zip(people.order_by("pk")[: len(LOOKS)], LOOKS, strict=True):
        personal_data.log(officers["pkb"], person, ["nik"], purpose=purpose, note=note)
    personal_data.log_export(
        officers["pkb"],
        "members.family",
        ["name", "address", "phone"],
        rows=48,
        region_code=district,
        purpose=Purpose.REPORT,
        note="village",
    )
