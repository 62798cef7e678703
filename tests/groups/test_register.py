import datetime
import io
import uuid

import pytest
from auditlog.models import LogEntry
from django.urls import reverse
from pypdf import PdfReader
from pytest_django.asserts import assertContains, assertNotContains

from accounts import roles
from accounts.models import PersonalDataAccess
from core.dates import Month
from groups import register_queries
from groups.models import Meeting, MonthClosing, Register
from members.models import Person
from regions.models import Change
from tests.factories import (
    AttendanceFactory,
    GroupFactory,
    KbEpisodeFactory,
    MeetingFactory,
    MembershipFactory,
    PersonFactory,
    PregnancyFactory,
    RegisterFactory,
    officer_at,
    village,
)
from tests.queries import assert_queries_do_not_grow

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-02 03:00", tick=False)]
D = datetime.date
OCTOBER = Month(2026, 10)


@pytest.fixture
def group(home_village):
    return GroupFactory(name="UPPKA Melati", founded_on=D(2025, 1, 10))


@pytest.fixture
def october(group):
    """Two meetings in October. Ani uses KB, Berta is pregnant, Cita is 60; Ani came twice, Berta once, Cita never."""
    ani = MembershipFactory(group=group, number=1, person__name="Ani Benu")
    berta = MembershipFactory(group=group, number=2, person__name="Berta Taneo")
    cita = MembershipFactory(group=group, number=3, person__name="Cita Seran", person__birth_date=D(1966, 1, 1))
    KbEpisodeFactory(person=ani.person)
    PregnancyFactory(person=berta.person)
    first = MeetingFactory(group=group, date=D(2026, 10, 12), topic_note="Menabung", has_discussion=True)
    second = MeetingFactory(group=group, date=D(2026, 10, 26), topic_note="Kue lontar")
    for meeting, statuses in ((first, "present present absent"), (second, "present represented excused")):
        for membership, status in zip((ani, berta, cita), statuses.split(), strict=True):
            AttendanceFactory(meeting=meeting, membership=membership, status=status)
    return group


def url(name, group, *more):
    return reverse(f"groups:{name}", args=[group.public_id, OCTOBER, *more])


def hand_in(client, group, **data):
    return client.post(url("register", group), {"request_id": str(uuid.uuid4()), **data})


def text_of(answer):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)


# Built from the meetings


def test_register_is_built_from_the_meetings_held(client, kader, october):
    client.force_login(kader)
    MeetingFactory(group=october, date=D(2026, 10, 19), state="called_off", called_off_reason="Hujan")
    MeetingFactory(group=october, date=D(2026, 11, 1))

    page = client.get(url("register", october))

    assert page.context["content"].figures == {
        "members": 3, "families": 3, "present": 2, "represented": 0, "meetings": 2, "guests": 0,
        "pus": 2, "kb": 1, "pregnant": 1,
    }  # fmt: skip
    assert "Menabung" in page.content.decode()
    assert "67%" in page.content.decode()


def test_state_of_health_is_that_of_each_meeting(october):
    ani = october.memberships.get(number=1)
    ani.person.kb_episodes.update(since=D(2026, 10, 20))

    rows = {(row.membership.number, row.meeting_id): row for row in register_queries.build(october, OCTOBER).rows}

    first, second = Meeting.objects.order_by("date").values_list("pk", flat=True)
    assert rows[1, first].is_using_kb is None
    assert rows[1, second].is_using_kb is True
    assert rows[1, None].is_using_kb is True
    assert rows[2, first].is_pregnant is True
    assert rows[3, first].is_pus is False


def test_member_who_left_before_the_end_is_listed_at_her_meeting_but_not_counted(october):
    october.memberships.filter(number=1).update(left_on=D(2026, 10, 20), left_reason="moved")

    content = register_queries.build(october, OCTOBER)

    assert content.figures["members"] == 2
    assert content.figures["present"] == 1
    assert {row.membership.number for row in content.rows if row.meeting_id} == {1, 2, 3}


def test_traditional_method_is_not_counted_as_kb(october):
    ani = october.memberships.get(number=1)
    episode = ani.person.kb_episodes.get()
    episode.method.is_modern = False
    episode.method.save()

    assert register_queries.build(october, OCTOBER).figures["kb"] == 0


def test_couple_in_which_both_are_members_counts_as_one_family(october):
    ani = october.memberships.get(number=1).person
    husband = PersonFactory(family=ani.family, sex="L", relation="husband", name="Anton Benu")
    MembershipFactory(group=october, number=4, person=husband)

    figures = register_queries.build(october, OCTOBER).figures

    assert (figures["members"], figures["families"], figures["pus"], figures["kb"]) == (4, 3, 2, 1)


# Handing in


def test_kader_hands_in_and_the_pkb_is_asked_to_verify(client, kader, october):
    client.force_login(kader)

    answer = hand_in(client, october)

    register = Register.objects.get()
    assert answer.url == register.get_absolute_url()
    assert (register.state, register.is_on_time, register.verified_by) == (Register.State.SUBMITTED, True, None)
    assert register.figures["present"] == 2
    assert register.rows.filter(meeting=None).count() == 3
    assert register.rows.exclude(meeting=None).count() == 6
    assert Change.objects.filter(subject="register", month=D(2026, 10, 1)).exists()
    assert LogEntry.objects.get_for_object(register).exists()


def test_what_the_pkb_types_herself_counts_as_verified(client, officer, october):
    client.force_login(officer)

    hand_in(client, october)

    assert Register.objects.get().state == Register.State.BY_PKB
    assert Register.objects.reported().count() == 1


def test_pkb_elsewhere_who_is_kader_here_waits_for_the_pkb(client, october):
    user = officer_at(roles.PKB, "5371041002")
    for assignment in officer_at(roles.KADER, "5371041001").assignments.all():
        assignment.user = user
        assignment.save()
    client.force_login(user)

    hand_in(client, october)

    assert Register.objects.get().state == Register.State.SUBMITTED


@pytest.mark.parametrize(("now", "on_time"), [("2026-11-03 20:00", True), ("2026-11-04 01:00", False)])
def test_register_is_on_time_until_the_third_at_the_groups_own_place(
    client, kader, october, time_machine, now, on_time
):
    moment = datetime.datetime.fromisoformat(now).replace(tzinfo=datetime.timezone(datetime.timedelta(hours=8)))
    time_machine.move_to(moment)
    client.force_login(kader)

    hand_in(client, october)

    assert Register.objects.get().is_on_time is on_time


@pytest.mark.parametrize("who", ["regency_staff", "province_staff", "centre_staff", "administrator"])
def test_others_see_the_register_but_do_not_hand_it_in(client, request, october, who):
    client.force_login(request.getfixturevalue(who))

    assert client.get(url("register", october)).status_code == 200
    assert hand_in(client, october).status_code == 404
    assert not Register.objects.exists()


def test_month_without_meetings_needs_a_zero_report_with_reason(client, kader, group):
    client.force_login(kader)

    plain = hand_in(client, group)
    without = hand_in(client, group, is_zero="on")
    hand_in(client, group, is_zero="on", zero_reason="Masa tanam")

    assert "laporkan nihil dengan alasan" in plain.content.decode()
    assert "zero_reason" in without.context["form"].errors
    register = Register.objects.get()
    assert (register.is_zero, register.zero_reason, register.figures["meetings"]) == (True, "Masa tanam", 0)


def test_month_with_meetings_is_not_reported_as_zero(client, kader, october):
    client.force_login(kader)

    answer = hand_in(client, october, is_zero="on", zero_reason="Tidak ada")

    assert "tidak dapat dilaporkan nihil" in answer.content.decode()
    assert not Register.objects.exists()


def test_coming_month_and_months_before_the_founding_are_refused(client, kader, group):
    client.force_login(kader)

    for month in ("2026-12", "2024-12"):
        address = reverse("groups:register", args=[group.public_id, Month.parse(month)])
        client.post(address, {"is_zero": "on", "zero_reason": "Belum"})

    assert not Register.objects.exists()


def test_handed_in_twice_with_one_id_writes_once(client, kader, october):
    client.force_login(kader)
    data = {"request_id": str(uuid.uuid4())}

    first = hand_in(client, october, **data)
    second = hand_in(client, october, **data)
    other = hand_in(client, october, **data, is_zero="on", zero_reason="Lain")

    assert first.url == second.url
    assert "sudah pernah dikirim" in other.content.decode()
    assert Register.objects.get().version == 1


def test_meeting_recorded_after_handing_in_goes_into_the_waiting_register(client, kader, october):
    client.force_login(kader)
    hand_in(client, october)
    data = {"date": "2026-10-30", "kind": "training", "request_id": str(uuid.uuid4())}
    data |= {f"member-{row.pk}": "present" for row in october.memberships.all()}

    client.post(reverse("groups:meeting_create", args=[october.public_id]), data)

    register = Register.objects.get()
    assert (register.figures["meetings"], register.figures["present"]) == (3, 3)
    assert register.rows.exclude(meeting=None).count() == 9
    assert register.version == 2


def test_verified_register_keeps_its_figures_when_people_change(client, kader, october):
    client.force_login(kader)
    hand_in(client, october)
    october.memberships.filter(number=3).update(left_on=D(2026, 10, 20), left_reason="died")
    october.memberships.get(number=1).person.kb_episodes.all().delete()

    page = client.get(url("register", october))

    figures = page.context["content"].figures
    assert (figures["members"], figures["kb"]) == (3, 1)
    people = client.get(url("register_people", october, "kb")).content.decode()
    assert "Ani Benu" in people


# Returning


def test_pkb_returns_with_reason_kader_corrects_and_hands_in_again(client, kader, officer, october):
    client.force_login(kader)
    hand_in(client, october)
    client.force_login(officer)

    without = client.post(url("register_return", october), {"reason": "", "version": "1"})
    client.post(url("register_return", october), {"reason": "Tanggal keliru", "version": "1"})
    register = Register.objects.get()
    returned = register.state
    client.force_login(kader)
    page = client.get(url("register", october)).content.decode()
    hand_in(client, october, version=str(register.version))

    assert "reason" in without.context["form"].errors
    assert returned == Register.State.RETURNED
    assert "Tanggal keliru" in page
    register.refresh_from_db()
    assert (register.state, register.returned_reason) == (Register.State.SUBMITTED, "")


def test_register_that_comes_back_stays_on_time(client, kader, october, time_machine):
    RegisterFactory(group=october, state="returned", returned_reason="Kurang", is_on_time=True)
    time_machine.move_to(datetime.datetime(2026, 11, 20, tzinfo=datetime.UTC))
    client.force_login(kader)

    hand_in(client, october, version="1")

    assert Register.objects.get().is_on_time is True


@pytest.mark.parametrize(
    ("who", "state", "may"),
    [
        ("officer", "submitted", True),
        ("officer", "verified", False),
        ("officer", "by_pkb", False),
        ("regency_staff", "submitted", True),
        ("regency_staff", "verified", True),
        ("regency_staff", "by_pkb", True),
        ("regency_staff", "closed", False),
        ("kader", "submitted", False),
        ("province_staff", "verified", False),
    ],
)
def test_pkb_returns_what_waits_and_the_opd_any_that_is_not_closed(client, request, group, who, state, may):
    RegisterFactory(group=group, state=state)
    client.force_login(request.getfixturevalue(who))

    answer = client.post(url("register_return", group), {"reason": "Periksa lagi", "version": "1"})

    assert answer.status_code == (302 if may else 404)
    assert Register.objects.get().state == ("returned" if may else state)


def test_returned_register_of_a_closed_month_cannot_be_handed_in(client, kader, regency_staff, october):
    MonthClosing.objects.create(region_code="5371", month=OCTOBER.first, is_closed=True, by=regency_staff)
    RegisterFactory(group=october, state="returned", returned_reason="Kurang")
    client.force_login(kader)

    hand_in(client, october, version="1")

    assert Register.objects.get().state == "returned"


# Who is behind a count


@pytest.mark.parametrize(
    ("count", "names"),
    [
        ("members", {"Ani Benu", "Berta Taneo", "Cita Seran"}),
        ("present", {"Ani Benu", "Berta Taneo"}),
        ("pus", {"Ani Benu", "Berta Taneo"}),
        ("kb", {"Ani Benu"}),
        ("pregnant", {"Berta Taneo"}),
    ],
)
def test_each_count_opens_the_people_behind_it(client, officer, october, count, names):
    client.force_login(officer)

    page = client.get(url("register_people", october, count)).content.decode()

    assert {name for name in ("Ani Benu", "Berta Taneo", "Cita Seran") if name in page} == names
    assert url("register_people", october, count) in client.get(url("register", october)).content.decode()


def test_a_member_who_lives_elsewhere_counts_and_stays_unnamed_where_health_is_told(client, officer, october):
    away = village("5371041002")
    for row in october.memberships.all():
        Person.objects.filter(pk=row.person_id).update(village=away)
    client.force_login(officer)

    page = client.get(url("register_people", october, "kb"))

    assertContains(page, "Tinggal di luar wilayah Anda")
    assertNotContains(page, "Ani Benu")
    assert not PersonalDataAccess.objects.exists()


def test_guests_are_counted_apart_and_opened(client, officer, october):
    Meeting.objects.first().guests.create(name="Bidan Lena", institution="Puskesmas")
    client.force_login(officer)

    assert register_queries.build(october, OCTOBER).figures["guests"] == 1
    assert "Bidan Lena" in client.get(url("register_people", october, "guests")).content.decode()


def test_opd_looks_at_health_are_logged_one_by_one_and_daily_work_once_a_day(client, officer, regency_staff, october):
    client.force_login(regency_staff)
    for _ in range(2):
        client.get(url("register_people", october, "pus"))
    client.force_login(officer)
    for _ in range(2):
        client.get(url("register_people", october, "pus"))

    looks = PersonalDataAccess.objects.order_by("pk")
    assert looks.filter(user=regency_staff, purpose="verification").count() == 4
    assert looks.filter(user=officer, purpose="daily").count() == 2
    assert {look.region_code for look in looks} == {october.village_id}


@pytest.mark.parametrize("count", ["pus", "kb", "pregnant"])
def test_kader_whose_task_is_not_kb_sees_no_count_of_health(client, october, count):
    user = officer_at(roles.KADER, october.village_id)
    user.assignments.update(task="posyandu")
    client.force_login(user)

    page = client.get(url("register", october)).content.decode()

    assert client.get(url("register_people", october, count)).status_code == 404
    assert "Keluarga PUS" not in page
    assert "Ber-KB" not in page
    assert client.get(url("register_people", october, "present")).status_code == 200
    assert client.post(url("register_pdf", october), {"for": "pkb"}).status_code == 404


def test_opd_sees_health_per_person_only_behind_a_count(client, regency_staff, october):
    client.force_login(regency_staff)

    page = client.get(url("register", october)).content.decode()

    assert "Keluarga PUS" in page
    assert "PUS ·" not in page
    assert "bukan PUS" not in page
    assert not PersonalDataAccess.objects.exists()


@pytest.mark.parametrize("who", ["province_staff", "centre_staff"])
def test_province_and_centre_see_no_name_and_no_health_of_a_single_group(client, request, october, who):
    client.force_login(request.getfixturevalue(who))

    page = client.get(url("register", october)).content.decode()

    assert "Ani Benu" not in page
    assert "Keluarga PUS" not in page
    assert client.get(url("register_people", october, "members")).status_code == 404


@pytest.mark.parametrize("name", ["register", "register_share", "register_siga", "register_return"])
def test_stranger_finds_no_register(client, stranger, october, name):
    RegisterFactory(group=october)
    client.force_login(stranger)

    assert client.get(url(name, october)).status_code == 404
    assert client.post(url("register_pdf", october)).status_code == 404
    assert client.get(url("register_people", october, "members")).status_code == 404


def test_queries_of_the_register_do_not_grow_with_members(client, officer, october):
    client.force_login(officer)
    meeting = Meeting.objects.first()

    assert_queries_do_not_grow(
        lambda: client.get(url("register", october)),
        lambda: [
            [AttendanceFactory(meeting=meeting, membership__group=october) for _ in range(12)],
            [AttendanceFactory(meeting__group=october, meeting__date=D(2026, 10, day)) for day in (2, 5, 7)],
            client.get(url("register", october)),
        ],
    )


# Paper


def test_paper_for_the_chair_has_attendance_and_totals_and_no_health(client, kader, october):
    client.force_login(kader)

    text = text_of(client.post(url("register_pdf", october), {"for": "chair"}))

    assert "Ani Benu" in text
    assert "2 dari 3 (67%)" in text
    assert "Menabung" in text
    assert not any(word in text for word in ("PUS", "Ber-KB", "ber-KB", "amil"))


def test_paper_for_the_pkb_has_pus_pregnancy_and_kb_and_is_logged(client, officer, october):
    client.force_login(officer)

    text = text_of(client.post(url("register_pdf", october), {"for": "pkb", "paper": "f4"}))

    assert not [word for word in ("PUS", "Hamil", "Ber-KB", "Berta Taneo") if word not in text], text
    log = PersonalDataAccess.objects.get(model="groups.register")
    assert "is_pregnant" in log.fields
    assert PersonalDataAccess.objects.filter(model="members.person").count() == 3


def test_paper_comes_on_f4_and_never_by_a_link(client, kader, october):
    client.force_login(kader)

    pages = PdfReader(io.BytesIO(client.post(url("register_pdf", october), {"paper": "f4"}).content)).pages

    assert (round(float(pages[0].mediabox.width)), round(float(pages[0].mediabox.height))) == (609, 935)
    assert client.get(url("register_pdf", october)).status_code == 405


def test_paper_of_a_zero_report_says_why(client, kader, group):
    RegisterFactory(
        group=group, is_zero=True, zero_reason="Masa tanam", figures=register_queries.build(group, OCTOBER).figures
    )
    client.force_login(kader)

    assert "Masa tanam" in text_of(client.post(url("register_pdf", group)))


# Sharing and SIGA


def test_recap_names_nobody_and_tells_nothing_of_health(client, kader, october):
    client.force_login(kader)

    text = client.get(url("register_share", october)).context["text"]

    assert "Hadir 2 dari 3 anggota (67%)" in text
    assert "Menabung" in text
    assert not any(name in text for name in ("Ani", "Berta", "Cita", "PUS", "KB", "amil"))


def test_siga_sheet_copies_in_the_order_of_the_form_and_is_ticked(client, officer, october):
    register = RegisterFactory(group=october, state="verified")
    client.force_login(officer)

    page = client.get(url("register_siga", october)).content.decode()
    client.post(url("register_siga", october), {"entered": "on"})
    register.refresh_from_db()
    ticked = register.siga_entered_on, register.siga_entered_by
    client.post(url("register_siga", october), {"request_id": str(uuid.uuid4())})
    register.refresh_from_db()

    assert "data-copy" in page
    assert all(row.person.nik not in page for row in october.memberships.select_related("person"))
    assert ticked == (D(2026, 11, 2), officer)
    assert register.siga_entered_on is None


def test_nik_is_shown_in_clear_only_after_the_purpose_and_each_look_is_logged(client, officer, october):
    client.force_login(officer)
    hand_in(client, october)
    hand_over = url("register_nik", october)
    came = [october.memberships.get(number=number).person for number in (1, 2)]

    asked = client.post(hand_over)
    client.post(reverse("accounts:purpose"), {"purpose": "report"})
    page = client.post(hand_over).content.decode()

    assert asked.url.startswith(reverse("accounts:purpose"))
    assert all(person.nik in page for person in came)
    assert october.memberships.get(number=3).person.nik not in page
    assert PersonalDataAccess.objects.filter(fields="nik").count() == 2
    assert client.get(hand_over).status_code == 405


@pytest.mark.parametrize("who", ["kader", "province_staff", "stranger"])
def test_siga_sheet_is_for_who_copies_into_siga(client, request, october, who):
    RegisterFactory(group=october, state="verified")
    client.force_login(request.getfixturevalue(who))

    assert client.get(url("register_siga", october)).status_code == 404
    assert client.post(url("register_nik", october)).status_code == 404


def test_queries_of_the_siga_sheet_do_not_grow(client, officer, october):
    RegisterFactory(group=october, state="returned", returned_reason="Kurang")
    client.force_login(officer)
    meeting = Meeting.objects.first()

    assert_queries_do_not_grow(
        lambda: client.get(url("register_siga", october)),
        lambda: [
            [AttendanceFactory(meeting=meeting, membership__group=october) for _ in range(12)],
            client.get(url("register_siga", october)),
        ],
    )


def test_register_that_waits_is_not_ticked_as_entered_in_siga(client, officer, october):
    RegisterFactory(group=october, state="submitted")
    client.force_login(officer)

    answer = client.post(url("register_siga", october), {"entered": "on"})

    assert "setelah diverifikasi" in answer.content.decode()
    assert Register.objects.get().siga_entered_on is None
