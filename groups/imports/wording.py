"""A change of a card in words, for the page that asks before it is taken and for the history that keeps it."""

from django.utils.translation import gettext as _

from core.text import opened
from groups import code_lists
from groups.forms.card import LIST_FIELDS
from groups.models import Group

NOTHING = "—"


def lines(changes):
    """(label, old, new) for each changed field. One query where a list of the card is among them."""
    labels = code_lists.labels_of(*LIST_FIELDS.values()) if LIST_FIELDS.keys() & changes.keys() else {}
    return [
        (opened(Group._meta.get_field(name).verbose_name), *(_shown(name, value, labels) for value in pair))
        for name, pair in changes.items()
    ]


def sentence(changes):
    """``Nama kelompok: A → B; Sumber dana: …``."""
    return "; ".join(f"{label}: {old} → {new}" for label, old, new in lines(changes))


def _shown(name, value, labels):
    if isinstance(value, bool):
        return _("Ya") if value else _("Tidak")
    if name in LIST_FIELDS:
        return ", ".join(labels.get((LIST_FIELDS[name], key), key) for key in value) or NOTHING
    choices = dict(Group._meta.get_field(name).flatchoices)
    return str(choices.get(value, value)) if value not in (None, "") else NOTHING
