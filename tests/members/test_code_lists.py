"""Numbers of three lists and the words of sheets lead to our keys."""

import pytest

from members import code_lists
from members.models import CodeValue, KbEpisode, KbMethod, Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_memory():
    code_lists.forget()
    yield
    code_lists.forget()


@pytest.mark.parametrize(
    ("field", "text", "scheme", "key"),
    [
        ("sex", "1", None, "L"),
        ("sex", 2.0, None, "P"),
        ("sex", " pr ", None, "P"),
        ("relation", "2", "pk21", "wife"),
        ("relation", "2", "shdk", "husband"),
        ("relation", "2", None, None),
        ("relation", "9", None, "relative"),
        ("relation", "ISTERI", None, "wife"),
        ("relation", "3. Istri", None, "wife"),
        ("marriage", "KAWIN TERCATAT", None, "married"),
        ("marriage", "4", None, "widowed"),
        ("religion", "KATHOLIK", None, "katolik"),
        ("religion", "'3", None, "katolik"),
        ("education", "DIPLOMA IV/STRATA I", None, "pt"),
        ("education", "5", "shdk", "slta"),
        ("education", "5", "pk21", "sltp_now"),
        ("job", "PETANI/PEKEBUN", None, "farmer"),
        ("job", "09", "shdk", "farmer"),
        ("job", "88", None, "self_employed"),
        ("job", "IRT", None, "none"),
        ("jkn", "BPJS-PBI", None, "pbi"),
        ("presence", "Merantau", None, "away"),
        ("kb_method", "1", "pk15", "iud"),
        ("kb_method", "1", "pk21", "mow"),
        ("kb_method", "SUSUK KB", None, "implan"),
        ("kb_status", "Sedang", None, "now"),
        ("wish", "TIAL", None, "no_more"),
        ("reason", "Takut efek samping", None, "side_effects"),
        ("blood", "AB +", None, "AB+"),
        ("pregnant", "2", None, "no"),
        ("sex", "", None, ""),
        ("sex", None, None, ""),
        ("sex", "-", None, ""),
        ("sex", "0", None, ""),
        ("sex", "7", None, None),
        ("job", "astronot", None, None),
    ],
)
def test_key_of(field, text, scheme, key):
    assert code_lists.key_of(field, text, scheme) == key


def test_numbers_of_a_column_tell_its_list():
    assert code_lists.schemes_of("relation", ["1", "3", "9", ""]) == ["shdk"]
    assert code_lists.schemes_of("relation", ["1", 2, 4.0])[0] == "shdk"
    assert code_lists.schemes_of("kb_method", ["9"]) == ["pk21"]


def test_answers_from_memory(django_assert_num_queries):
    code_lists.key_of("sex", "1")

    with django_assert_num_queries(0):
        for number in range(1, 90):
            code_lists.key_of("job", number, "shdk")


def test_every_number_leads_to_a_key_the_model_knows():
    known = {
        "sex": Person.Sex.values,
        "marriage": Person.Marriage.values,
        "relation": Person.Relation.values,
        "religion": Person.Religion.values,
        "education": Person.Education.values,
        "job": Person.Job.values,
        "jkn": Person.Insurance.values,
        "presence": Person.Presence.values,
        "kb_status": KbEpisode.Status.values,
        "kb_method": list(KbMethod.objects.values_list("key", flat=True)),
        "wish": KbEpisode.Wish.values,
        "reason": KbEpisode.Reason.values,
    }
    wrong = [row for row in CodeValue.objects.filter(field__in=known) if row.key not in known[row.field]]

    assert wrong == []
    assert CodeValue.objects.filter(field="job", scheme="shdk").count() == 89


def test_labels_are_read_as_words_too():
    for value in CodeValue.objects.filter(scheme="shdk").exclude(field="blood"):
        assert code_lists.key_of(value.field, value.label) == value.key


def test_what_an_administrator_corrects_is_used_and_stays():
    CodeValue.objects.filter(field="relation", scheme="pk21", code="4").update(key="relative")

    code_lists.load(CodeValue, KbMethod)

    assert code_lists.key_of("relation", "4", "pk21") == "relative"
