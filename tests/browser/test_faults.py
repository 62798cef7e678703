"""What goes wrong on a village road: two officers on one card, no signal, a nervous thumb, the wrong file."""

import datetime
import re

import pytest
from playwright.sync_api import expect

from accounts import roles
from core.models import ImportBatch, Submission
from groups.models import Group, Meeting, Membership
from members.models import Family, Person
from regions import clock
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_accessibility import faults_of
from tests.factories import FamilyFactory, GroupFactory, PersonFactory, officer_at, village

OEBOBO = "5371041001"


@pytest.fixture
def pkb(_flushable):
    return officer_at(roles.PKB, OEBOBO, username="pkb", name="Yuliana Ndolu")


@pytest.fixture
def kader(_flushable):
    return officer_at(roles.KADER, OEBOBO, username="kader", name="Dorkas Liunokas")


@pytest.fixture
def family(_flushable):
    return FamilyFactory(village=village(OEBOBO), head_name="Yosef Bria", address="Gang 3", rt="001")


def save(page):
    page.locator("main .submit-bar button[type=submit]").last.click()


class TestTwoOfficersOnOneCard:
    def test_the_second_is_told_field_by_field_and_loses_nothing(self, open_page, pkb, kader, family):
        first, second = open_page(kader), open_page(pkb)
        for page in (first, second):
            page.goto(f"/keluarga/{family.public_id}/ubah/")
        first.fill("[name=address]", "Gang 7")
        save(first)
        first.wait_for_url(lambda url: "/ubah/" not in url)

        second.fill("[name=address]", "Gang 9")
        second.fill("[name=rt]", "002")
        save(second)

        expect(second.get_by_text("sudah diubah orang lain").first).to_be_visible()
        expect(second.get_by_text("Sekarang tersimpan: Gang 7").last).to_be_visible()
        assert second.input_value("[name=address]") == "Gang 9"
        assert second.input_value("[name=rt]") == "002"
        assert Family.objects.get().address == "Gang 7"

        save(second)

        second.wait_for_url(lambda url: "/ubah/" not in url)
        saved = Family.objects.get()
        assert (saved.address, saved.rt) == ("Gang 9", "002")

    def test_the_card_of_a_group_as_well(self, open_page, pkb, kader):
        group = GroupFactory(village=village(OEBOBO), state=Group.State.DRAFT, name="UPPKA Melati")
        first, second = open_page(kader), open_page(pkb)
        for page in (first, second):
            page.goto(f"/kelompok/{group.public_id}/ubah/")
        first.fill("[name=name]", "UPPKA Mawar")
        save(first)
        first.wait_for_url(lambda url: "/ubah/" not in url)

        second.fill("[name=address]", "Gang 9")
        save(second)

        expect(second.get_by_text("Sekarang tersimpan: UPPKA Mawar").last).to_be_visible()
        assert second.input_value("[name=address]") == "Gang 9"
        assert Group.objects.get().name == "UPPKA Mawar"


class TestNoSignal:
    def test_what_was_typed_stays_and_is_sent_once_there_is_signal(self, open_page, pkb, family):
        page = open_page(pkb)
        page.goto(f"/keluarga/{family.public_id}/anggota-baru/")
        page.fill("[name=name]", "Rosa Tahu")
        page.context.set_offline(True)

        save(page)

        expect(page.locator(".line-note")).to_contain_text("Tidak ada sinyal")
        expect(page.locator(".line-note")).to_contain_text("tersimpan di HP ini")
        assert page.input_value("[name=name]") == "Rosa Tahu"

        page.context.set_offline(False)
        expect(page.locator(".line-note")).to_contain_text("Sinyal sudah ada")
        fill_person(page)
        page.select_option("[name=no_nik_reason]", "unrecorded")
        save(page)
        page.wait_for_url(lambda url: "anggota-baru" not in url)

        assert Person.objects.filter(name="Rosa Tahu").count() == 1

    def test_the_draft_is_offered_again_after_the_page_was_closed(self, open_page, pkb, family):
        page = open_page(pkb)
        page.goto(f"/keluarga/{family.public_id}/anggota-baru/")
        fill_person(page)
        page.fill("[name=nik]", "5371044508900001")
        page.context.set_offline(True)
        save(page)
        page.context.set_offline(False)

        page.goto("/keluarga/")
        page.goto(f"/keluarga/{family.public_id}/anggota-baru/")

        expect(page.get_by_text("Ada isian yang belum terkirim")).to_be_visible()
        page.get_by_role("button", name="Pakai isian itu").click()
        assert page.input_value("[name=name]") == "Rosa Tahu"
        assert page.input_value("[name=nik]") == "", "a number is never kept on a phone"
        page.select_option("[name=no_nik_reason]", "unrecorded")
        save(page)
        page.wait_for_url(lambda url: "anggota-baru" not in url)
        assert Person.objects.filter(name="Rosa Tahu").count() == 1

        page.goto(f"/keluarga/{family.public_id}/anggota-baru/")
        expect(page.get_by_text("Ada isian yang belum terkirim")).to_have_count(0)

    def test_an_answer_that_was_lost_is_not_written_twice(self, open_page, pkb, family):
        """The server wrote it, the line broke before the answer: the draft goes out again under the same id."""
        page = open_page(pkb)
        page.goto(f"/keluarga/{family.public_id}/anggota-baru/")
        fill_person(page)
        page.select_option("[name=no_nik_reason]", "unrecorded")
        page.route(re.compile("anggota-baru"), written_but_unanswered)

        save(page)
        expect(page.locator("body")).not_to_contain_text("Rosa Tahu")
        assert Person.objects.filter(name="Rosa Tahu").count() == 1
        page.unroute(re.compile("anggota-baru"))
        page.context.clear_cookies(name="messages")

        page.goto(f"/keluarga/{family.public_id}/anggota-baru/")
        page.get_by_role("button", name="Pakai isian itu").click()
        save(page)
        page.wait_for_url(lambda url: "anggota-baru" not in url)

        assert Person.objects.filter(name="Rosa Tahu").count() == 1
        assert Submission.objects.filter(action="members.add_person").count() == 1

    def test_a_form_without_draft_says_that_it_was_not_sent(self, open_page, pkb):
        group = GroupFactory(village=village(OEBOBO))
        page = open_page(pkb)
        page.goto(f"/kelompok/{group.public_id}/nonaktifkan/")
        page.fill("[name=reason]", "Sudah lama bubar")
        page.context.set_offline(True)

        save(page)

        expect(page.locator(".line-note")).to_contain_text("biarkan halaman ini terbuka")
        assert page.input_value("[name=reason]") == "Sudah lama bubar"
        assert Group.objects.get().state == Group.State.ACTIVE


class TestNervousThumb:
    def test_two_taps_send_once(self, open_page, pkb):
        group = GroupFactory(village=village(OEBOBO), members=3)
        page = open_page(pkb)
        page.goto(f"/kelompok/{group.public_id}/pertemuan/catat/?jadwal={clock.today(OEBOBO):%Y-%m-%d}")
        for choice in page.locator("[name^=member-][value=present]").all():
            choice.check(force=True)
        posts = []
        page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)

        page.get_by_role("button", name="Simpan pertemuan").dblclick()
        page.wait_for_url(lambda url: "/catat/" not in url)

        assert len(posts) == 1
        assert Meeting.objects.count() == 1

    def test_attendance_is_marked_from_the_keyboard(self, open_page, pkb):
        group = GroupFactory(village=village(OEBOBO), members=3)
        page = open_page(pkb)
        page.goto(f"/kelompok/{group.public_id}/pertemuan/catat/?jadwal={clock.today(OEBOBO):%Y-%m-%d}")

        last = page.locator("[name^=member-]").last
        page.locator(f"[name={last.get_attribute('name')}]").first.focus()
        page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")
        page.get_by_role("button", name="Semua hadir").click()
        expect(page.locator("[name^=member-]:checked")).to_have_count(3)

        assert page.locator("[name^=member-][value=present]:checked").count() == 2


class TestFiles:
    @pytest.mark.parametrize(
        ("name", "content", "reason"),
        [
            ("daftar.xlsx", b"MZ\x90\x00 no workbook", "bukan|tidak dapat|tidak dikenal|XLSX"),
            ("daftar.csv", b"", "kosong|Pilih|berkas"),
        ],
    )
    def test_a_sheet_that_is_none_is_refused_with_the_reason_and_the_form_stays(
        self, open_page, pkb, name, content, reason
    ):
        village(OEBOBO)
        village("5371041002")
        pkb.assignments.update(region_code="537104", place_key="537104")
        page = open_page(pkb)
        page.goto("/keluarga/impor/baru/")
        page.select_option("[name=village]", "5371041002")
        page.fill("[name=as_of]", "2026-01-05")
        page.set_input_files("input[type=file]", {"name": name, "mimeType": "", "buffer": content})

        save(page)

        expect(page.locator(".error-summary")).to_be_visible()
        assert re.search(reason, page.locator(".error-summary").inner_text())
        assert page.input_value("[name=village]") == "5371041002"
        assert page.input_value("[name=as_of]") == "2026-01-05"
        assert not ImportBatch.objects.exists()


class TestMany:
    def test_thirty_members_in_one_act_over_two_searches(self, open_page, pkb):
        group = GroupFactory(village=village(OEBOBO))
        for number in range(20):
            PersonFactory(name=f"Maria {number:02d}", name_key=f"maria {number:02d}", family__village=group.village)
        for number in range(10):
            PersonFactory(name=f"Rosa {number:02d}", name_key=f"rosa {number:02d}", family__village=group.village)
        page = open_page(pkb)
        page.goto(f"/kelompok/{group.public_id}/anggota/tambah/")

        for name in ("maria", "rosa"):
            page.fill("#q", name)
            page.press("#q", "Enter")
            expect(page.get_by_text(f"{name.title()} 00").first).to_be_visible()
            page.get_by_role("button", name="Centang semua").click()
        page.fill("[name=joined_on]", (clock.today(OEBOBO) - datetime.timedelta(days=3)).isoformat())
        page.get_by_role("button", name="Jadikan anggota").click()
        page.wait_for_url("**/anggota/")

        assert Membership.objects.filter(group=group).count() == 30


class TestColumns:
    @pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
    def test_are_chosen_saved_and_found_again(self, open_page, pkb, viewport):
        GroupFactory(village=village(OEBOBO), members=1, members__person__name="Rosa Ketua")
        page = open_page(pkb, viewport=viewport)
        page.goto("/kelompok/")

        page.get_by_text("Kolom", exact=True).click()
        page.get_by_label("Ketua", exact=True).check()
        expect(page.locator("#results").get_by_text("Rosa Ketua")).to_be_visible()
        page.wait_for_url("**kolom=**")
        page.keyboard.press("Escape")
        page.get_by_text("Simpan tampilan ini").click()
        page.get_by_label("Nama tampilan").fill("Dengan ketua")
        assert faults_of(page, "columns and views") == []
        page.locator(".views").get_by_role("button", name="Simpan", exact=True).click()

        page.goto("/kelompok/")
        expect(page.locator("#results").get_by_text("Rosa Ketua")).to_have_count(0)
        page.get_by_role("link", name="Dengan ketua", exact=True).click()
        expect(page.locator("#results").get_by_text("Rosa Ketua")).to_be_visible()

    def test_are_chosen_without_javascript(self, open_page, pkb):
        GroupFactory(village=village(OEBOBO), members=1, members__person__name="Rosa Ketua")
        page = open_page(pkb, javascript=False)
        page.goto("/kelompok/?state=active")

        page.get_by_text("Kolom", exact=True).click()
        page.get_by_label("Ketua", exact=True).check()
        page.get_by_role("button", name="Pakai kolom ini").click()

        expect(page.locator("#results").get_by_text("Rosa Ketua")).to_be_visible()
        assert "state=active" in page.url


class TestSearchBox:
    @pytest.fixture
    def people(self, _flushable):
        for name in ("Maria Bria", "Maria Ndun"):
            FamilyFactory(village=village(OEBOBO), head_name=name, search_key=name.lower())

    def test_is_used_without_a_mouse(self, open_page, pkb, people):
        page = open_page(pkb)
        page.goto("/lainnya/")

        page.keyboard.press("/")
        page.keyboard.type("maria", delay=30)
        box = page.get_by_role("combobox").locator("visible=true")
        expect(page.get_by_role("option").first).to_be_visible()
        expect(box).to_have_attribute("aria-expanded", "true")
        expect(page.locator("#live")).to_contain_text("4 ditemukan")

        page.keyboard.press("ArrowDown")
        chosen = page.get_by_role("option", selected=True)
        assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
        page.keyboard.press("Escape")
        expect(page.get_by_role("listbox")).to_have_count(0)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")

        page.wait_for_url("**/keluarga/orang/**")
        expect(page.locator("h1")).to_contain_text("Maria Bria")

    @pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
    def test_is_accessible_while_it_is_open(self, open_page, pkb, people, viewport):
        page = open_page(pkb, viewport=viewport)
        page.goto("/kelompok/")

        page.keyboard.press("/")
        page.keyboard.type("maria", delay=30)
        expect(page.get_by_role("option").first).to_be_visible()
        page.keyboard.press("ArrowDown")

        assert faults_of(page, "search box") == []

    def test_a_nik_reaches_no_address(self, open_page, pkb, people):
        nik = Person.objects.get(name="Maria Bria").nik
        page = open_page(pkb)
        addresses = []
        page.on("request", lambda request: addresses.append(request.url))
        page.goto("/lainnya/")

        page.keyboard.press("/")
        page.keyboard.type(nik, delay=20)
        page.wait_for_timeout(500)
        page.keyboard.press("Enter")

        expect(page.locator("main").get_by_text("Maria Bria").first).to_be_visible()
        assert [url for url in addresses if nik[:6] in url] == []

    def test_works_without_javascript(self, open_page, pkb, people):
        page = open_page(pkb, javascript=False)
        page.goto("/lainnya/")

        page.locator(".find-menu summary").click()
        page.fill("#find-head", "maria")
        page.press("#find-head", "Enter")

        expect(page.locator("main").get_by_text("Maria Ndun").first).to_be_visible()


def fill_person(page):
    page.fill("[name=name]", "Rosa Tahu")
    page.locator("[name=sex][value=P]").check()
    page.fill("[name=birth_date]", "1990-08-05")
    page.select_option("[name=relation]", "relative")
    page.select_option("[name=marriage]", "single")


def written_but_unanswered(route):
    """Let the request reach the server, and lose its answer."""
    if route.request.method == "POST":
        route.fetch(max_redirects=0)
        route.abort()
    else:
        route.continue_()
