"""Accounts: the list, one account, a new one, a corrected one."""

import datetime
import uuid

import pytest
from auditlog.models import LogEntry
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts import roles
from accounts.models import Assignment, PersonalDataAccess, ResetCode, User
from tests.factories import AssignmentFactory, DusunFactory, UserFactory, officer_at, village
from tests.htmx import fragment_equals_page
from tests.queries import assert_queries_do_not_grow

pytestmark = pytest.mark.django_db

LIST = reverse("accounts:user_list")
CREATE = reverse("accounts:user_create")


@pytest.fixture
def colleague(home_village):
    return officer_at(roles.KADER, home_village.code, name="Ina Setempat", username="ina")


@pytest.fixture
def foreigner():
    return officer_at(roles.KADER, "5301012001", name="Asing Jauh", username="jauh")


def new_kader(**changes):
    return {
        "name": "ROSA TAHU",
        "salutation": "Ibu",
        "username": "rosa.tahu",
        "phone": "0812-9999-0001",
        "email": "Rosa@Contoh.ID",
        "role": roles.KADER,
        "region_code": "5371041001",
        "task": "ppkbd",
        "starts_on": "2026-11-01",
        "request_id": str(uuid.uuid4()),
        **changes,
    }


class TestList:
    def test_shows_officers_of_own_region_with_role_and_place(self, client, officer, colleague, foreigner):
        client.force_login(officer)

        response = client.get(LIST)

        assertContains(response, colleague.name)
        assertContains(response, "Oebobo, Kota Kupang")
        assertNotContains(response, foreigner.name)

    def test_says_when_nobody_signed_in_yet_and_when_someone_did(self, client, officer, colleague):
        client.force_login(officer)
        assertContains(client.get(LIST), "Belum pernah")

        User.objects.filter(pk=colleague.pk).update(
            last_login=datetime.datetime(2026, 11, 3, 1, 30, tzinfo=datetime.UTC)
        )

        assertContains(client.get(LIST), "3 Nov 2026, 09.30")

    def test_an_ended_account_stays_readable(self, client, officer, colleague):
        end(colleague.assignments.get(), officer)
        client.force_login(officer)

        assertContains(client.get(LIST), colleague.name)
        assertContains(client.get(LIST, {"state": "over"}), colleague.name)
        assertNotContains(client.get(LIST, {"state": "live"}), colleague.name)

    @pytest.mark.parametrize(
        ("query", "is_shown"),
        [
            ({"name": "ina set"}, True),
            ({"name": "budi"}, False),
            ({"role": "kader"}, True),
            ({"role": "pkb"}, False),
            ({"place": "5371041001"}, True),
            ({"place": "537104"}, True),
            ({"place": "5371041002"}, False),
            ({"place": "5371041001", "role": "kader", "state": "live"}, True),
        ],
    )
    def test_filters(self, client, regency_staff, colleague, query, is_shown):
        village("5371041002")
        client.force_login(regency_staff)

        response = client.get(LIST, query)

        assert (colleague.name in response.content.decode()) is is_shown

    def test_role_and_place_are_asked_of_the_same_assignment(self, client, regency_staff, colleague):
        AssignmentFactory(user=colleague, role=roles.PKB, region_code=village("5371041002").code)
        client.force_login(regency_staff)

        response = client.get(LIST, {"role": "pkb", "place": "5371041001"})

        assertNotContains(response, colleague.name)

    def test_a_role_held_elsewhere_is_not_told(self, client, officer, colleague):
        AssignmentFactory(user=colleague, role=roles.PKB, region_code=village("5371041002").code)
        client.force_login(officer)

        response = client.get(LIST)

        assertNotContains(response, "Oetete")

    def test_fragment_equals_page(self, client, officer, colleague):
        client.force_login(officer)

        assert fragment_equals_page(client, LIST)

    def test_queries_do_not_grow(self, client, regency_staff, colleague):
        client.force_login(regency_staff)

        def add_rows():
            for number in range(12):
                officer_at(roles.KADER, f"537104{1002 + number}")

        assert_queries_do_not_grow(lambda: client.get(LIST), add_rows)

    def test_download_has_the_same_rows_and_is_logged(self, client, officer, colleague, foreigner):
        client.force_login(officer)

        response = client.post(LIST, {"format": "csv"})
        text = b"".join(response.streaming_content).decode()

        assert "Ina Setempat" in text
        assert foreigner.name not in text
        look = PersonalDataAccess.objects.get()
        assert (look.user, look.model, look.rows) == (officer, "accounts.user", 2)

    @pytest.mark.parametrize("who", ["kader", "province_staff", "centre_staff"])
    def test_other_roles_have_no_such_page(self, client, who, request):
        client.force_login(request.getfixturevalue(who))

        assert client.get(LIST).status_code == 404
        assert client.post(LIST, {"format": "csv"}).status_code == 404

    def test_an_administrator_sees_everyone(self, client, administrator, colleague, foreigner, centre_staff):
        client.force_login(administrator)

        response = client.get(LIST)

        for user in (colleague, foreigner, centre_staff):
            assertContains(response, user.get_absolute_url())


class TestDetail:
    def test_shows_assignments_and_history(self, client, officer, colleague):
        client.force_login(officer)

        response = client.get(colleague.get_absolute_url())

        assertContains(response, "PPKBD")
        assertContains(response, "Oebobo, Kota Kupang")

    def test_a_foreign_account_does_not_exist(self, client, officer, foreigner):
        client.force_login(officer)

        assert client.get(foreigner.get_absolute_url()).status_code == 404

    def test_an_assignment_elsewhere_is_counted_and_not_told(self, client, officer, colleague):
        AssignmentFactory(user=colleague, role=roles.PKB, region_code=village("5371041002").code)
        client.force_login(officer)

        response = client.get(colleague.get_absolute_url())

        assertContains(response, "1 penugasan lain berada di luar wilayah Anda.")
        assertNotContains(response, "Oetete")

    def test_shows_nothing_to_press_on_ones_own_account(self, client, officer):
        client.force_login(officer)

        response = client.get(officer.get_absolute_url())

        for name in ("accounts:reset_code", "accounts:user_update", "accounts:assignment_create"):
            assertNotContains(response, reverse(name, args=[officer.public_id]))


class TestCreate:
    def test_pkb_makes_a_kader_in_her_village_with_a_code_and_no_password(self, client, officer):
        client.force_login(officer)

        response = client.post(CREATE, new_kader())

        user = User.objects.get(username="rosa.tahu")
        assertRedirects(response, user.get_absolute_url(), fetch_redirect_response=False)
        assert (user.name, user.phone, user.email) == ("Rosa Tahu", "+6281299990001", "rosa@contoh.id")
        assert not user.has_usable_password()
        assert user.created_by == officer
        row = user.assignments.get()
        assert (row.role, row.task, row.region_code, row.made_by) == ("kader", "ppkbd", "5371041001", officer)
        assert ResetCode.objects.get().user == user

    def test_the_code_is_shown_once_and_kept_nowhere_in_clear(self, client, officer):
        client.force_login(officer)
        client.post(CREATE, new_kader())
        kept = str(dict(client.session))

        first = client.get(User.objects.get(username="rosa.tahu").get_absolute_url())
        again = client.get(User.objects.get(username="rosa.tahu").get_absolute_url())

        code = first.context["one_time_code"].replace(" ", "")
        assert len(code) == 8
        assert code not in kept
        assert code not in str(LogEntry.objects.values_list("changes", "additional_data"))
        assert again.context["one_time_code"] == ""

    def test_writes_history_without_phone_or_mail(self, client, officer):
        client.force_login(officer)
        client.post(CREATE, new_kader())

        page = client.get(User.objects.get(username="rosa.tahu").get_absolute_url())
        log = str(list(LogEntry.objects.values("changes", "changes_text", "additional_data")))

        assertContains(page, "Memberi peran Kader di Oebobo, Kota Kupang.")
        assert "+6281299990001" not in log
        assert "rosa@contoh.id" not in log

    def test_opd_makes_a_pkb_of_a_district(self, client, regency_staff):
        client.force_login(regency_staff)

        client.post(CREATE, new_kader(role=roles.PKB, region_code="537104", task=""))

        assert Assignment.objects.get(user__username="rosa.tahu").region_code == "537104"

    @pytest.mark.parametrize(
        ("role", "code"),
        [
            ("admin", "nasional"),
            ("pusat", "nasional"),
            ("provinsi", "53"),
            ("opd", "5371"),
            ("pkb", "537104"),
            ("kader", "5371041001"),
        ],
    )
    def test_an_administrator_makes_every_role(self, client, administrator, role, code):
        client.force_login(administrator)
        around = "" if len(code) <= 4 or code == "nasional" else "?wilayah=5371"

        client.post(CREATE + around, new_kader(role=role, region_code=code))

        row = Assignment.objects.get(user__username="rosa.tahu")
        assert (row.role, row.region_code) == (role, "" if code == "nasional" else code)
        assert row.place_kind == ("nation" if code == "nasional" else "region")

    def test_a_kader_may_be_held_to_a_dusun(self, client, officer):
        dusun = DusunFactory(name="RW 002")
        client.force_login(officer)

        client.post(CREATE, new_kader(dusun_id=dusun.pk))

        row = Assignment.objects.get(user__username="rosa.tahu")
        assert (row.place_kind, row.place_key, row.region_code) == ("dusun", str(dusun.pk), dusun.village_id)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"name": ""}, "name"),
            ({"username": "Rosa"}, "username"),
            ({"username": "081234567890"}, "username"),
            ({"username": "pkb"}, "username"),
            ({"phone": "12"}, "phone"),
            ({"email": "bukan-surel"}, "email"),
            ({"role": roles.PKB}, "role"),
            ({"role": roles.ADMIN}, "role"),
            ({"region_code": "5371041002"}, "region_code"),
            ({"region_code": "5371"}, "region_code"),
            ({"task": ""}, "task"),
            ({"starts_on": "kapan saja"}, "starts_on"),
            ({"ends_on": "2026-10-01"}, "ends_on"),
        ],
    )
    def test_bad_input_comes_back_filled_in_beside_its_field(self, client, officer, changes, field):
        village("5371041002")
        client.force_login(officer)

        response = client.post(CREATE, new_kader(address="Jalan", **changes))

        assert response.status_code == 200
        assert list(response.context["form"].errors) == [field]
        assert response.context["form"]["salutation"].value() == "Ibu"
        assert not User.objects.filter(name="Rosa Tahu").exists()

    def test_role_and_place_must_fit_each_other(self, client, regency_staff):
        client.force_login(regency_staff)

        response = client.post(CREATE, new_kader(region_code="537104"))

        assertContains(response, "Untuk peran Kader, pilih desa/kelurahan.")

    @pytest.mark.parametrize("field", ["phone", "email"])
    def test_a_number_or_address_in_use_is_refused(self, client, officer, field):
        UserFactory(phone="+6281299990001", email="rosa@contoh.id")
        client.force_login(officer)
        changes = {"phone": "", "email": "", field: new_kader()[field]}

        response = client.post(CREATE, new_kader(**changes))

        assert list(response.context["form"].errors) == [field]

    def test_a_dusun_of_another_village_is_refused(self, client, regency_staff):
        dusun = DusunFactory(village=village("5371041002"))
        client.force_login(regency_staff)

        response = client.post(CREATE, new_kader(dusun_id=dusun.pk))

        assert list(response.context["form"].errors) == ["dusun_id"]

    def test_posted_twice_writes_once(self, client, officer):
        client.force_login(officer)
        data = new_kader()

        first, second = client.post(CREATE, data), client.post(CREATE, data)

        assert first.url == second.url
        assert User.objects.filter(username="rosa.tahu").count() == 1
        assert ResetCode.objects.count() == 1
        assert len(client.get(second.url).context["one_time_code"]) == 9

    def test_the_same_id_with_other_content_is_refused_and_filled_in(self, client, officer):
        client.force_login(officer)
        data = new_kader()
        client.post(CREATE, data)

        response = client.post(CREATE, data | {"username": "rosa.lain", "phone": "", "email": ""})

        assertContains(response, "sudah pernah dikirim dengan isi lain")
        assert response.context["form"]["username"].value() == "rosa.lain"
        assert response.context["form"]["request_id"].value() != data["request_id"]
        assert not User.objects.filter(username="rosa.lain").exists()

    @pytest.mark.parametrize("who", ["kader", "province_staff", "centre_staff"])
    def test_other_roles_make_nobody(self, client, who, request):
        client.force_login(request.getfixturevalue(who))

        assert client.get(CREATE).status_code == 404
        assert client.post(CREATE, new_kader()).status_code == 404

    def test_choices_end_at_the_border_of_her_region(self, client, officer):
        village("5371041002")
        client.force_login(officer)

        form = client.get(CREATE).context["form"]

        assert [value for value, _label in form.fields["role"].choices] == ["", "kader"]
        assert codes_of(form) == ["5371041001"]

    def test_a_nation_is_narrowed_before_villages_are_offered(self, client, administrator):
        client.force_login(administrator)

        wide, narrow = client.get(CREATE).context["form"], client.get(CREATE, {"wilayah": "5371"}).context["form"]

        assert codes_of(wide) == ["nasional", "53", "5371"]
        assert codes_of(narrow) == ["537104", "5371041001"]

    def test_queries_do_not_grow_with_places(self, client, regency_staff):
        client.force_login(regency_staff)

        def add_rows():
            for number in range(12):
                DusunFactory(village=village(f"537104{1002 + number}"))

        assert_queries_do_not_grow(lambda: client.get(CREATE), add_rows)


class TestUpdate:
    def url(self, user):
        return reverse("accounts:user_update", args=[user.public_id])

    def data(self, user, **changes):
        kept = {"name": user.name, "salutation": "Ibu", "phone": "", "email": "", "version": user.version}
        return kept | {"request_id": str(uuid.uuid4())} | changes

    def test_saves_and_tells_the_history(self, client, officer, colleague):
        client.force_login(officer)

        response = client.post(self.url(colleague), self.data(colleague, name="Ina Baru"))

        assertRedirects(response, colleague.get_absolute_url())
        assertContains(client.get(colleague.get_absolute_url()), "Ina Setempat → Ina Baru")

    def test_who_comes_second_is_told_and_loses_nothing(self, client, officer, colleague):
        client.force_login(officer)
        old = self.data(colleague, name="Ina Kedua")
        client.post(self.url(colleague), self.data(colleague, name="Ina Pertama"))

        response = client.post(self.url(colleague), old)

        assertContains(response, "Ina Pertama")
        assert response.context["form"]["name"].value() == "Ina Kedua"
        colleague.refresh_from_db()
        assert colleague.name == "Ina Pertama"

    def test_a_foreign_account_does_not_exist(self, client, officer, foreigner):
        client.force_login(officer)

        assert client.get(self.url(foreigner)).status_code == 404
        assert client.post(self.url(foreigner), self.data(foreigner)).status_code == 404

    def test_her_own_and_her_superiors_are_out_of_reach(self, client, officer, regency_staff):
        client.force_login(officer)

        for user in (officer, regency_staff):
            assert client.post(self.url(user), self.data(user, email="curi@contoh.id")).status_code == 404

    def test_one_assignment_out_of_reach_is_enough(self, client, officer, colleague):
        AssignmentFactory(user=colleague, role=roles.PKB, region_code=village("5371041002").code)
        client.force_login(officer)

        assert client.post(self.url(colleague), self.data(colleague, email="curi@contoh.id")).status_code == 404

    def test_an_assignment_that_begins_tomorrow_counts_as_well(self, client, officer, colleague):
        AssignmentFactory(
            user=colleague,
            role=roles.OPD,
            region_code="5371",
            starts_on=timezone.localdate() + datetime.timedelta(days=1),
        )
        client.force_login(officer)

        assert client.get(self.url(colleague)).status_code == 404


def codes_of(form):
    choices = form.fields["region_code"].choices
    return [code for _name, group in choices if isinstance(group, list) for code, _label in group]


def end(row, by):
    row.ended_at, row.ended_by = timezone.now(), by
    row.save()
