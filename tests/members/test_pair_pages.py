"""Pages of pairs that may be one person: the list, side by side, decided; and the box while a person is typed."""

import datetime
import uuid

import pytest
from auditlog.models import LogEntry
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts import roles
from members import pair_pages, pair_words, services
from members.doubles import work
from members.errors import AlreadyDecided, NotBothInScope, PassedOnByYou
from members.matching_rules import Traits, compare
from members.models import PersonPair
from tests.factories import FamilyFactory, PersonFactory, officer_at, village
from tests.htmx import fragment_equals_page
from tests.queries import assert_queries_do_not_grow, count_queries

pytestmark = pytest.mark.django_db

LIST = reverse("members:pair_list")
NEIGHBOUR = "5371041002"
BORN = datetime.date(1990, 8, 5)
NIK = "5371044508900001"


@pytest.fixture
def maria(home_village):
    return PersonFactory(name="Maria Goreti Taneo", birth_date=BORN, nik=NIK, family__head_name="Yosef Ndun")


def again(at="5371041001", **facts):
    family = FamilyFactory(village=village(at), head_name="Rut Bire", head__birth_date=None)
    facts = {"name": "Goreti Maria Taneo", "birth_date": BORN, "relation": "relative", "no_nik": True, **facts}
    return PersonFactory(family=family, **facts)


@pytest.fixture
def pair(maria):
    again()
    return found()


@pytest.fixture
def reaching(maria):
    """One in Oebobo, one in the village of another PKB."""
    again(at=NEIGHBOUR, name="Goreti Maria Taneo")
    return found()


@pytest.fixture
def neighbour(home_village):
    return officer_at(roles.PKB, NEIGHBOUR, username="tetangga")


def found():
    work.search("53")
    return PersonPair.objects.get()


def decide(client, pair, decision, **typed):
    form = {"request_id": str(uuid.uuid4()), "decision": decision, **typed}
    return client.post(reverse("members:pair_decide", args=[pair.public_id]), form)


def now(pair):
    return PersonPair.objects.get(pk=pair.pk)


class TestList:
    def test_shows_what_waits_in_words(self, client, officer, pair):
        client.force_login(officer)

        page = client.get(LIST)

        assertContains(page, "Maria Goreti Taneo · Goreti Maria Taneo")
        assertContains(page, "nama sama, tanggal lahir sama")
        assertContains(page, pair.get_absolute_url())

    def test_of_a_pair_that_reaches_out_only_the_own_person(self, client, officer, neighbour, reaching):
        client.force_login(officer)
        page = client.get(LIST)
        assertContains(page, "Maria Goreti Taneo")
        assertContains(page, "satu catatan di luar wilayah Anda")
        assertNotContains(page, "Goreti Maria Taneo")
        assertNotContains(page, "tanggal lahir sama")

        client.force_login(neighbour)

        page = client.get(LIST)
        assertContains(page, "Goreti Maria Taneo")
        assertNotContains(page, "Maria Goreti Taneo")

    def test_by_state_and_village(self, client, regency_staff, reaching):
        client.force_login(regency_staff)
        PersonPair.objects.update(state="different")

        assertContains(client.get(LIST), "Tidak ada yang menunggu")
        assertContains(client.get(LIST, {"state": "different"}), reaching.get_absolute_url())
        assertContains(client.get(LIST, {"state": "semua", "village": NEIGHBOUR}), reaching.get_absolute_url())
        village("5371041003")
        other = client.get(LIST, {"state": "semua", "village": "5371041003"})
        assertNotContains(other, reaching.get_absolute_url())

    def test_fragment_equals_the_page(self, client, officer, pair):
        client.force_login(officer)

        fragment_equals_page(client, LIST)

    def test_not_for_others(self, client, kader, province_staff, stranger, pair):
        for user in (kader, province_staff):
            client.force_login(user)
            assert client.get(LIST).status_code == 404
        client.force_login(stranger)

        assertNotContains(client.get(LIST), "Taneo")

    def test_has_no_download(self, client, officer, pair):
        client.force_login(officer)

        assert client.post(LIST, {"format": "csv"}).status_code == 404

    def test_queries_do_not_grow(self, client, regency_staff, pair):
        client.force_login(regency_staff)
        places = [village(f"537104100{number}").code for number in range(2, 6)]

        def more():
            for code in places:
                again(at=code)
            work.search("53")

        assert_queries_do_not_grow(lambda: client.get(LIST), more)


class TestSideBySide:
    def test_shows_both_with_masks_and_what_agrees(self, client, officer, pair):
        client.force_login(officer)

        page = client.get(pair.get_absolute_url())

        assertContains(page, "5371••••••••0001")
        assertNotContains(page, NIK)
        assertContains(page, "Yang sama atau mirip: nama sama, tanggal lahir sama")
        assertContains(page, reverse("members:merge", args=[pair.first.public_id, pair.second.public_id]))

    def test_lines_say_what_agrees_and_what_differs(self, maria):
        again(sex="L", birth_date=datetime.date(1990, 5, 8), phone="+6281234567890", marriage="single")
        pair = PersonPair(first=maria, second=maria.__class__.objects.get(sex="L", relation="relative"))

        _likeness, lines = pair_pages.side_by_side(pair)

        verdicts = {line.label: line.verdict for line in lines}
        assert verdicts["Nama"] == "same"
        assert verdicts["Lahir"] == "near"
        assert verdicts["Jenis kelamin"] == verdicts["Status kawin"] == "other"
        assert verdicts["NIK"] == verdicts["Nomor HP"] == verdicts["Dalam keluarga"] == ""
        assert verdicts["Tempat tinggal"] == "same"

    def test_reaching_out_tells_nothing_of_the_other(self, client, officer, reaching):
        client.force_login(officer)

        page = client.get(reaching.get_absolute_url())

        assertContains(page, "mungkin tercatat juga di luar wilayah Anda")
        for told in ("Goreti Maria Taneo", "Rut Bire", village(NEIGHBOUR).name, "tanggal lahir sama"):
            assertNotContains(page, told)
        assertNotContains(page, str(reaching.second.public_id))

    def test_stranger_and_kader_find_nothing(self, client, stranger, kader, pair):
        for user in (stranger, kader):
            client.force_login(user)

            assert client.get(pair.get_absolute_url()).status_code == 404
            assert decide(client, pair, "different").status_code == 404
        assert now(pair).state == "open"


class TestDecide:
    def test_different_is_remembered_with_history(self, client, officer, pair):
        client.force_login(officer)

        assertRedirects(decide(client, pair, "different", note="Sepupu"), LIST)

        decided = now(pair)
        assert (decided.state, decided.decided_by, decided.note) == ("different", officer, "Sepupu")
        assert LogEntry.objects.get_for_object(pair).filter(actor=officer).exists()
        work.search("53")
        assert now(pair).state == "different"

    def test_sent_twice_writes_once_and_other_content_is_refused(self, client, officer, pair):
        client.force_login(officer)
        form = {"request_id": str(uuid.uuid4())}
        for _arrival in range(2):
            assertRedirects(decide(client, pair, "different", **form), LIST)

        page = decide(client, pair, "different", note="Lain", **form)

        assertContains(page, "pernah dikirim dengan isi lain")
        assertContains(page, "Lain</textarea>")
        assert now(pair).note == ""

    @pytest.mark.parametrize("decision", ["", "same", "sama"])
    def test_bad_input_comes_back(self, client, officer, pair, decision):
        client.force_login(officer)

        page = decide(client, pair, decision, note="Sudah ditanya")

        assert "decision" in page.context["form"].errors
        assertContains(page, "Sudah ditanya</textarea>")

    def test_passed_on_is_decided_by_the_city_and_not_by_who_passed_it_on(self, client, officer, regency_staff, pair):
        client.force_login(officer)
        decide(client, pair, "city", note="Tidak yakin")
        assertContains(client.get(pair.get_absolute_url()), "Sudah Anda teruskan")
        assertContains(decide(client, pair, "different"), "Kabupaten/kota yang memutuskan")
        assert now(pair).state == "city"
        client.force_login(regency_staff)
        assertNotContains(client.get(pair.get_absolute_url()), "Teruskan ke kabupaten/kota")

        assertRedirects(decide(client, pair, "different"), LIST)

        assert (now(pair).state, now(pair).decided_by) == ("different", regency_staff)

    def test_who_sees_one_alone_may_only_pass_it_on(self, client, officer, reaching):
        client.force_login(officer)
        assertContains(decide(client, reaching, "different"), "di luar wilayah Anda")
        assert now(reaching).state == "open"

        assertRedirects(decide(client, reaching, "city"), LIST)

        assert now(reaching).state == "city"

    def test_told_apart_may_be_asked_again(self, client, officer, pair):
        client.force_login(officer)
        decide(client, pair, "different")

        assertRedirects(decide(client, pair, "open"), LIST)

        assert (now(pair).state, now(pair).decided_by) == ("open", None)

    @pytest.mark.parametrize(
        ("state", "decision", "error"),
        [
            ("same", "different", AlreadyDecided),
            ("same", "open", AlreadyDecided),
            ("open", "open", AlreadyDecided),
            ("different", "city", AlreadyDecided),
        ],
    )
    def test_in_another_state_it_is_refused(self, officer, pair, state, decision, error):
        PersonPair.objects.update(state=state)

        with pytest.raises(error):
            services.decide_pair(pair.pk, by=officer, request_id=None, decision=decision)

    def test_service_asks_for_both(self, officer, reaching):
        with pytest.raises(NotBothInScope):
            services.decide_pair(reaching.pk, by=officer, request_id=None, decision="different")

    def test_service_refuses_who_passed_it_on(self, officer, pair):
        services.decide_pair(pair.pk, by=officer, request_id=None, decision="city")

        with pytest.raises(PassedOnByYou):
            services.decide_pair(pair.pk, by=officer, request_id=None, decision="different")


class TestWaiting:
    def test_a_pkb_counts_what_is_open_and_the_city_what_was_passed_on(
        self, officer, neighbour, regency_staff, reaching
    ):
        waiting = {user: pair_pages.waiting_for(user) for user in (officer, neighbour, regency_staff)}
        assert waiting == {officer: 1, neighbour: 1, regency_staff: 0}

        services.decide_pair(reaching.pk, by=officer, request_id=None, decision="city")

        waiting = {user: pair_pages.waiting_for(user) for user in (officer, neighbour, regency_staff)}
        assert waiting == {officer: 0, neighbour: 0, regency_staff: 1}

    def test_in_one_query(self, officer, pair):
        list(officer.current_assignments)

        assert count_queries(lambda: pair_pages.waiting_for(officer)) == 1


class TestWhileTyping:
    URL = reverse("members:person_alike")

    def test_asks_with_the_family_she_is_typed_into(self, client, kader, maria):
        family = FamilyFactory(head_name="Rut Bire", head__birth_date=None)
        client.force_login(kader)

        box = client.post(
            f"{self.URL}?keluarga={family.public_id}", {"name": "GORETI MARIA TANEO", "sex": "P", "birth_date": BORN}
        )

        assertContains(box, "Mungkin sudah ada")
        assertContains(box, maria.get_absolute_url())
        assertContains(box, "5371••••••••0001")
        assertNotContains(box, NIK)
        assertNotContains(box, "<html")

    def test_asks_for_the_head_of_a_new_family(self, client, kader, maria):
        client.force_login(kader)
        typed = {"head_name": "Maria Taneo", "head_nik": "5371 0445 0890 0001", "village": maria.village_id}

        assertContains(client.post(self.URL, typed), maria.get_absolute_url())
        assertNotContains(client.post(self.URL, {**typed, "village": NEIGHBOUR}), "Mungkin sudah ada")

    def test_says_nothing_of_whom_the_officer_does_not_see(self, client, stranger, maria):
        family = FamilyFactory(village=village("5301012001"))
        client.force_login(stranger)

        box = client.post(
            f"{self.URL}?keluarga={family.public_id}", {"name": maria.name, "birth_date": BORN, "nik": NIK}
        )

        assert box.content.strip() == b""

    @pytest.mark.parametrize("typed", [{}, {"name": ""}, {"birth_date": "31-02-1990"}, {"head_name": "Maria"}])
    def test_half_a_form_says_nothing(self, client, kader, maria, typed):
        client.force_login(kader)

        assert client.post(self.URL, typed).content.strip() == b""

    def test_not_by_a_foreign_family_nor_without_the_right(self, client, stranger, province_staff, maria):
        client.force_login(stranger)
        assert client.post(f"{self.URL}?keluarga={maria.family.public_id}", {"name": "Maria"}).status_code == 404
        assert client.post(f"{self.URL}?orang={maria.public_id}", {"name": "Maria"}).status_code == 404
        client.force_login(province_staff)

        assert client.post(self.URL, {"head_name": "Maria"}).status_code == 404

    def test_the_form_warns_when_it_is_saved_and_saves_on_the_second_word(self, client, officer, maria):
        family = FamilyFactory(head_name="Rut Bire", head__birth_date=None)
        url = reverse("members:person_create", args=[family.public_id])
        typed = {"name": "Goreti Maria Taneo", "sex": "P", "birth_date": "1990-08-05", "relation": "relative"}
        typed |= {"no_nik_reason": "unrecorded", "presence": "home", "request_id": str(uuid.uuid4())}
        client.force_login(officer)

        page = client.post(url, typed)

        assertContains(page, "Mungkin sudah ada: Maria Goreti Taneo")
        assertContains(page, maria.get_absolute_url())
        assertRedirects(client.post(url, {**typed, "accept_warnings": "1"}), family.get_absolute_url())
        assert family.persons.get(relation="relative").passed_warnings == ["same_person"]

    def test_a_change_that_leaves_her_who_she_is_asks_nothing(self, client, officer, maria):
        again()
        client.force_login(officer)
        url = reverse("members:person_update", args=[maria.public_id])
        offered = client.get(url).context["form"]
        typed = {f.html_name: f.value() for f in offered if f.value() not in (None, False, "")}

        assertRedirects(client.post(url, {**typed, "job": "farmer"}), maria.get_absolute_url())


@pytest.mark.parametrize("code", pair_words.WORDS)
def test_every_reason_has_words_and_is_one_of_the_rules(code):
    import inspect

    from members import matching_rules

    how, words = pair_words.WORDS[code]

    about = code.partition("_")[0]
    source = inspect.getsource(matching_rules)
    assert str(words)
    assert how in ("same", "near", "other")
    assert f'"{code}"' in source or f"_kin(one.{about}" in source


@pytest.mark.parametrize(
    "other",
    [
        {"name": "Rut Bire", "sex": "L", "mother": "Ana", "partner": "Yosef", "nik": "5371044508910009"},
        {"birth_date": datetime.date(1990, 5, 8), "nik": "5371044509800001"},
        {"birth_date": datetime.date(1971, 5, 8), "village": "1", "family": 1},
    ],
)
def test_whatever_the_rules_say_has_words(other):
    known = Traits("Maria Taneo", "P", BORN, NIK, "Ester", "Markus", "1", 1)
    facts = {name: getattr(known, name) for name in Traits.__slots__}

    reasons = compare(known, Traits(**{**facts, "village": "2", "family": 2, **other})).reasons

    assert reasons
    assert set(reasons) <= set(pair_words.WORDS)
