"""Consent: as near taken back as given; from a signed list only with its photo, and name by name."""

import datetime
import uuid
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from core.errors import RuleError
from core.files import store
from core.models import Attachment
from members import queries
from members.errors import NoSignedList, Refused
from members.models import Consent
from members.services import record_signed
from tests.core.test_files import photo
from tests.factories import DusunFactory, FamilyFactory, PersonFactory, UserFactory, village
from tests.queries import assert_queries_do_not_grow

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 08:00", tick=False)]

HOME = "5371041001"
DAY = datetime.date(2026, 11, 20)


@pytest.fixture
def wife(home_village):
    return FamilyFactory(head_name="Maria Ndun").persons.get()


def once(**values):
    return {"request_id": str(uuid.uuid4()), **values}


def said(person, purpose="health"):
    return list(person.consents.filter(purpose=purpose).order_by("pk").values_list("answer", "means"))


class TestOneTap:
    def url(self, person, answer, purpose="health"):
        return reverse("members:consent_say", args=[person.public_id, purpose, answer])

    @pytest.mark.parametrize("who", ["officer", "kader"])
    def test_given_and_taken_back_by_one_tap_each(self, client, request, wife, who):
        client.force_login(request.getfixturevalue(who))
        page = reverse("members:family_consents", args=[wife.family.public_id])
        assertContains(client.get(page), self.url(wife, "given"))

        assertRedirects(client.post(self.url(wife, "given"), once()), page)
        assertContains(client.get(page), self.url(wife, "withdrawn"))
        client.post(self.url(wife, "withdrawn"), once())

        assert said(wife) == [("given", "spoken"), ("withdrawn", "spoken")]
        assert queries.refuses_health(wife)

    def test_nothing_to_take_back_is_told(self, client, officer, wife):
        client.force_login(officer)

        page = client.post(self.url(wife, "withdrawn"), once(), follow=True)

        assertContains(page, "Belum ada persetujuan yang dapat ditarik")
        assert said(wife) == []

    @pytest.mark.parametrize(("purpose", "answer"), [("health", "perhaps"), ("all", "given")])
    def test_what_is_no_answer_is_no_page(self, client, officer, wife, purpose, answer):
        client.force_login(officer)

        assert client.post(self.url(wife, answer, purpose), once()).status_code == 404

    def test_stranger_answers_for_nobody(self, client, stranger, wife):
        client.force_login(stranger)

        assert client.post(self.url(wife, "given"), once()).status_code == 404
        assert said(wife) == []

    def test_a_look_gives_nothing(self, client, officer, wife):
        client.force_login(officer)

        assert client.get(self.url(wife, "given")).status_code == 405


class TestSending:
    def form(self, **changes):
        paper = SimpleUploadedFile("daftar.jpg", photo(), content_type="image/jpeg")
        return once(
            **{"place": f"desa-{HOME}", "purpose": "health", "given_on": "2026-11-20", "document": paper, **changes}
        )

    def test_the_photo_leads_to_the_names(self, client, officer, wife):
        client.force_login(officer)

        page = client.post(reverse("members:consent_bulk"), self.form(), follow=True)

        document = Attachment.objects.get()
        assert (document.owner, document.village_id) == (officer, HOME)
        assertContains(page, "Maria Ndun")
        assertContains(page, reverse("accounts:file", args=[document.public_id]))

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"document": ""}, "document"),
            ({"place": ""}, "place"),
            ({"place": "desa-5301012001"}, "place"),
            ({"purpose": ""}, "purpose"),
            ({"given_on": "2026-11-25"}, "given_on"),
        ],
    )
    def test_fault_stands_beside_its_field(self, client, officer, wife, changes, field):
        village("5301012001")
        client.force_login(officer)

        page = client.post(reverse("members:consent_bulk"), self.form(**changes))

        assert field in page.context["form"].errors
        assert not Attachment.objects.exists()

    def test_what_is_no_photo_is_refused(self, client, officer, wife):
        client.force_login(officer)

        page = client.post(reverse("members:consent_bulk"), self.form(document=SimpleUploadedFile("a.jpg", b"GIF89a")))

        assertContains(page, "Jenis berkas ini tidak dapat diterima")

    @pytest.mark.parametrize("who", ["province_staff", "administrator"])
    def test_who_may_not_change_people_finds_no_page(self, client, request, home_village, who):
        client.force_login(request.getfixturevalue(who))

        assert client.get(reverse("members:consent_bulk")).status_code == 404


class TestNames:
    @pytest.fixture
    def paper(self, officer):
        return store(photo(), name="daftar.jpg", owner=officer, village_id=HOME)

    def url(self, paper, **about):
        about = {"tempat": f"desa-{HOME}", "untuk": "health", "tanggal": "2026-11-20", **about}
        return f"{reverse('members:consent_rows', args=[paper.public_id])}?{urlencode(about)}"

    def test_lists_only_adults_who_were_not_asked(self, client, officer, paper, wife):
        def other(name, **more):
            return PersonFactory(family=wife.family, name=name, name_key=name.lower(), relation="child", **more)

        other("Anak", marriage="single", birth_date=datetime.date(2009, 11, 25))
        other("Tepat Tujuhbelas", marriage="single", birth_date=datetime.date(2009, 11, 24))
        other("Muda Kawin", marriage="married", birth_date=datetime.date(2010, 1, 1))
        other("Pergi", is_active=False, inactive_reason="pindah")
        answered = other("Sudah Jawab")
        Consent.objects.create(
            person=answered, purpose="health", answer="refused", means="spoken", given_on=DAY, taken_by=officer
        )
        FamilyFactory(head_name="Orang Lain", village=village("5371041002"))
        client.force_login(officer)

        page = client.get(self.url(paper))

        shown = [person.name for person, _field in page.context["form"].rows()]
        assert sorted(shown) == ["Maria Ndun", "Muda Kawin", "Tepat Tujuhbelas"]
        assert "checked" not in page.content.decode().partition("ask-row")[2]

    def test_each_name_is_a_choice_of_its_own(self, client, officer, paper, wife):
        no, unsigned, untouched = (FamilyFactory(head_name=f"Ibu {n}").persons.get() for n in range(3))
        client.force_login(officer)
        form = once(**{f"answer_{wife.pk}": "given", f"answer_{no.pk}": "refused", f"answer_{unsigned.pk}": "unsigned"})

        for _arrival in range(2):
            assert client.post(self.url(paper), form).status_code == 302

        assert said(wife) == [("given", "photo")]
        assert said(no) == [("refused", "photo")]
        assert said(unsigned) == said(untouched) == []
        written = Consent.objects.get(person=wife)
        assert (written.document, written.given_on, written.taken_by) == (paper, DAY, officer)
        left = [person.name for person, _field in client.get(self.url(paper)).context["form"].rows()]
        assert left == ["Ibu 1", "Ibu 2"]

    def test_goes_on_after_the_last_name_and_begins_anew(self, client, officer, paper, monkeypatch, home_village):
        from members.views import consent_bulk

        monkeypatch.setattr(consent_bulk, "PER_PAGE", 2)
        people = [FamilyFactory(head_name=f"Ibu {n}").persons.get() for n in range(3)]
        client.force_login(officer)

        page = client.post(
            self.url(paper), once(**{f"answer_{person.pk}": "unsigned" for person in people[:2]}), follow=True
        )

        assert [person.name for person, _field in page.context["form"].rows()] == ["Ibu 2"]
        assertContains(page, "Dari nama pertama")

    def test_a_name_is_found(self, client, officer, paper, wife):
        FamilyFactory(head_name="Rosa Laka")
        client.force_login(officer)

        page = client.get(self.url(paper, q="rosa"))

        assert [person.name for person, _field in page.context["form"].rows()] == ["Rosa Laka"]

    def test_one_dusun_alone(self, client, officer, paper, wife):
        dusun = DusunFactory(village=wife.village)
        FamilyFactory(head_name="Rosa Laka", dusun=dusun)
        client.force_login(officer)

        page = client.get(self.url(paper, tempat=dusun.pk))

        assert [person.name for person, _field in page.context["form"].rows()] == ["Rosa Laka"]

    @pytest.mark.parametrize(
        "about",
        [
            {"tempat": "desa-5371041002"},
            {"tempat": "desa-5301012001"},
            {"tempat": "x"},
            {"untuk": "all"},
            {"tanggal": "besok"},
        ],
    )
    def test_an_address_that_was_changed_is_no_page(self, client, officer, paper, wife, about):
        village("5371041002"), village("5301012001")
        client.force_login(officer)

        assert client.get(self.url(paper, **about)).status_code == 404

    def test_anothers_photo_is_no_page(self, client, kader, paper, wife):
        client.force_login(kader)

        assert client.get(self.url(paper)).status_code == 404
        assert client.post(self.url(paper), once(**{f"answer_{wife.pk}": "given"})).status_code == 404

    def test_a_foreign_person_is_not_among_the_choices(self, client, officer, paper, wife):
        foreign = FamilyFactory(village=village("5371041002")).persons.get()
        client.force_login(officer)

        client.post(self.url(paper), once(**{f"answer_{foreign.pk}": "given"}))

        assert said(foreign) == []

    def test_queries_do_not_grow(self, client, officer, paper, wife):
        client.force_login(officer)

        assert_queries_do_not_grow(
            lambda: client.get(self.url(paper)), lambda: [FamilyFactory(head_name=f"Ibu {n}") for n in range(8)]
        )


class TestService:
    @pytest.fixture
    def paper(self, officer):
        return store(photo(), name="daftar.jpg", owner=officer, village_id=HOME)

    def test_without_a_list_nothing_is_written(self, officer, wife):
        sheet = Attachment.objects.create(
            sha256="0" * 64, content_type="text/csv", name="a.csv", size=1, file="a.csv", owner=officer
        )

        with pytest.raises(NoSignedList):
            record_signed(
                sheet.pk, by=officer, request_id=None, purpose="health", given_on=DAY, answers={wife.pk: "given"}
            )

        assert said(wife) == []

    def test_anothers_list_is_none(self, paper, wife):
        with pytest.raises(NoSignedList):
            record_signed(
                paper.pk, by=UserFactory(), request_id=None, purpose="health", given_on=DAY, answers={wife.pk: "given"}
            )

    def test_one_fault_writes_nothing_at_all(self, officer, paper, wife):
        child = PersonFactory(
            family=wife.family, relation="child", marriage="single", birth_date=datetime.date(2020, 1, 1)
        )

        with pytest.raises(Refused):
            record_signed(
                paper.pk,
                by=officer,
                request_id=None,
                purpose="health",
                given_on=DAY,
                answers={wife.pk: "given", child.pk: "given"},
            )

        assert said(wife) == []

    def test_what_was_written_stays(self, officer, paper, wife):
        record_signed(paper.pk, by=officer, request_id=None, purpose="money", given_on=DAY, answers={wife.pk: "given"})

        with pytest.raises(RuleError):
            Consent.objects.update(answer="refused")

    def test_the_page_of_the_family_shows_where_it_comes_from(self, client, officer, paper, wife):
        record_signed(paper.pk, by=officer, request_id=None, purpose="money", given_on=DAY, answers={wife.pk: "given"})
        client.force_login(officer)

        page = client.get(reverse("members:family_consents", args=[wife.family.public_id]))

        assertContains(page, "dari daftar bertanda tangan")
        assertNotContains(page, "semua")
