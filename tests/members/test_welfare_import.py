"""Welfare from a spreadsheet: read, matched inside the place alone, decided, written, taken back."""

import datetime
import io
import uuid
from decimal import Decimal

import pytest
from auditlog.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains
from python_calamine import CalamineWorkbook

from accounts.models import PersonalDataAccess
from core.imports import reading
from core.models import ImportBatch, Job
from members.imports.services import start_import
from members.imports.undo import Touched
from members.models import Welfare
from members.welfare_imports import run, services
from regions.models import Change
from tests.factories import FamilyFactory, PersonFactory, WelfareFactory, officer_at, village
from tests.stories import story

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 08:00", tick=True)]

HEADINGS = "NIK,No KK,KKI,Ukuran,Nilai,Periode,Sumber,Program,Angka"
HOME = "5371041001"
Q3 = datetime.date(2026, 7, 1)
State = ImportBatch.State


@pytest.fixture
def family(home_village):
    return FamilyFactory(head_name="Maria Ndun", kki="5371041001001")


def line(
    *, nik="", kk="", kki="", measure="DTSEN", level="3", period="2026-3", source="Berkas", programme="", value=""
):
    return ",".join([nik, kk, kki, measure, level, period, source, programme, f'"{value}"'])


def sheet(*lines, headings=HEADINGS):
    return "\n".join([headings, *lines]).encode()


def batch_of(officer, data, *, code=HOME, commit=False):
    batch = start_import(
        by=officer,
        request_id=None,
        upload=data,
        name="desil.csv",
        village_id=code,
        as_of=datetime.date(2026, 11, 1),
        kind=run.KIND,
    )
    run.check_batch(batch.pk)
    batch.refresh_from_db()
    return saved(batch, officer) if commit else batch


def saved(batch, officer, takes=("new", "changed")):
    from members.imports.services import commit_import

    commit_import(batch.pk, by=officer, request_id=None, takes=list(takes), kind=run.KIND)
    run.commit_batch(batch.pk)
    batch.refresh_from_db()
    return batch


def findings_of(batch):
    return list(batch.findings.values_list("row", "column", "level"))


def counts(batch):
    return {key: batch.totals[key] for key in ("new", "changed", "unchanged", "rejected") if batch.totals[key]}


class TestReading:
    def test_every_measure_is_taken_as_written(self, officer, family):
        kk = family.kk_number
        data = sheet(
            line(kk=kk),
            line(kk=kk, measure="Tahapan KS", level="KS III+", period="2026"),
            line(kk=kk, measure="iBangga", level="Tangguh", period="2025", value="71,5"),
            line(kk=kk, measure="KRS", level="Ya", period="2026"),
            line(kk=kk, measure="Program", level="Ya", period="2026", programme="PKH"),
            line(kk=kk, measure="Program", level="Tidak", period="2026", programme="BPNT"),
        )

        batch = batch_of(officer, data, commit=True)

        assert (batch.state, findings_of(batch)) == (State.DONE, [])
        rows = Welfare.objects.order_by("measure", "programme").values_list("measure", "programme", "level", "value")
        assert list(rows) == [
            ("dtsen", "", "3", None),
            ("ibangga", "", "tangguh", Decimal("71.50")),
            ("krs", "", "yes", None),
            ("ks", "", "ks3_plus", None),
            ("programme", "pkh", "yes", None),
            ("programme", "sembako", "no", None),
        ]

    @pytest.mark.parametrize(
        ("cells", "found"),
        [
            ({"kk": "123"}, ("kk_number", "error")),
            ({"kk": "", "nik": "5371047208900001"}, ("nik", "error")),
            ({"kk": ""}, ("nik", "error")),
            ({"measure": "tanah"}, ("measure", "error")),
            ({"level": "11"}, ("level", "error")),
            ({"period": "2026"}, ("period", "error")),
            ({"period": "2027-1"}, ("period", "error")),
            ({"period": "2024-4"}, ("period", "error")),
            ({"source": ""}, ("source", "error")),
            ({"programme": "PKH"}, ("programme", "error")),
            ({"measure": "Program", "level": "Ya", "period": "2026"}, ("programme", "error")),
            ({"measure": "Program", "level": "Ya", "period": "2026", "programme": "XYZ"}, ("programme", "error")),
            ({"measure": "iBangga", "level": "Rentan", "period": "2026", "value": "abc"}, ("value", "error")),
            ({"measure": "iBangga", "level": "Rentan", "period": "2026", "value": "90"}, ("value", "warning")),
        ],
    )
    def test_faults_are_told_by_row_and_column(self, officer, family, cells, found):
        batch = batch_of(officer, sheet(line(**{"kk": family.kk_number, **cells})))

        assert (2, *found) in findings_of(batch)
        assert counts(batch) == ({"rejected": 1} if found[1] == "error" else {"new": 1})

    def test_no_finding_holds_a_number_or_a_level(self, officer, family):
        batch = batch_of(officer, sheet(line(kk="5371040101200001", level="11"), line(nik="5371041708909999")))

        told = " ".join(batch.findings.values_list("reason", flat=True))
        assert not any(number in told for number in ("5371040101200001", "5371041708909999", "11"))

    def test_too_many_rows_are_refused_whole(self, officer, family, monkeypatch):
        from members.welfare_imports import sheet as sheets

        monkeypatch.setattr(sheets, "MAX_ROWS", 1)

        batch = batch_of(officer, sheet(line(kk=family.kk_number), line(kk=family.kk_number)))

        assert batch.state == State.FAILED
        assert "Paling banyak" in batch.message

    def test_an_unknown_heading_is_mapped_by_the_officer_and_remembered(self, client, officer, family):
        data = sheet(line(kk=family.kk_number), headings=HEADINGS.replace("Nilai", "Gol"))
        batch = batch_of(officer, data)
        assert batch.state == State.MAPPING
        assert "Nilai" in batch.message
        client.force_login(officer)

        page = client.get(run.KIND.url("mapping", batch.public_id))
        assertContains(page, "Gol")
        typed = {field.html_name: field.value() or "" for field in page.context["form"].column_fields}
        client.post(run.KIND.url("mapping", batch.public_id), {**typed, "column_4": "level"})
        run.check_batch(batch.pk)
        batch.refresh_from_db()

        assert (batch.state, counts(batch)) == (State.CHECKED, {"new": 1})
        assert batch_of(officer, data).state == State.CHECKED


class TestMatching:
    def test_by_nik_card_or_kki(self, officer, family):
        other, third = FamilyFactory(), FamilyFactory(kki="5371041001009")
        data = sheet(line(nik=family.persons.get().nik), line(kk=other.kk_number), line(kki=third.kki))

        batch_of(officer, data, commit=True)

        assert set(Welfare.objects.values_list("family_id", flat=True)) == {family.pk, other.pk, third.pk}

    def test_outside_and_unknown_are_told_alike(self, officer, home_village):
        foreign = FamilyFactory(village=village("5371041002"))
        data = sheet(line(kk=foreign.kk_number), line(kk="5371040101209999"))

        batch = batch_of(officer, data)

        first, second = batch.findings.order_by("row")
        assert (first.reason, first.column) == (second.reason, second.column)
        assert counts(batch) == {"rejected": 2}

    def test_a_left_family_is_not_found(self, officer, home_village):
        left = FamilyFactory(is_active=False, inactive_reason="pindah")

        assert counts(batch_of(officer, sheet(line(kk=left.kk_number)))) == {"rejected": 1}

    def test_a_card_of_two_families_needs_a_nik(self, officer, family):
        twin = FamilyFactory(kk_number=family.kk_number)
        nik = twin.persons.get().nik

        batch = batch_of(officer, sheet(line(kk=family.kk_number), line(kk=family.kk_number, nik=nik)), commit=True)

        assert findings_of(batch) == [(2, "kk_number", "error")]
        assert Welfare.objects.get().family == twin

    def test_numbers_of_two_families_are_a_fault(self, officer, family):
        other = FamilyFactory()

        batch = batch_of(officer, sheet(line(kk=family.kk_number, nik=other.persons.get().nik)))

        assert findings_of(batch) == [(2, "nik", "error")]

    def test_a_whole_city_at_once(self, regency_staff, family):
        other = FamilyFactory(village=village("5371021004"))

        batch = batch_of(
            regency_staff, sheet(line(kk=family.kk_number), line(kk=other.kk_number)), code="5371", commit=True
        )

        assert batch.state == State.DONE
        assert set(Welfare.objects.values_list("village_id", flat=True)) == {family.village_id, other.village_id}
        marked = Change.objects.filter(subject="welfare").values_list("village_id", "month")
        assert set(marked) == {(family.village_id, Q3), (other.village_id, Q3)}


class TestDeciding:
    def test_members_of_one_family_who_say_the_same_are_one_value(self, officer, family):
        child = PersonFactory(family=family, relation="child")
        data = sheet(line(nik=family.persons.first().nik), line(nik=child.nik))

        batch = batch_of(officer, data, commit=True)

        assert counts(batch) == {"new": 1, "unchanged": 1}
        assert Welfare.objects.count() == 1

    def test_two_rows_that_contradict_each_other(self, officer, family):
        data = sheet(line(kk=family.kk_number), line(kk=family.kk_number, level="4"))

        batch = batch_of(officer, data)

        assert findings_of(batch) == [(3, "level", "error")]

    def test_the_same_file_twice_changes_nothing(self, officer, family):
        data = sheet(line(kk=family.kk_number), line(kk=family.kk_number, measure="KS", level="KS I", period="2026"))
        batch_of(officer, data, commit=True)
        told = LogEntry.objects.get_for_model(Welfare)
        before = list(Welfare.objects.values()), told.count()

        again = batch_of(officer, data)

        assert counts(again) == {"unchanged": 2}
        assert (list(Welfare.objects.values()), told.count()) == before

    def test_the_same_period_is_corrected_and_a_new_one_added(self, officer, family):
        known = WelfareFactory(family=family, level="9", source="Lama")
        data = sheet(line(kk=family.kk_number), line(kk=family.kk_number, period="2026-2"))

        batch = batch_of(officer, data, commit=True)

        assert counts(batch) == {"new": 1, "changed": 1}
        known.refresh_from_db()
        assert (known.level, known.source, known.version, known.recorded_by) == ("3", "Berkas", 2, officer)

    def test_what_is_not_taken_stays(self, officer, family):
        WelfareFactory(family=family, level="9")
        data = sheet(line(kk=family.kk_number), line(kk=family.kk_number, period="2026-2"))

        saved(batch_of(officer, data), officer, takes=["new"])

        assert sorted(Welfare.objects.values_list("level", flat=True)) == ["3", "9"]

    def test_a_third_older_quarter_is_rejected(self, officer, family):
        for month in (4, 7):
            WelfareFactory(family=family, period=datetime.date(2026, month, 1))

        batch = batch_of(officer, sheet(line(kk=family.kk_number, period="2026-1")))

        assert findings_of(batch) == [(2, "period", "error")]


class TestUndo:
    def test_takes_back_what_was_made_and_what_was_changed(self, officer, family):
        known = WelfareFactory(family=family, level="9", source="Lama")
        data = sheet(line(kk=family.kk_number), line(kk=family.kk_number, period="2026-2"))
        batch = batch_of(officer, data, commit=True)

        services.undo_import(batch.pk, by=officer, request_id=None)

        row = Welfare.objects.get()
        assert (row.pk, row.level, row.source, row.recorded_by) == (known.pk, "9", "Lama", known.recorded_by)
        batch.refresh_from_db()
        assert batch.state == State.UNDONE

    def test_is_refused_once_a_value_was_corrected(self, officer, family):
        from members.services.welfare import record_welfare

        batch = batch_of(officer, sheet(line(kk=family.kk_number)), commit=True)
        facts = {"measure": "dtsen", "programme": "", "period": Q3, "level": "5", "value": None, "source": "Surat"}
        record_welfare(family.pk, by=officer, request_id=None, changes=facts)

        with pytest.raises(Touched):
            services.undo_import(batch.pk, by=officer, request_id=None)

        assert Welfare.objects.get().level == "5"


class TestMoving:
    def test_a_register_that_moved_is_checked_again_and_told(self, officer, family):
        from members.imports.services import take

        batch = batch_of(officer, sheet(line(kk=family.kk_number)))
        WelfareFactory(family=family, level="3", source="Berkas")
        take(batch.pk, by=officer, takes=["new"])

        run.commit_batch(batch.pk)

        batch.refresh_from_db()
        assert (batch.state, counts(batch)) == (State.CHECKED, {"unchanged": 1})
        assert "berubah sesudah diperiksa" in batch.message

    def test_a_commit_runs_once(self, officer, family):
        batch = batch_of(officer, sheet(line(kk=family.kk_number)), commit=True)

        run.commit_batch(batch.pk)

        assert Welfare.objects.count() == 1
        assert batch.state == State.DONE


class TestPages:
    def test_the_way_from_a_sheet_to_its_undo(self, client, officer, family, django_capture_on_commit_callbacks):
        client.force_login(officer)

        def post(url, data):
            with django_capture_on_commit_callbacks(execute=True):
                return client.post(url, {"request_id": str(uuid.uuid4()), **data})

        upload = SimpleUploadedFile("desil.csv", sheet(line(kk=family.kk_number), line(kk="5371040101209999")))
        sent = post(run.KIND.url("create"), {"village": HOME, "as_of": "2026-11-01", "file": upload})
        assertContains(client.get(sent.url), "Tidak ditemukan di wilayah yang dipilih")
        batch = ImportBatch.objects.get()

        post(run.KIND.url("commit", batch.public_id), {"takes": ["new"]})
        assertContains(client.get(sent.url), "Tersimpan: 1 nilai baru")
        assertContains(client.get(reverse("members:family_welfare", args=[family.public_id])), "Desil 3")

        post(run.KIND.url("undo", batch.public_id), {})
        assertContains(client.get(sent.url), "Dibatalkan")
        assert not Welfare.objects.exists()
        told = ["Mengirim berkas untuk diperiksa.", "Menyimpan yang baik.", "Membatalkan impor."]
        assert story(client, sent.url) == [(officer.name, each) for each in told]

    def test_the_report_is_the_sheet_with_remarks_and_its_owners_alone(self, client, officer, regency_staff, family):
        batch = batch_of(officer, sheet(line(kk=family.kk_number, level="11")))
        url = run.KIND.url("report", batch.public_id)
        client.force_login(regency_staff)
        assert client.post(url).status_code == 404
        client.force_login(officer)

        data = b"".join(client.post(url).streaming_content)

        rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
        assert rows[0][-1] == "Keterangan"
        assert rows[1][-1].startswith("SALAH Nilai:")
        assert PersonalDataAccess.objects.filter(user=officer, fields="kk_number,nik").count() == 1

    def test_samples_of_numbers_stay_hidden(self, client, officer, family):
        batch = batch_of(officer, sheet(line(kk=family.kk_number)))
        client.force_login(officer)

        page = client.get(run.KIND.url("mapping", batch.public_id))

        assertNotContains(page, family.kk_number)

    def test_template_is_read_back_by_the_import(self, client, officer):
        client.force_login(officer)

        data = b"".join(client.get(run.KIND.url("template")).streaming_content)

        from core.imports.headings import find_header
        from members.welfare_imports.columns import COLUMNS, SYNONYMS

        header = find_header(reading.read(data)[0].rows, SYNONYMS)
        assert list(header.fields.values()) == list(COLUMNS)

    def test_every_code_of_the_template_is_known(self, officer):
        from members import welfare_rules as rules
        from members.welfare_imports import template

        target = io.BytesIO()
        template.write(target)
        target.seek(0)
        codes = CalamineWorkbook.from_filelike(target).get_sheet_by_name("Kode").to_python()[1:]

        assert all(rules.key_of(word, rules.MEASURES) for column, _for, word, _what in codes if column == "Ukuran")
        measures = {word: key for key, word in template.MEASURES.items()}
        assert all(rules.level_of(measures[of], word) for column, of, word, _what in codes if column == "Nilai")
        assert all(
            rules.key_of(word, Welfare.Programme.values) for column, _for, word, _what in codes if column == "Program"
        )

    def test_who_sees_one_village_cannot_choose_the_district(self, client, officer, home_village):
        client.force_login(officer)
        upload = SimpleUploadedFile("desil.csv", sheet(line(kk="1")))

        page = client.post(run.KIND.url("create"), {"village": "537104", "as_of": "2026-11-01", "file": upload})

        assert "village" in page.context["form"].errors
        assert not ImportBatch.objects.exists()

    def test_batches_of_a_district_are_not_of_a_village(self, client, officer, family):
        district = officer_at("pkb", "537104", username="pkb-kecamatan")
        batch = batch_of(district, sheet(line(kk=family.kk_number)), code="537104")
        client.force_login(officer)

        assert client.get(run.KIND.url("detail", batch.public_id)).status_code == 404


def test_ten_thousand_rows_are_written_in_few_statements(officer, family, django_assert_max_num_queries):
    others = [FamilyFactory() for _number in range(30)]
    batch = batch_of(officer, sheet(*(line(kk=each.kk_number) for each in [family, *others])))
    from members.imports.services import take

    take(batch.pk, by=officer, takes=["new"])

    with django_assert_max_num_queries(40):
        run.commit_batch(batch.pk)

    assert Welfare.objects.count() == 31
    assert not Job.objects.exists()
