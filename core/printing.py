"""A list on paper: what the officer filtered, with the columns she chose (templates/paper/list.typ)."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.identity import number_in

#: Rows of a printed list; more are for a download.
LIMIT = 1000


def list_data(user, title, header, rows, *, filters=()):
    """Data of list.typ, at most ``LIMIT`` rows; that there are more is said."""
    note = _("{limit} baris pertama. Untuk semua baris, unduh sebagai Excel.").format(limit=LIMIT)
    return {
        "title": title,
        "printed": printed_by(user),
        "filters": " · ".join(f"{label}: {value}" for label, value in filters),
        "note": note if len(rows) > LIMIT else "",
        "columns": [str(cell) for cell in header],
        "rows": [["" if cell is None else str(cell) for cell in row] for row in rows[:LIMIT]],
    }


def printed_by(user):
    """When and by whom, for the foot of a page."""
    now = timezone.localtime()
    return _("Dicetak {when} oleh {who}").format(when=date_format(now, "j F Y H.i"), who=user)


def filter_words(form):
    """[(label, value in words)] of the filters in use. A number that was searched stays out."""
    if not form.is_bound or not form.is_valid():
        return []
    asked = ((form[name], value) for name, value in form.cleaned_data.items() if value not in (None, "", [], False))
    words = ((field.label, _words(field.field, value)) for field, value in asked if not field.is_hidden)
    return [(label, value) for label, value in words if not number_in(value)]


def _words(field, value):
    if value is True:
        return _("Ya")
    if hasattr(value, "strftime"):
        return date_format(value, "j F Y")
    labels = dict(_flat(getattr(field, "choices", ()))) if isinstance(value, str) else {}
    return labels.get(value, str(value))


def _flat(choices):
    """(key, label) of choices that may stand in groups."""
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(key), str(label)
