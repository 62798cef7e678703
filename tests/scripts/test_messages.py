"""The catalogue is found complete only when it is."""

import polib
import pytest

from scripts import messages
from scripts.messages import Message

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy
a = _("Simpan")
b = ngettext("%d keluarga", "%d keluarga", n)
c = pgettext_lazy("bulan", "Mei")
d = _(
    "Tulis nama "
    "lengkap."
)
"""
TEMPLATE = """
{% translate "Beranda" %} {% trans 'Kas: 100%' context "buku" %}
{% blocktranslate trimmed with name=person.name %}
  Halo,
  {{ name }}
{% endblocktranslate %}
{% blocktranslate count n=rows %}{{ n }} orang{% plural %}{{ n }} orang semua{% endblocktranslate %}
{{ _("Tidak ada") }} {% card title=_("Riwayat") %}{% endcard %} {{ row.name|default:_("tanpa nama") }}
{# {% translate "tersembunyi" %} #}
{% comment %}{% translate "juga tersembunyi" %}{% endcomment %}
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / "core" / "migrations").mkdir(parents=True)
    (tmp_path / "templates").mkdir()
    (tmp_path / "core" / "a.py").write_text(PYTHON)
    (tmp_path / "core" / "migrations" / "0001_x.py").write_text('_("lama")')
    (tmp_path / "templates" / "a.html").write_text(TEMPLATE)
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "APPS", ("core",))
    monkeypatch.setattr(messages, "PO", tmp_path / "django.po")
    monkeypatch.setattr(messages, "MO", tmp_path / "django.mo")
    return tmp_path


@pytest.fixture
def translated(project):
    """A complete catalogue."""
    wanted, _faults = messages.collect()
    messages.update(wanted)
    change(lambda entry: fill(entry))
    messages.update(wanted)
    return wanted


def fill(entry):
    if entry.msgid_plural:
        entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
    else:
        entry.msgstr = entry.msgid


def change(act):
    catalogue = polib.pofile(str(messages.PO))
    for entry in catalogue:
        act(entry)
    catalogue.save()
    catalogue.save_as_mofile(str(messages.MO))


def test_finds_every_text_of_python_and_templates(project):
    wanted, faults = messages.collect()

    assert faults == []
    assert set(wanted) == {
        Message("", "Simpan", ""),
        Message("", "%d keluarga", "%d keluarga"),
        Message("bulan", "Mei", ""),
        Message("", "Tulis nama lengkap.", ""),
        Message("", "Beranda", ""),
        Message("buku", "Kas: 100%%", ""),
        Message("", "Halo, %(name)s", ""),
        Message("", "%(n)s orang", "%(n)s orang semua"),
        Message("", "Tidak ada", ""),
        Message("", "Riwayat", ""),
        Message("", "tanpa nama", ""),
    }


@pytest.mark.parametrize("code", ['_(f"Halo {name}")', '_("Halo " + name)', '_("Halo %s" % name)'])
def test_a_text_that_is_put_together_before_it_is_translated_is_a_fault(project, code):
    (project / "core" / "a.py").write_text(code)

    _wanted, faults = messages.collect()

    assert faults == ["core/a.py:1: a text to translate must be one plain string"]


def test_a_complete_catalogue_is_found_so(translated):
    assert messages.check(translated) == []


def test_a_new_text_is_missing(project, translated):
    (project / "templates" / "b.html").write_text('{% translate "Baru" %}')

    wanted, _faults = messages.collect()

    assert messages.check(wanted) == ["missing in the catalogue: 'Baru' (templates/b.html)"]


def test_a_text_that_is_gone_is_left_over_until_the_update(project, translated):
    (project / "templates" / "a.html").unlink()
    wanted, _faults = messages.collect()

    assert len(messages.check(wanted)) == 7
    messages.update(wanted)
    assert messages.check(wanted) == []


@pytest.mark.parametrize(
    ("act", "fault"),
    [
        (lambda entry: setattr(entry, "msgstr", ""), "not translated: 'Halo, %(name)s'"),
        (lambda entry: entry.flags.append("fuzzy"), "fuzzy: 'Halo, %(name)s'"),
        (lambda entry: setattr(entry, "msgstr", "Hello"), "other placeholders: 'Halo, %(name)s'"),
        (lambda entry: setattr(entry, "msgstr", "Hello %(nama)s"), "other placeholders: 'Halo, %(name)s'"),
        (lambda entry: setattr(entry, "msgstr", "Hello %(name)s\n"), "other line ends: 'Halo, %(name)s'"),
    ],
    ids=["empty", "fuzzy", "lost placeholder", "renamed placeholder", "line end"],
)
def test_a_spoiled_entry_is_found(translated, act, fault):
    change(lambda entry: act(entry) if entry.msgid.startswith("Halo") else None)

    assert fault in messages.check(translated)


def test_a_compiled_catalogue_that_is_older_is_found(translated):
    catalogue = polib.pofile(str(messages.PO))
    catalogue.find("Simpan").msgstr = "Save"
    catalogue.save()

    assert any("older" in fault for fault in messages.check(translated))


def test_an_update_keeps_what_was_translated(translated):
    change(lambda entry: setattr(entry, "msgstr", "Save") if entry.msgid == "Simpan" else None)

    messages.update(translated)

    assert polib.pofile(str(messages.PO)).find("Simpan").msgstr == "Save"
