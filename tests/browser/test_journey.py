"""The whole first slice at 390 px: from a village's spreadsheet to a register that reaches the city."""

import datetime
import io

import pytest
import xlsxwriter
from playwright.sync_api import expect

from accounts import roles
from groups.models import Group, Register
from members.models import Family, Person
from regions import clock
from tests.factories import officer_at, village
from tests.factories.accounts import PASSWORD

OEBOBO = "5371041001"
HEADINGS = ["NO KK", "NIK", "NAMA LENGKAP", "JK", "TGL LAHIR", "SHDK", "STATUS KAWIN"]


def village_sheet():
    """Three couples as a village office keeps them: a title above, capitals, codes, dates in two spellings."""
    rows = [["DATA PENDUDUK KELURAHAN OEBOBO"], [], HEADINGS]
    for n in range(1, 4):
        kk = f"537104120120900{n}"
        rows.append([kk, f"537104100585900{n}", f"YOHANIS NDUN {n}", "L", "10/05/1985", "1", "2"])
        rows.append([kk, f"537104570890900{n}", f"MARIA NDUN {n}", "P", "17-08-1990", "3", "2"])
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet("Penduduk")
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write_string(number, column, value)
    return target.getvalue()


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain"])
def test_from_a_village_sheet_to_a_register_that_reaches_the_city(open_page, javascript):
    village(OEBOBO)
    officer_at(roles.PKB, OEBOBO, username="pkb", name="Yuliana Ndolu")
    regency = officer_at(roles.OPD, "5371", username="opd")
    sign_second_factor(regency)
    today = clock.today(OEBOBO)
    page = open_page(javascript=javascript)

    sign_in(page, "pkb")
    bring_families(page)
    register_group(page, today)
    group = Group.objects.get(name="UPPKA Flobamora")
    approve(open_page(regency, javascript=javascript), group)
    record_meeting(page, group, today)
    hand_in(page, group, today)

    register = Register.objects.get(group=group)
    assert (Family.objects.count(), Person.objects.count()) == (3, 6)
    assert register.state == Register.State.BY_PKB
    assert (register.figures["members"], register.figures["present"]) == (3, 2)
    city = open_page(regency, javascript=javascript)
    city.goto(f"/kelompok/register/?month={today:%Y-%m}")
    expect(city.locator("#results").get_by_text("UPPKA Flobamora").first).to_be_visible()
    expect(city.locator("#results").get_by_text("Diinput PKB").first).to_be_visible()


def sign_in(page, username):
    page.goto("/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.wait_for_url("**/")


def sign_second_factor(user):
    from tests.conftest import with_second_factor

    with_second_factor(user)


def bring_families(page):
    page.goto("/keluarga/impor/")
    page.get_by_role("link", name="Impor dari Excel").first.click()
    page.set_input_files("input[type=file]", {"name": "desa.xlsx", "mimeType": "", "buffer": village_sheet()})
    page.get_by_role("button", name="Kirim dan periksa").click()
    page.get_by_role("link", name="Simpan yang baik").click()
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.get_by_text("Tersimpan: 6 orang baru").first).to_be_visible()


def register_group(page, today):
    page.goto("/kelompok/daftar/")
    page.fill("[name=name]", "UPPKA Flobamora")
    page.fill("[name=address]", "Jalan Rajawali 3")
    page.get_by_role("button", name="Simpan draf").click()
    page.get_by_role("link", name="Tambah anggota").first.click()
    page.fill("#q", "maria")
    page.press("#q", "Enter")
    page.wait_for_selector("[name=persons]")
    for box in page.locator("[name=persons]").all():
        box.check()
    joined = today - datetime.timedelta(days=40)
    page.fill("[name=joined_on]", joined.isoformat())
    page.get_by_role("button", name="Jadikan anggota").click()
    page.wait_for_url("**/anggota/")
    group = Group.objects.get()
    for post, number in (("chair", 1), ("secretary", 2), ("treasurer", 3)):
        page.goto(f"/kelompok/{group.public_id}/pengurus/{post}/")
        page.select_option("[name=person]", label=f"Maria Ndun {number}")
        page.fill("[name=from_on]", joined.isoformat())
        page.locator("main .submit-bar button[type=submit]").click()
        page.wait_for_url("**/pengurus/")
    complete_card(page, group, today)


def complete_card(page, group, today):
    page.goto(f"/kelompok/{group.public_id}/ubah/")
    while page.locator("main details:not([open]) > summary").count():
        page.locator("main details:not([open]) > summary").first.click()
    page.check("[name=adviser_kind][value=pkb]")
    page.fill("[name=adviser_name]", "Yuliana Ndolu")
    page.check("[name=funds][value=swadaya]")
    page.check("[name=integration][value=tidak]")
    page.fill("[name=signed_place]", "Kupang")
    page.fill("[name=signed_on]", today.isoformat())
    page.locator("main .submit-bar button[type=submit]").click()
    page.goto(f"/kelompok/{group.public_id}/ajukan/")
    page.get_by_role("button", name="Ajukan", exact=True).click()
    expect(page.get_by_text("Menunggu persetujuan").first).to_be_visible()


def approve(page, group):
    page.goto(f"/kelompok/{group.public_id}/setujui/")
    page.locator("main form button[type=submit]").last.click()
    expect(page.get_by_text("Aktif").first).to_be_visible()


def record_meeting(page, group, today):
    page.goto(f"/kelompok/{group.public_id}/pertemuan/catat/")
    page.fill("[name=date]", today.isoformat())
    if page.locator("[name^=member-]").count() == 0:
        page.locator("main .submit-bar button[type=submit]").click()
    for choice in page.locator("[name^=member-][value=present]").all():
        choice.check(force=True)
    page.locator("[name^=member-][value=sick]").last.check(force=True)
    page.get_by_role("button", name="Simpan pertemuan").click()
    page.wait_for_url(lambda url: "/catat/" not in url)


def hand_in(page, group, today):
    page.goto(f"/kelompok/{group.public_id}/register/{today:%Y-%m}/")
    page.get_by_role("button", name="Serahkan").first.click()
    expect(page.get_by_text("Diinput PKB").first).to_be_visible()
