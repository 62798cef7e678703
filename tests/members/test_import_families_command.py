"""manage.py import_families: a report in JSON lines; written only with --commit, with the rights of a user."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from core.models import ImportBatch
from members.models import Family, Person
from tests.members.import_sheet import FIRST, people, person, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(tmp_path, officer):
    """Run the command over rows; the JSON objects it prints."""

    def run(rows, *options, village="5371041001", user="pkb", data=None):
        path = tmp_path / "data.xlsx"
        path.write_bytes(data if data is not None else workbook(rows))
        out = io.StringIO()
        call_command("import_families", str(path), "--village", village, "--as", user, *options, stdout=out)
        return [json.loads(line) for line in out.getvalue().splitlines()]

    return run


def test_each_finding_is_a_line_and_the_totals_are_the_last(lines):
    kept = "“KURSUS” tidak dikenal, jadi disimpan sebagai teks."

    printed = lines([*people(1)[:3], person(0, 3, NIK="12", PENDIDIKAN="KURSUS")])

    assert printed == [
        {"row": FIRST + 3, "column": "education", "level": "warning", "reason": kept},
        {"row": FIRST + 3, "column": "nik", "level": "error", "reason": "NIK harus 16 angka, ini 2 angka."},
        {"rows": 4, "new": 3, "changed": 0, "unchanged": 0, "rejected": 1},
    ]


def test_without_commit_nothing_is_stored(lines):
    lines(people(2))

    assert not Person.objects.exists()
    assert not ImportBatch.objects.exists()


def test_with_commit_the_good_rows_are_written_as_a_batch_that_can_be_undone(lines):
    printed = lines([*people(2), person(2, 0, NIK="12")], "--commit")

    assert printed[-1] == {"rows": 9, "new": 8, "changed": 0, "unchanged": 0, "rejected": 1}
    assert (Person.objects.count(), Family.objects.count()) == (8, 2)
    assert ImportBatch.objects.get().state == ImportBatch.State.DONE


def test_the_same_file_twice_is_unchanged(lines):
    lines(people(2), "--commit")

    assert lines(people(2), "--commit") == [{"rows": 8, "new": 0, "changed": 0, "unchanged": 8, "rejected": 0}]
    assert Person.objects.count() == 8


def test_a_dotted_code_is_a_code_as_well(lines):
    assert lines(people(1), village="53.71.04.1001")[-1]["new"] == 4


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"user": "siapa"}, "No active user"),
        ({"village": "9999999999"}, "No village"),
        ({"village": "5371"}, "No village"),
        ({"data": b"<html>"}, "halaman web"),
        ({"data": b"a,b\n1,2\n"}, "judul kolom"),
        ({"data": b"NIK,NAMA\n1,x\n"}, "Tunjukkan dahulu kolom"),
    ],
)
@pytest.mark.parametrize("options", [(), ("--commit",)], ids=["check", "commit"])
def test_what_cannot_be_done_is_one_sentence(lines, given, sentence, options):
    with pytest.raises(CommandError, match=sentence):
        lines(people(1), *options, **given)

    assert not Person.objects.exists()


def test_a_user_imports_only_where_she_may(lines, stranger, kader):
    for user in ("asing", "kader"):
        with pytest.raises(CommandError, match="may not import"):
            lines(people(1), "--commit", user=user)


def test_a_file_that_is_not_there(officer, tmp_path):
    with pytest.raises(CommandError, match="tidak-ada"):
        call_command("import_families", str(tmp_path / "tidak-ada.xlsx"), "--village", "5371041001", "--as", "pkb")
