"""History in sentences: before and after in words, masked stays masked, filtered and paged; never more than one may
see."""

import datetime

import pytest
from auditlog.context import set_actor
from auditlog.models import LogEntry
from django.urls import reverse

from core import history
from core.dates import Month
from groups import code_lists
from groups.models import ClassificationDecision, CommitteePost
from members.models import Consent, KbMethod
from tests.factories import (
    CommitteePostFactory,
    FamilyFactory,
    GroupFactory,
    KbEpisodeFactory,
    MeetingFactory,
    MembershipFactory,
    PersonFactory,
    PregnancyFactory,
    RegisterFactory,
    village,
)
from tests.queries import assert_queries_do_not_grow

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 08:00", tick=False)]


@pytest.fixture
def family(home_village):
    return FamilyFactory(village=home_village, head_name="Yosef Bria", head__name="Yosef Bria", address="Gang 3")


@pytest.fixture
def wife(family):
    return PersonFactory(family=family, name="Maria Bria", phone="+6281234567890")


@pytest.fixture
def group(home_village):
    return GroupFactory(village=home_village, name="UPPKA Melati", members=2, members__person__name="Rosa Tahu")


def change(row, by=None, **values):
    for name, value in values.items():
        setattr(row, name, value)
    if by is None:
        row.save()
        return
    with set_actor(by):
        row.save()


def sentences(client, url, data=None):
    page = client.get(url, data or {})
    assert page.status_code == 200
    return page.content.decode()


class TestWords:
    @pytest.mark.parametrize(
        ("column", "value", "told"),
        [
            ("address", "Gang 9", "Alamat: Jalan Contoh 1 → Gang 9"),
            ("address", "", "Alamat: Jalan Contoh 1 → —"),
            ("is_kampung_kb", True, "Di Kampung KB: Tidak → Ya"),
            ("founded_on", datetime.date(2020, 5, 2), "Tanggal berdiri: — → 2 Mei 2020"),
            ("meeting_weekday", 0, "Hari pertemuan: — → Senin"),
            ("meeting_time", datetime.time(14, 30), "Jam pertemuan: — → 14.30"),
            ("classification", "mandiri", "Klasifikasi: — → Mandiri"),
            ("funds", ["apbd", "swadaya"], "Sumber dana: Swadaya → APBD, Swadaya"),
            ("funds", [], "Sumber dana: Swadaya → —"),
            ("register_number", "0099", "Nomor register: 0001 → 0099"),
        ],
    )
    def test_before_and_after_as_a_person_says_it(self, client, officer, home_village, column, value, told):
        group = GroupFactory(village=home_village, register_number="0001")
        change(group, **{column: value})
        client.force_login(officer)

        assert told in sentences(client, reverse("groups:history", args=[group.public_id]))

    def test_what_is_pointed_to_is_told_by_its_name(self, client, officer, family):
        other = village("5371041002")
        change(family, village=other)
        change(family, village=village())
        client.force_login(officer)

        assert "Desa/Kelurahan: Oetete → Oebobo" in sentences(
            client, reverse("members:history", args=[family.public_id])
        )

    def test_a_mask_stays_a_mask(self, client, officer, family, wife):
        change(wife, phone="+6281111111111")
        client.force_login(officer)

        page = sentences(client, reverse("members:person_detail", args=[wife.public_id]))

        assert "Nomor HP: •••• → ••••" in page

    def test_figures_are_told_without_those_of_health(self, client, province_staff, group):
        register = RegisterFactory(group=group, figures={"members": 2, "present": 2, "pus": 7, "kb": 5})
        change(register, figures={"members": 3, "present": 2, "pus": 9, "kb": 5})
        client.force_login(province_staff)

        page = sentences(client, reverse("groups:register", args=[group.public_id, Month(2026, 10)]))

        assert "Anggota 2 → Anggota 3" in page
        assert "PUS" not in page.partition('id="riwayat"')[2]

    def test_a_sentence_that_was_written_is_kept(self, client, officer, family):
        history.record([family], by=officer, sentence="Diimpor dari berkas desa.xlsx.")
        client.force_login(officer)

        page = sentences(client, reverse("members:history", args=[family.public_id]))

        assert "Diimpor dari berkas desa.xlsx." in page
        assert officer.name in page

    def test_a_column_without_a_name_is_not_told(self, client, officer, group):
        change(group, approved_by=officer, approved_at=datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC))
        client.force_login(officer)

        page = sentences(client, reverse("groups:history", args=[group.public_id]))

        assert "approved" not in page.lower()
        assert "Mengubah data ini." in page


class TestOfAGroup:
    @pytest.fixture
    def url(self, group):
        return reverse("groups:history", args=[group.public_id])

    def test_tells_of_roll_committee_meetings_registers_and_decisions(self, client, officer, group, url):
        membership = group.memberships.get(number=2)
        change(membership, left_on=datetime.date(2026, 11, 2), left_reason="moved")
        CommitteePostFactory(group=group, person=membership.person, post=CommitteePost.Post.SECRETARY)
        MeetingFactory(group=group, date=datetime.date(2026, 11, 9))
        RegisterFactory(group=group)
        ClassificationDecision.objects.create(
            group=group, level="dasar", decided_on="2026-11-02", assessor="Tim", document="1/2026", recorded_by=officer
        )
        client.force_login(officer)

        page = sentences(client, url)

        for told in (
            "Rosa Tahu: Menjadi anggota.",
            "Alasan keluar: — → Pindah",
            "Sekretaris Rosa Tahu: Mulai menjabat.",
            "Pertemuan 9 Nov 2026: Dicatat.",
            "R/I Oktober 2026: Diserahkan.",
            "Klasifikasi Dasar: Dicatat.",
        ):
            assert told in page, told

    @pytest.mark.parametrize("who", ["province_staff", "centre_staff"])
    def test_names_nobody_to_who_sees_nobody(self, client, request, group, url, who):
        membership = group.memberships.get(number=2)
        change(membership, left_on=datetime.date(2026, 11, 2), left_reason="other", left_note="ikut Maria Goreti")
        change(group.posts.get(), person=membership.person)
        change(MeetingFactory(group=group), minutes="Notulen Rosa Tahu")
        client.force_login(request.getfixturevalue(who))

        page = sentences(client, url)

        assert "Anggota nomor 2" in page
        assert "Rosa Tahu" not in page
        assert "Maria Goreti" not in page

    def test_minutes_stay_out_of_a_meetings_history_as_out_of_its_page(self, client, province_staff, officer, group):
        meeting = MeetingFactory(group=group, minutes="Dihadiri Rosa Tahu")
        change(meeting, minutes="Dihadiri Rosa Tahu dan Maria")
        url = reverse("groups:meeting_detail", args=[meeting.public_id])

        client.force_login(province_staff)
        assert "Rosa Tahu" not in sentences(client, url)
        client.force_login(officer)
        assert "Notulen: Dihadiri Rosa Tahu → Dihadiri Rosa Tahu dan Maria" in sentences(client, url)

    def test_queries_do_not_grow_with_its_years(self, client, officer, group, url):
        change(group.memberships.get(number=2), left_on=datetime.date(2026, 11, 2), left_reason="moved")
        MeetingFactory(group=group)
        client.force_login(officer)

        def more():
            for _each in range(8):
                membership = MembershipFactory(group=group, number=group.memberships.count() + 10)
                change(membership, left_on=datetime.date(2026, 11, 2), left_reason="moved")
                MeetingFactory(group=group, date=datetime.date(2026, 1, 1 + group.meetings.count()))

        more()
        assert_queries_do_not_grow(lambda: client.get(url), more)


class TestHealth:
    """KB, pregnancy and what hangs on them: for the PPKBD and the PKB, never for a posyandu kader."""

    @pytest.fixture
    def changed(self, wife):
        pill = KbMethod.objects.get_or_create(
            key="pil", defaults={"label": "Pil", "is_modern": True, "is_long_acting": False}
        )
        episode = KbEpisodeFactory(person=wife)
        change(episode, method=pill[0], since=datetime.date(2026, 2, 3))
        change(episode, wish="no_more")
        change(PregnancyFactory(person=wife), since=datetime.date(2026, 7, 9))
        change(wife, pus_override=True)
        return wife

    @pytest.fixture(params=["members:history", "members:person_detail"])
    def url(self, request, changed):
        row = changed.family if request.param == "members:history" else changed
        return reverse(request.param, args=[row.public_id])

    def test_is_told_to_whom_it_concerns_without_the_method(self, client, kader, url):
        client.force_login(kader)

        page = sentences(client, url)

        assert "KB Maria Bria" in page
        assert "Metode: •••• → ••••" in page
        assert "Suntik" not in page.partition('id="riwayat"')[2]
        assert "Kehamilan Maria Bria" in page
        assert "Masih haid" in page

    @pytest.mark.parametrize("task", ["posyandu", "tpk"])
    def test_is_not_told_to_a_kader_of_another_task(self, client, kader, url, task):
        kader.assignments.update(task=task)
        client.force_login(kader)

        told = sentences(client, url).partition('id="riwayat"')[2]

        assert "Mengubah data ini." in told
        for word in ("KB", "Kehamilan", "Metode", "haid", "Keinginan", "3 Feb 2026", "9 Jul 2026"):
            assert word not in told, word


class TestOfAFamily:
    def test_leads_with_whose_it_is(self, client, officer, family, wife):
        change(wife, birth_place="Soe")
        Consent.objects.create(
            person=wife, purpose="health", answer="given", means="spoken", given_on="2026-11-02", taken_by=officer
        )
        client.force_login(officer)

        page = sentences(client, reverse("members:history", args=[family.public_id]))

        assert "Maria Bria: Tempat lahir: — → Soe" in page
        assert "Persetujuan Maria Bria" in page

    def test_another_family_is_not_told_of(self, client, officer, family):
        other = FamilyFactory(village=family.village, head_name="Lain Orang")
        change(other, address="Gang Lain")
        client.force_login(officer)

        assert "Gang Lain" not in sentences(client, reverse("members:history", args=[family.public_id]))

    def test_queries_do_not_grow_with_its_people(self, client, officer, family, wife):
        change(wife, birth_place="Soe")
        client.force_login(officer)
        url = reverse("members:history", args=[family.public_id])

        def more():
            for _each in range(6):
                change(KbEpisodeFactory(person=PersonFactory(family=family)), wish="later")

        more()
        assert_queries_do_not_grow(lambda: client.get(url), more)


class TestFilter:
    @pytest.fixture
    def url(self, family, wife, officer, kader):
        change(family, by=officer, address="Gang 7")
        change(wife, by=kader, birth_place="Soe")
        history.record([family], by=officer, sentence="Diimpor dari berkas desa.xlsx.")
        return reverse("members:history", args=[family.public_id])

    @pytest.mark.parametrize(
        ("asked", "shown", "hidden"),
        [
            ({"riwayat-part": "members.person"}, ["Soe"], ["Gang 7", "Diimpor"]),
            ({"riwayat-kind": "changed"}, ["Soe", "Gang 7"], ["Diimpor", "Mencatat data ini."]),
            ({"riwayat-kind": "made"}, ["Mencatat data ini."], ["Soe", "Gang 7", "Diimpor"]),
            ({"riwayat-kind": "acts"}, ["Diimpor"], ["Soe", "Gang 7"]),
            ({"riwayat-since": "2026-11-25"}, ["Tidak ada yang cocok"], ["Soe"]),
            ({"riwayat-since": "2026-11-24"}, ["Soe"], []),
            ({"riwayat-until": "2026-11-23"}, ["Tidak ada yang cocok"], ["Soe"]),
            ({"riwayat-until": "2026-11-24"}, ["Soe"], []),
        ],
    )
    def test_by_part_kind_and_period(self, client, officer, url, asked, shown, hidden):
        client.force_login(officer)

        page = sentences(client, url, asked)

        assert [text for text in shown if text not in page] == []
        assert [text for text in hidden if text in page.partition('id="riwayat"')[2]] == []

    def test_by_whoever_did_it(self, client, officer, kader, url):
        client.force_login(officer)

        page = sentences(client, url, {"riwayat-by": kader.pk})

        assert "Soe" in page
        assert "Gang 7" not in page.partition('id="riwayat"')[2]

    @pytest.mark.parametrize(
        "asked", [{"riwayat-by": "x"}, {"riwayat-since": "kemarin"}, {"riwayat-before": "-1"}, {"riwayat-kind": "x"}]
    )
    def test_what_is_no_filter_hides_nothing(self, client, officer, url, asked):
        client.force_login(officer)

        assert "Gang 7" in sentences(client, url, asked)

    def test_older_lines_are_reached_page_by_page(self, client, officer, family, url):
        for number in range(25):
            change(family, address=f"Gang {100 + number}")
        client.force_login(officer)

        newest = client.get(url)
        (link,) = [part for part in newest.content.decode().split('"') if "riwayat-before=" in part]
        older = sentences(client, url + link.partition("#")[0].replace("&amp;", "&"))

        assert "Gang 124" in newest.content.decode()
        assert "Gang 7 →" not in newest.content.decode()
        assert "Gang 7 →" in older
        assert "→ Gang 124" not in older

    def test_a_short_history_shows_no_filter(self, client, officer, group):
        client.force_login(officer)
        meeting = MeetingFactory(group=group)

        page = sentences(client, reverse("groups:meeting_detail", args=[meeting.public_id]))

        assert "Saring riwayat" not in page


def test_a_model_that_nobody_may_tell_says_nothing_by_default(wife):
    episode = KbEpisodeFactory(person=wife)
    change(episode, wish="later")

    told = [line.sentence for line in history.of(episode)]

    assert told == ["Mengubah data ini.", "Mencatat data ini."]


def test_only_the_columns_that_are_named_are_told(group):
    change(group, address="Gang 9", is_kampung_kb=True)
    change(group, address="Gang 10")

    told = [line.sentence for line in history.of(group, made="Mendaftarkan.", only=("is_kampung_kb",))]

    assert told == ["Mengubah data ini.", "Di Kampung KB: Tidak → Ya", "Mendaftarkan."]


def test_the_words_of_the_card_are_those_of_the_lists():
    code_lists.load()

    assert code_lists.words_of_the_card()["funds", "swadaya"] == "Swadaya"


def test_of_several_rows_is_the_newest_first(family, wife):
    change(family, address="Gang 7")
    change(wife, birth_place="Soe")

    lines = list(history.of_rows([family, wife]))

    assert [line.whose for line in lines][:2] == ["Maria Bria", "Yosef Bria"]
    assert LogEntry.objects.count() >= 2
