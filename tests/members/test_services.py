"""Families and persons: what the services write, refuse, repeat."""

import datetime
import uuid

import pytest
from auditlog.context import set_actor
from auditlog.models import LogEntry

from core.encryption import lookup_hash
from core.errors import Resubmitted, Stale
from members import services
from members.errors import HeadExists, KnownNik, LastPerson, NotActive, Refused, WrongDusun
from members.models import Family, Person
from regions.models import Change
from tests.factories import DusunFactory, FamilyFactory, KbEpisodeFactory, PersonFactory, village

NIK = "5371045708900001"
HEAD = {"name": "MARIA NDUN", "sex": "P", "nik": NIK, "birth_date": datetime.date(1990, 8, 17), "marriage": "married"}


def create(officer, *, head=None, request_id=None, **changes):
    changes = {"village_id": "5371041001", "kk_number": "5371040101200001", **changes}
    return services.create_family(by=officer, request_id=request_id, changes=changes, head={**HEAD, **(head or {})})


def test_family_is_created_with_its_head(officer):
    family = create(officer, kk_number="'5371 0401 0120 0001", address="Jalan Melati 1")

    head = family.persons.get()
    assert (family.head_name, family.search_key, family.member_count) == ("Maria Ndun", "maria ndun", 1)
    assert (family.kk_number, family.kk_hash) == ("5371040101200001", lookup_hash("5371040101200001"))
    assert (head.relation, head.village_id, head.nik_hash) == ("head", family.village_id, lookup_hash(NIK))
    assert Change.objects.filter(village_id="5371041001", subject="members").exists()


def test_history_names_who_wrote_and_hides_the_number(officer):
    with set_actor(officer):
        family = create(officer)

    entry = LogEntry.objects.get_for_object(family.persons.get()).get()
    assert entry.actor == officer
    assert NIK not in str(entry.changes)


def test_family_sent_twice_is_written_once(officer):
    key = uuid.uuid4()

    first, second = create(officer, request_id=key), create(officer, request_id=key)

    assert first == second
    assert Family.objects.count() == 1


def test_same_id_with_other_content_is_refused(officer):
    key = uuid.uuid4()
    create(officer, request_id=key)

    with pytest.raises(Resubmitted):
        create(officer, request_id=key, address="Jalan lain")


def test_nik_of_an_active_person_is_refused(officer):
    create(officer)

    with pytest.raises(KnownNik):
        create(officer, kk_number="")

    assert Family.objects.count() == 1


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ({"nik": "5371047208900001"}, "nik"),
        ({"nik": ""}, "nik"),
        ({"birth_date": datetime.date(2999, 1, 1)}, "birth_date"),
    ],
)
def test_impossible_head_is_refused(officer, head, field):
    with pytest.raises(Refused) as refused:
        create(officer, head=head)

    assert refused.value.field == field
    assert not Family.objects.exists()


def test_zero_counts_as_no_nik_and_needs_a_reason(officer):
    family = create(officer, head={"nik": "0", "no_nik_reason": "unrecorded"})

    assert family.persons.get().nik_hash == ""


def test_dusun_of_another_village_is_refused(officer):
    elsewhere = DusunFactory(village=village("5371041002"))

    with pytest.raises(WrongDusun):
        create(officer, dusun_id=elsewhere.pk)


@pytest.mark.parametrize("place", [{"dusun_name": "rw 7"}, {"dusun_name": "RW  007"}, {"rw": "7"}])
def test_rw_of_a_kelurahan_is_one_dusun_however_it_is_written(officer, place):
    rw = DusunFactory(village=village(), name="RW 007")

    family = create(officer, **place)

    assert (family.dusun, family.rw) == (rw, "007")
    assert family.persons.get().dusun == rw


def test_dusun_of_a_desa_is_made_by_its_name(officer):
    desa = village("5371042001")

    family = create(officer, village_id=desa.code, dusun_name="Oel  Toko")

    assert (family.dusun.name, family.rw, family.place_text) == ("Oel Toko", "", "Oel Toko")


def test_second_editor_is_told(officer):
    family = create(officer)
    args = {"by": officer, "version": family.version, "request_id": None}
    services.update_family(family.pk, changes={"address": "Satu"}, **args)

    with pytest.raises(Stale):
        services.update_family(family.pk, changes={"address": "Dua"}, **args)

    family.refresh_from_db()
    assert family.address == "Satu"


def test_moving_a_family_takes_persons_and_episodes_along(officer):
    family = FamilyFactory(village=village())
    episode = KbEpisodeFactory(person=family.persons.get())
    rw = DusunFactory(village=village("5371041002"))

    services.update_family(
        family.pk, by=officer, version=1, request_id=None, changes={"village_id": "5371041002", "dusun_id": rw.pk}
    )

    person = family.persons.get()
    episode.refresh_from_db()
    assert (person.village_id, person.dusun_id, episode.village_id) == ("5371041002", rw.pk, "5371041002")
    assert set(Change.objects.values_list("village_id", flat=True)) == {"5371041001", "5371041002"}


def test_added_person_is_found_under_the_family(officer):
    family = create(officer)

    services.add_person(
        family.pk,
        by=officer,
        request_id=None,
        changes={"name": "Yosef Ndun", "sex": "L", "relation": "child", "no_nik_reason": "child"},
    )

    family.refresh_from_db()
    assert family.member_count == 2
    assert family.search_key == "maria ndun | yosef ndun"
    assert list(Family.objects.named("yosef")) == [family]


def test_second_head_is_refused_by_name(officer):
    family = create(officer)

    with pytest.raises(HeadExists, match="Maria Ndun"):
        services.add_person(
            family.pk,
            by=officer,
            request_id=None,
            changes={"name": "Yosef", "sex": "L", "relation": "head", "no_nik_reason": "unknown"},
        )


def test_number_stays_when_a_change_does_not_name_it(officer):
    person = create(officer).persons.get()

    services.update_person(person.pk, by=officer, version=1, request_id=None, changes={"name": "Maria G. Ndun"})

    person.refresh_from_db()
    assert (person.nik, person.name, person.family.head_name) == (NIK, "Maria G. Ndun", "Maria G. Ndun")


def test_deactivated_person_frees_her_nik_and_comes_back(officer):
    family = create(officer)
    child = PersonFactory(family=family, relation="child", name="Anak")
    services.deactivate_person(child.pk, by=officer, version=1, request_id=None, reason="Pindah")
    family.refresh_from_db()
    assert family.member_count == 1

    services.reactivate_person(child.pk, by=officer, request_id=None)

    child.refresh_from_db()
    family.refresh_from_db()
    assert (child.is_active, child.inactive_reason, family.member_count) == (True, "", 2)


def test_last_person_leaves_with_the_family(officer):
    head = create(officer).persons.get()

    with pytest.raises(LastPerson):
        services.deactivate_person(head.pk, by=officer, version=1, request_id=None, reason="Pindah")


def test_family_leaves_and_comes_back_whole(officer):
    family = create(officer)
    gone_before = PersonFactory(family=family, relation="child", is_active=False, inactive_reason="Meninggal")
    services.deactivate_family(family.pk, by=officer, version=1, request_id=None, reason="Pindah ke Soe")
    assert not family.persons.active().exists()
    with pytest.raises(NotActive):
        services.update_family(family.pk, by=officer, version=2, request_id=None, changes={"address": "x"})

    services.reactivate_family(family.pk, by=officer, request_id=None)

    gone_before.refresh_from_db()
    assert [p.name for p in family.persons.active()] == ["Maria Ndun"]
    assert not gone_before.is_active


def test_family_does_not_come_back_over_a_nik_used_meanwhile(officer):
    family = create(officer)
    services.deactivate_family(family.pk, by=officer, version=1, request_id=None, reason="Pindah")
    create(officer, kk_number="")

    with pytest.raises(KnownNik):
        services.reactivate_family(family.pk, by=officer, request_id=None)

    family.refresh_from_db()
    assert not family.is_active


def test_refresh_is_bulk(officer, django_assert_max_num_queries):
    families = [FamilyFactory(head__name=f"Nama {n}") for n in range(30)]
    Person.objects.filter(family__in=families).update(name="Baru", name_key="baru")

    with django_assert_max_num_queries(4):
        services.refresh_family([family.pk for family in families])

    assert Family.objects.filter(head_name="Baru", name_key="baru", search_key="baru").count() == 30
