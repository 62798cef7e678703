"""How names are written and heard: members.name_rules."""

import pytest

from members.name_rules import (
    EQUAL,
    FAR,
    INITIAL,
    NEAR,
    SOUND_LENGTH,
    likeness,
    sound_key,
    sound_keys,
    sound_pairs,
    spoken,
    words_of,
)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Maria Goreti Taneo", ("maria", "goreti", "taneo")),
        ("MARIA  GORETI TANEO", ("maria", "goreti", "taneo")),
        ("Hj. St. Aminah binti Umar, S.Pd", ("siti", "aminah", "umar")),
        ("Muh. Ali", ("muhammad", "ali")),
        ("Abd. Rahman", ("abdul", "rahman")),
        ("Ny. Sari", ("nyoman", "sari")),
        ("Ni Nyoman Sari", ("nyoman", "sari")),
        ("Drs. H. Yohanis Ndun", ("yohanis", "ndun")),
        ("Yohanis Ndun S.Pd.", ("yohanis", "ndun")),
        ("M. Taneo", ("m", "taneo")),
        ("Nur'aini", ("nuraini",)),
        ("Siti", ("siti",)),
        ("St.", ("st",)),
        ("", ()),
        (None, ()),
    ],
)
def test_titles_go_and_short_names_are_written_out(name, words):
    assert words_of(name) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Soeharto", "Suharto"),
        ("Djami", "Jami"),
        ("Tjandra", "Candra"),
        ("Njoman", "Nyoman"),
        ("Sjamsudin", "Syamsudin"),
        ("Syarifah", "Sarifah"),
        ("Yuliana", "Juliana"),
        ("Achmad", "Ahmad"),
        ("Akhmad", "Achmad"),
        ("Khadijah", "Hadijah"),
        ("Christina", "Kristina"),
        ("Michael", "Mikael"),
        ("Yenny", "Yeni"),
        ("Martha", "Marta"),
        ("Yacob", "Yakop"),
        ("Cecilia", "Sesilia"),
        ("Raphael", "Rafael"),
        ("Novita", "Nofita"),
        ("Zainal", "Zaenal"),
        ("Muhammad", "Muhamat"),
    ],
)
def test_older_and_foreign_spellings_are_heard_alike(one, other):
    assert spoken(one.lower()) == spoken(other.lower())


@pytest.mark.parametrize(
    ("word", "other", "expected"),
    [
        ("taneo", "taneo", EQUAL),
        ("djami", "jami", EQUAL),
        ("yohanis", "yohanes", NEAR),
        ("elisabeth", "elisabet", EQUAL),
        ("nubatonis", "nubatnois", NEAR),
        ("goreti", "g", INITIAL),
        ("juliana", "y", INITIAL),
        ("fransiskus", "frans", INITIAL),
        ("rebo", "reo", INITIAL),
        ("ina", "ita", FAR),
        ("maria", "markus", FAR),
        ("yohanis", "yohana", FAR),
        ("goreti", "k", FAR),
    ],
)
def test_how_alike_two_words_are(word, other, expected):
    assert likeness(word, other) == likeness(other, word) == expected


@pytest.mark.parametrize(
    ("name", "same_as"),
    [
        ("Maria Goreti Taneo", "Maria Taneo"),
        ("Muh. Ali Djami", "Mohamad Ali Jami"),
        ("Hj. Siti Aminah", "St. Aminah"),
        ("Ni Nyoman Sari", "Sari"),
        ("Yuliana Soewandi", "Juliana Suwandi"),
    ],
)
def test_names_that_sound_alike_share_their_key(name, same_as):
    assert sound_key(name) == sound_key(same_as) != ""


@pytest.mark.parametrize("name", ["Taneo Maria", "Maria Sofia Taneo", "Goreti Taneo Maria"])
def test_a_stored_key_is_found_among_the_keys_of_the_whole_name(name):
    assert sound_key("Maria Taneo") in sound_keys(name)


def test_keys_fit_their_column_and_nothing_has_none():
    longest = " ".join(["Bramastyawantrasetyanegarabhakti"] * 4 + ["Strangthornbergskylding"])

    assert len(sound_key(longest)) <= SOUND_LENGTH
    assert all(len(key) <= SOUND_LENGTH for key in sound_keys(longest))
    assert sound_key("") == sound_key("…") == ""
    assert sound_pairs("Markus") == [sound_key("Markus")]
