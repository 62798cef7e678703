"""A download is safe to open in a spreadsheet, and reads back as it was."""

import io

import pytest
import python_calamine

from core import exports

DANGEROUS = ["=1+1", "+62812", "-2", "@SUM(A1)", "\tx", "\r=1", '=HYPERLINK("http://x")']


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_that_would_run_gets_a_prefix_and_loses_it_on_the_way_back(text):
    assert exports.safe_cell(text) == f"'{text}"
    assert exports.unprefix(exports.safe_cell(text)) == text


@pytest.mark.parametrize(
    ("value", "cell"),
    [("Maria", "Maria"), (5, 5), (-5, -5), (None, ""), (True, "True"), ("'Aisyah", "'Aisyah"), ("a=b", "a=b")],
)
def test_plain_values_stay_as_they_are(value, cell):
    assert exports.safe_cell(value) == cell


@pytest.mark.parametrize("text", ["'Aisyah", "'", "", "Maria"])
def test_an_apostrophe_that_belongs_to_a_name_stays(text):
    assert exports.unprefix(text) == text


def test_csv_is_streamed_and_quoted():
    response = exports.csv_response([["Nama", "Jumlah"], ['Maria "Ibu", RT', 3], ["=1+1", 4]], "keluarga")

    assert response.streaming
    text = b"".join(response.streaming_content).decode()
    assert text == '\ufeffNama,Jumlah\r\n"Maria ""Ibu"", RT",3\r\n\'=1+1,4\r\n'
    assert response["Content-Disposition"] == 'attachment; filename="keluarga.csv"'
    assert response["Cache-Control"] == "no-store"


def test_xlsx_holds_text_as_text_and_numbers_as_numbers():
    response = exports.xlsx_response([["Nama", "NIK", "Jumlah"], ["=1+1", "5371041708900001", 3]], "keluarga")

    data = b"".join(response.streaming_content)
    response.file_to_stream.close()
    book = python_calamine.load_workbook(io.BytesIO(data))
    assert book.get_sheet_by_index(0).to_python() == [["Nama", "NIK", "Jumlah"], ["=1+1", "5371041708900001", 3.0]]
    assert b"<f>" not in data


def test_a_link_in_a_cell_is_not_made_clickable():
    target = io.BytesIO()

    exports.write_xlsx(target, {"Data": [["http://contoh.id"]], "Kode": [["mailto:a@b.id"]]})

    book = python_calamine.load_workbook(io.BytesIO(target.getvalue()))
    assert book.sheet_names == ["Data", "Kode"]
    assert b"hyperlink" not in target.getvalue()
