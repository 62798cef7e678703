"""What is written of a sheet: once, whole, in the register's own words; and the same sheet again changes nothing."""

import datetime
import uuid

import pytest
from auditlog.models import LogEntry
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import connection, transaction

from core.errors import Resubmitted
from core.models import ImportBatch, ImportChange
from members.imports import commit, plan, queries, run, services
from members.imports.mapping import Mapping
from members.imports.undo import Touched
from members.models import Consent, Family, KbEpisode, Person, Pregnancy, Source
from regions.models import Change, Dusun
from tests.factories import KbEpisodeFactory, PersonFactory, officer_at, village
from tests.members.import_sheet import card, nik, people, person, workbook
from tests.members.test_import_faults import faulty_rows, register  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
AS_OF = datetime.date(2026, 11, 1)
State = ImportBatch.State


def sent(rows, officer, *, code="5371041001", as_of=AS_OF, **kwargs):
    """The batch after its check."""
    batch = services.start_import(
        by=officer, request_id=None, upload=workbook(rows, **kwargs), name="data.xlsx", village_id=code, as_of=as_of
    )
    run.check_batch(batch.pk)
    batch.refresh_from_db()
    return batch


def written(batch, officer, takes=("new", "changed")):
    """The batch after the worker wrote it."""
    services.commit_import(batch.pk, by=officer, request_id=None, takes=list(takes))
    run.commit_batch(batch.pk)
    batch.refresh_from_db()
    return batch


def saved(rows, officer, *, takes=("new", "changed"), **kwargs):
    """The batch after its commit."""
    batch = sent(rows, officer, **kwargs)
    assert batch.state == State.CHECKED, batch.message
    return written(batch, officer, takes)


def counts(batch):
    return tuple(batch.totals[key] for key in ("new", "changed", "unchanged", "rejected"))


# --- New ---


def test_families_are_formed_by_card_number_and_written_with_their_persons(officer):
    batch = saved(people(3), officer)

    assert batch.state == State.DONE
    family = Family.objects.with_kk(card(1)).get()
    head, wife, *children = family.persons.order_by("pk")
    assert (family.head_name, family.member_count, family.source, family.source_year) == (
        "Yohanes Ndun B",
        4,
        Source.VILLAGE,
        2026,
    )
    assert (head.relation, wife.relation, [child.relation for child in children]) == ("head", "wife", ["child"] * 2)
    assert (wife.nik, wife.village_id, wife.sex, wife.marriage) == (nik(1, 1), "5371041001", "P", "married")
    assert (wife.birth_place, wife.education, wife.job, wife.religion) == ("Kupang", "sd", "none", "katolik")
    assert (head.phone, family.phone, family.address) == ("+6281234567890", "+6281234567890", "JL. CONTOH 1")
    assert (family.rt, family.rw, family.dusun.name, wife.dusun_id) == ("001", "002", "RW 002", family.dusun_id)


def test_an_imported_family_is_found_by_the_name_of_any_member(officer):
    saved(people(2), officer)

    assert Family.objects.named("ana tallo").get().head_name == "Yohanes Tallo A"


def test_numbers_are_encrypted_at_rest(officer):
    saved(people(1), officer)

    with connection.cursor() as cursor:
        cursor.execute("SELECT nik FROM members_person UNION ALL SELECT kk_number FROM members_family")
        stored = [row[0] for row in cursor.fetchall()]
    assert len(stored) == 5
    assert all(text.startswith("gAAAA") for text in stored)


def test_without_card_a_family_number_forms_the_family(officer):
    rows = [person(0, m, **{"NO. KK": "-", "NO KELUARGA": "7", "NIK": ""}) for m in range(3)]

    saved(rows, officer)
    again = sent(rows, officer)

    family = Family.objects.get()
    assert (family.kk_number, family.member_count, family.extra) == ("", 3, {"family_number": "7"})
    assert counts(again) == (0, 0, 3, 0)


def test_one_card_may_hold_two_families_told_apart_by_their_number(officer):
    rows = [person(0, m, **{"NO KELUARGA": "1"}) for m in range(2)]
    rows += [person(1, m, **{"NO KELUARGA": "2", "NO. KK": card(0)}) for m in range(2)]

    saved(rows, officer)
    again = sent(rows, officer)

    assert [family.member_count for family in Family.objects.with_kk(card(0))] == [2, 2]
    assert counts(again) == (0, 0, 4, 0)


def test_consent_is_not_asked_by_an_import(officer):
    saved(people(2), officer)

    assert not Consent.objects.exists()


def test_a_formula_for_a_name_is_a_name(officer):
    saved([person(0, 0, **{"NAMA LENGKAP": "=1+1", "NIK": ""})], officer)

    assert Person.objects.get().name == "=1+1"


def test_in_a_desa_the_dusun_counts_and_in_a_kelurahan_the_rw(officer):
    from accounts.roles import PKB

    desa = village("5371042001")
    pkb = officer_at(PKB, desa.code)
    saved([{**person(0, 0), "DUSUN": "DUSUN SATU"}], pkb, code=desa.code, headings=(*person(0, 0), "DUSUN"))

    family = Family.objects.get()
    assert (family.dusun.name, family.rw, family.rt) == ("Dusun Satu", "", "")


# --- Again ---


def test_the_same_sheet_twice_changes_nothing(officer):
    rows = [*people(4), person(4, 0, NIK=""), person(4, 1, **{"METODE KB": "SUNTIK"})]
    saved(rows, officer)
    before = list(Person.objects.order_by("pk").values())

    again = saved(rows, officer)

    assert counts(again) == (0, 0, 18, 0)
    assert list(Person.objects.order_by("pk").values()) == before
    assert KbEpisode.objects.count() == 1
    assert ImportChange.objects.filter(batch=again).count() == 0


def test_the_200_rows_with_their_faults_import_twice_alike(register):  # noqa: F811
    rows, _expected = faulty_rows()
    first = saved(rows, register)
    known = Person.objects.count()

    second = saved(rows, register)

    new, changed, unchanged, rejected = counts(first)
    assert new > 100
    assert counts(second) == (0, 0, new + changed + unchanged, rejected)
    assert Person.objects.count() == known


def test_what_was_wrong_is_corrected_and_sent_again(officer):
    rows = people(2)
    rows[2] = person(0, 2, NIK="12")
    saved(rows, officer)

    batch = saved(people(2), officer)

    assert counts(batch) == (1, 0, 7, 0)
    assert Family.objects.with_kk(card(0)).get().member_count == 4


def test_names_written_otherwise_in_capitals_are_no_change(officer):
    saved(people(1), officer)

    rows = [person(0, m, **{"NAMA LENGKAP": person(0, m)["NAMA LENGKAP"].lower()}) for m in range(4)]

    assert counts(sent(rows, officer)) == (0, 0, 4, 0)


def test_blank_cells_never_erase(officer):
    saved(people(1), officer)

    rows = [person(0, m, PENDIDIKAN="", AGAMA="-", ALAMAT="", **{"NO HP": "", "NIK": ""}) for m in range(4)]

    assert counts(sent(rows, officer)) == (0, 0, 4, 0)


def test_two_batches_of_one_sheet_checked_side_by_side_write_once(officer):
    rows = [*people(2), person(2, 0, NIK="")]
    one, two = sent(rows, officer), sent(rows, officer)

    written(one, officer, ["new"])
    written(two, officer, ["new"])

    two.refresh_from_db()
    assert Person.objects.count() == 9
    assert (two.state, counts(two)) == (State.CHECKED, (0, 0, 9, 0))
    assert "berubah sesudah diperiksa" in two.message


# --- Changed ---


def test_a_changed_person_is_shown_and_then_taken(officer):
    saved(people(1), officer)
    rows = people(1)
    rows[1] = person(0, 1, PENDIDIKAN="TAMAT SLTA", **{"NAMA LENGKAP": "MARIA GORETI TALLO"})

    batch = sent(rows, officer)
    shown = queries.changed_rows(batch)
    written(batch, officer, ["changed"])

    wife = Person.objects.with_nik(nik(0, 1)).get()
    changes = {"name": ["Maria Tallo A", "Maria Goreti Tallo"], "education": ["sd", "slta"]}
    assert [(row["name"], row["changes"]) for row in shown] == [("Maria Goreti Tallo", changes)]
    assert (wife.name, wife.version) == ("Maria Goreti Tallo", 2)
    assert "maria goreti tallo" in Family.objects.get().search_key


def test_a_skipped_change_stays_as_recorded(officer):
    saved(people(1), officer)
    batch = sent([person(0, m, **{"TEMPAT LAHIR": "SOE"}) for m in range(4)], officer)
    rows = [row["row"] for row in queries.changed_rows(batch)]

    services.choose_changes(batch.pk, by=officer, request_id=None, shown=rows, taken=rows[:1])
    written(batch, officer, ["new", "changed"])

    batch.refresh_from_db()
    assert sorted(Person.objects.values_list("birth_place", flat=True)) == ["Kupang"] * 3 + ["Soe"]
    assert (batch.totals["taken_changed"], batch.totals["left_out"]) == (1, 3)


def test_a_nik_that_came_later_is_added_to_the_person(officer):
    saved([person(0, 0), person(0, 2, NIK="0")], officer)

    batch = saved([person(0, 0), person(0, 2)], officer)

    child = Person.objects.get(relation="child")
    assert counts(batch) == (0, 1, 1, 0)
    assert (child.nik, child.no_nik_reason) == (nik(0, 2), "")


def test_a_new_card_number_of_the_whole_family_is_a_change_of_the_family(officer):
    saved(people(1), officer)

    batch = saved([person(0, m, **{"NO. KK": card(9)}) for m in range(4)], officer)

    assert counts(batch) == (0, 1, 3, 0)
    assert Family.objects.get().kk_number == card(9)


def test_a_daughter_who_founds_a_family_moves_only_when_she_is_no_head(officer):
    saved(people(2), officer)
    moved = person(0, 3, **{"NO. KK": card(1), "STATUS HUBUNGAN DALAM KELUARGA": "MENANTU"})

    batch = saved([*people(2)[:3], *people(2)[4:], moved], officer)

    assert batch.totals["taken_changed"] == 1
    assert [f.member_count for f in Family.objects.order_by("pk")] == [3, 5]
    assert Person.objects.with_nik(nik(0, 3)).get().family == Family.objects.with_kk(card(1)).get()


def test_the_heads_post_passes_from_one_to_the_other(officer):
    saved(people(1), officer)
    rows = people(1)
    rows[0] = person(0, 0, **{"STATUS HUBUNGAN DALAM KELUARGA": "SUAMI"})
    rows[1] = person(0, 1, **{"STATUS HUBUNGAN DALAM KELUARGA": "KEPALA KELUARGA"})

    batch = saved(rows, officer)

    assert batch.state == State.DONE
    assert Family.objects.get().head_name == "Maria Tallo A"
    assert Person.objects.with_nik(nik(0, 0)).get().relation == "husband"


def test_half_of_a_passed_post_is_not_taken(officer):
    saved(people(1), officer)
    rows = people(1)
    rows[0] = person(0, 0, **{"STATUS HUBUNGAN DALAM KELUARGA": "SUAMI"})
    rows[1] = person(0, 1, **{"STATUS HUBUNGAN DALAM KELUARGA": "KEPALA KELUARGA"})
    batch = sent(rows, officer)

    services.choose_changes(batch.pk, by=officer, request_id=None, shown=[5, 6], taken=[6])
    written(batch, officer, ["changed"])

    assert Family.objects.get().head_name == "Yohanes Tallo A"


def test_a_head_who_is_not_in_the_sheet_is_not_replaced(officer):
    saved(people(1), officer)
    rows = [person(0, 1, **{"STATUS HUBUNGAN DALAM KELUARGA": "KEPALA KELUARGA"}), *people(1)[2:]]

    batch = sent(rows, officer)

    finding = batch.findings.get(level="error")
    assert (finding.row, finding.column) == (5, "relation")
    assert "nonaktifkan dahulu" in finding.reason


def test_a_change_by_somebody_else_between_check_and_commit_asks_again(officer):
    saved(people(1), officer)
    batch = sent([person(0, m, **{"TEMPAT LAHIR": "SOE"}) for m in range(4)], officer)
    wife = Person.objects.with_nik(nik(0, 1)).get()
    wife.birth_place, wife.version = "Soe", 2
    wife.save()

    written(batch, officer, ["changed"])

    batch.refresh_from_db()
    assert (batch.state, counts(batch)) == (State.CHECKED, (0, 3, 1, 0))


# --- KB and pregnancy ---


def test_kb_and_pregnancy_become_episodes_confirmed_on_the_lists_day(officer):
    rows = [person(0, 0), person(0, 1, **{"METODE KB": "SUNTIK"}), person(1, 0), person(1, 1, HAMIL="YA")]

    saved(rows, officer)

    episode = KbEpisode.objects.get(status="now")
    assert (episode.method_id, episode.since, episode.confirmed_on) == ("suntik", AS_OF, AS_OF)
    assert (episode.source, episode.recorded_by, episode.person.nik) == (Source.VILLAGE, officer, nik(0, 1))
    assert Pregnancy.objects.get().person.nik == nik(1, 1)
    assert KbEpisode.objects.get(reason="pregnant").status == "never"


def test_a_method_on_the_husbands_row_is_the_couples(officer):
    saved([person(0, 0, **{"METODE KB": "KONDOM"}), person(0, 1)], officer)

    assert KbEpisode.objects.get().person.nik == nik(0, 1)


def test_another_method_ends_the_state_before(officer):
    saved([person(0, 0), person(0, 1, **{"METODE KB": "SUNTIK"})], officer)
    later = AS_OF + datetime.timedelta(days=20)

    batch = saved([person(0, 0), person(0, 1, **{"METODE KB": "IMPLAN"})], officer, as_of=later)

    old, new = KbEpisode.objects.order_by("pk")
    assert counts(batch) == (0, 1, 1, 0)
    assert (old.ended_on, new.method_id, new.since) == (later, "implan", later)


def test_a_newer_list_confirms_and_an_older_one_leaves_alone(officer):
    rows = [person(0, 0), person(0, 1, **{"METODE KB": "SUNTIK"})]
    saved(rows, officer)
    later = AS_OF + datetime.timedelta(days=20)

    newer = saved(rows, officer, as_of=later)
    older = sent([person(0, 0), person(0, 1, **{"METODE KB": "PIL"})], officer, as_of=AS_OF)

    assert (counts(newer), KbEpisode.objects.get().confirmed_on) == ((0, 1, 1, 0), later)
    assert counts(older) == (0, 0, 2, 0)
    assert "lebih baru" in older.findings.get(column="kb_method").reason


def test_who_may_not_record_health_imports_without_it_and_is_told(regency_staff):
    batch = saved([person(0, 0), person(0, 1, **{"METODE KB": "SUNTIK"})], regency_staff)

    assert (batch.totals["health_left_out"], KbEpisode.objects.count()) == (True, 0)


def test_who_refuses_health_data_is_left_out(officer):
    saved(people(1), officer)
    wife = Person.objects.with_nik(nik(0, 1)).get()
    Consent.objects.create(
        person=wife, purpose="health", answer="refused", means="spoken", given_on=AS_OF, taken_by=officer
    )

    batch = sent([person(0, 0), person(0, 1, **{"METODE KB": "SUNTIK"})], officer)

    assert counts(batch) == (0, 0, 2, 0)
    assert "Tidak menyetujui" in batch.findings.get().reason


def test_a_tidak_for_everyone_is_no_fault(officer):
    headings = (*person(0, 0), "KESERTAAN KB")
    rows = [{**row, "KESERTAAN KB": "TIDAK"} for row in people(1)]

    batch = saved(rows, officer, headings=headings)

    assert counts(batch) == (4, 0, 0, 0)
    assert KbEpisode.objects.get().status == "never"


# --- History, marks, once ---


def test_each_family_and_each_change_has_a_line_in_the_history_without_numbers(officer):
    saved(people(1), officer)
    saved([person(0, m, **{"TEMPAT LAHIR": "SOE", "NO HP": "081298765432"}) for m in range(4)], officer)

    entries = LogEntry.objects.filter(actor=officer, content_type__model__in=["family", "person"]).order_by("pk")
    lines = [entry.additional_data["sentence"] for entry in entries]
    assert lines[0] == "Diimpor dari berkas data.xlsx."
    assert any("Tempat lahir: Kupang → Soe" in line for line in lines)
    assert "81298765432" not in " ".join(lines)


def test_every_write_marks_what_changed_where(officer):
    saved([person(0, 0), person(0, 1, **{"METODE KB": "SUNTIK"})], officer)

    assert set(Change.objects.values_list("village_id", "month", "subject")) >= {
        ("5371041001", datetime.date(2026, 11, 1), "members"),
        ("5371041001", datetime.date(2026, 11, 1), "kb"),
    }


def test_sent_twice_with_one_id_is_one_batch_and_other_content_is_refused(officer):
    request_id = uuid.uuid4()
    args = {"by": officer, "request_id": request_id, "name": "a.xlsx", "village_id": "5371041001", "as_of": AS_OF}
    upload = workbook(people(1))

    first = services.start_import(upload=upload, **args)
    second = services.start_import(upload=upload, **args)

    assert (first, ImportBatch.objects.count()) == (second, 1)
    with pytest.raises(Resubmitted):
        services.start_import(upload=workbook(people(2)), **args)


def test_committed_twice_with_one_id_writes_once(officer):
    batch, request_id = sent(people(1), officer), uuid.uuid4()

    for _time in range(2):
        services.commit_import(batch.pk, by=officer, request_id=request_id, takes=["new"])
        run.commit_batch(batch.pk)

    assert Person.objects.count() == 4
    with pytest.raises(Resubmitted):
        services.commit_import(batch.pk, by=officer, request_id=request_id, takes=["changed"])


def test_the_tasks_are_safe_to_run_twice(officer):
    batch = saved(people(1), officer)

    run.check_batch(batch.pk)
    run.commit_batch(batch.pk)

    batch.refresh_from_db()
    assert (batch.state, Person.objects.count()) == (State.DONE, 4)


def test_a_commit_that_fails_half_way_writes_nothing(officer, monkeypatch):
    batch = sent(people(2), officer)
    monkeypatch.setattr("members.imports.commit.follow_dusun", lambda keys: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        written(batch, officer, ["new"])

    batch.refresh_from_db()
    assert (batch.state, Person.objects.count(), Family.objects.count()) == (State.FAILED, 0, 0)
    assert Dusun.objects.count() == 0


def test_the_transaction_neither_encrypts_nor_asks_row_by_row(officer, monkeypatch, django_assert_max_num_queries):
    batch = sent(people(30), officer)
    services.take(batch.pk, by=officer, takes=["new"])
    batch = ImportBatch.objects.select_related("source").get(pk=batch.pk)
    built = plan.build(queries.households(batch), batch=batch, choice=Mapping.of(batch.mapping), by=officer)
    writes, marks = commit.Writes(built, batch, officer), commit._marks(built, batch)
    monkeypatch.setattr("core.encryption.encrypt", lambda text: pytest.fail("encrypts inside the transaction"))

    with django_assert_max_num_queries(40), transaction.atomic():
        assert commit._write(writes, marks, batch.pk, None)

    assert Person.objects.count() == 120


# --- Undo ---


def everything():
    return [list(model.objects.order_by("pk").values()) for model in (Family, Person, KbEpisode, Pregnancy)]


def test_a_batch_is_taken_back_whole(officer):
    saved([*people(2), person(2, 0), person(2, 1, **{"METODE KB": "SUNTIK"})], officer)
    before = _without_stamps(everything())
    rows = [person(0, m, **{"TEMPAT LAHIR": "SOE", "RW": "009"}) for m in range(4)] + people(4)[4:]
    rows[0]["STATUS HUBUNGAN DALAM KELUARGA"], rows[1]["STATUS HUBUNGAN DALAM KELUARGA"] = "SUAMI", "KEPALA KELUARGA"
    rows += [person(2, 0), person(2, 1, **{"METODE KB": "IMPLAN"})]
    batch = saved(rows, officer, as_of=AS_OF + datetime.timedelta(days=9))

    services.undo_import(batch.pk, by=officer, request_id=None)

    batch.refresh_from_db()
    assert batch.state == State.UNDONE
    assert _without_stamps(everything()) == before
    assert list(Dusun.objects.values_list("name", flat=True)) == ["RW 002"]


def _without_stamps(tables):
    return [
        [{key: value for key, value in row.items() if key not in ("version", "updated_at")} for row in rows]
        for rows in tables
    ]


def test_after_an_undo_the_same_sheet_is_new_again(officer):
    batch = saved(people(2), officer)
    services.undo_import(batch.pk, by=officer, request_id=None)

    assert counts(saved(people(2), officer)) == (8, 0, 0, 0)


@pytest.mark.parametrize("touch", ["person", "family", "kb", "member"])
def test_once_somebody_worked_with_a_row_the_batch_stays(officer, touch):
    batch = saved(people(2), officer)
    wife = Person.objects.with_nik(nik(0, 1)).get()
    if touch == "kb":
        KbEpisodeFactory(person=wife)
    elif touch == "member":
        PersonFactory(family=wife.family, relation="child")
    else:
        row = wife if touch == "person" else wife.family
        row.version += 1
        row.save()
    known = Person.objects.count()

    with pytest.raises(Touched):
        services.undo_import(batch.pk, by=officer, request_id=None)

    batch.refresh_from_db()
    assert (batch.state, Person.objects.count()) == (State.DONE, known)


def test_what_an_undo_needs_is_kept_encrypted_and_survives_a_rotation_of_keys(officer, settings):
    saved(people(1), officer)
    batch = saved([person(0, m, **{"TEMPAT LAHIR": "SOE"}) for m in range(4)], officer)
    with connection.cursor() as cursor:
        cursor.execute("SELECT before FROM core_importchange WHERE before <> ''")
        kept = [row[0] for row in cursor.fetchall()]
    assert kept
    assert all(token.startswith("gAAAA") for token in kept)

    settings.FIELD_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_KEYS]
    settings.LOOKUP_KEYS = ["baru", *settings.LOOKUP_KEYS]
    call_command("rotate_keys", commit=True, verbosity=0)
    settings.FIELD_KEYS, settings.LOOKUP_KEYS = settings.FIELD_KEYS[:1], settings.LOOKUP_KEYS[:1]
    services.undo_import(batch.pk, by=officer, request_id=None)

    assert Person.objects.with_nik(nik(0, 1)).get().birth_place == "Kupang"
    assert Family.objects.with_kk(card(0)).get().member_count == 4


def test_a_family_of_another_card_with_the_same_people_is_warned_of(officer):
    saved([person(0, 0, NIK="")], officer)

    batch = sent([person(0, 0, NIK="", **{"NO. KK": card(20)}), *people(9)[4:]], officer)

    assert "orang yang sama" in batch.findings.get(column="name").reason
