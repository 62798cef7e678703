"""Words and numbers as one reads them."""

import pytest

from core.forms import Form, PhoneField
from core.text import opened, phone_text


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("+6281234567890", "0812-3456-7890"),
        ("+62215551234", "(021) 5551234"),
        ("belum punya", "belum punya"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_phone_number_is_read_as_people_write_it(kept, shown):
    assert phone_text(kept) == shown


class ContactForm(Form):
    phone = PhoneField()


def test_a_stored_number_is_offered_as_people_write_it():
    assert 'value="0812-3456-7890"' in str(ContactForm(initial={"phone": "+6281234567890"})["phone"])


@pytest.mark.parametrize("typed", ["0812 3456 7890", "62812-3456-7890", "+62 812 3456 7890"])
def test_any_spelling_is_kept_as_one(typed):
    form = ContactForm({"phone": typed}, initial={"phone": "+6281234567890"})

    assert form.is_valid()
    assert form.cleaned_data["phone"] == "+6281234567890"
    assert "phone" not in form.changed_data


@pytest.mark.parametrize(("words", "text"), [("nomor HP", "Nomor HP"), ("Desa/Kelurahan", "Desa/Kelurahan"), ("", "")])
def test_a_label_keeps_its_own_capitals(words, text):
    assert opened(words) == text
