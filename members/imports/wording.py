"""A change in words, for the page that asks before it is taken and for the history that keeps it."""

from django.utils.translation import gettext_lazy as _

from core.identity import mask
from members import code_lists
from members.models import Family, KbEpisode, Person

HIDDEN, NOTHING = "••••", "—"
#: Never told in the history; on the page only in part or to those who may see it.
NUMBERS = {"nik": _("NIK"), "kk_number": _("Nomor KK")}
TELL_NEVER = {"phone", "birth_date", "religion"}
LABELS = {"family": _("Keluarga"), "dusun_id": _("Dusun/RW"), "kb": _("Kesertaan KB"), "pregnancy": _("Kehamilan")}


def label(field):
    if field in NUMBERS:
        return NUMBERS[field]
    if field in LABELS:
        return LABELS[field]
    model = Person if hasattr(Person, field) else Family
    name = str(model._meta.get_field(field).verbose_name)
    return name[:1].upper() + name[1:]


def shown(field, value, *, dusun=None):
    """A value as a person reads it; of identity numbers only the ends."""
    if value in (None, ""):
        return NOTHING
    if field in NUMBERS:
        return HIDDEN if value == "•" else mask(str(value))
    if field == "dusun_id":
        return (dusun or {}).get(value, value)
    if hasattr(Person, field) and Person._meta.get_field(field).choices:
        return str(dict(Person._meta.get_field(field).flatchoices).get(value, value))
    return str(value)


def sentence(changes, *, dusun=None):
    """``Nama: A → B; NIK: •••• → ••••`` for the history."""
    return "; ".join(
        f"{label(field)}: {_told(field, old, dusun)} → {_told(field, new, dusun)}"
        for field, (old, new) in changes.items()
    )


def health_lines(health):
    """(label, new value) pairs of what will be recorded about KB and pregnancy."""
    lines = []
    kb = health.get("kb")
    if kb and "confirms" in kb:
        lines.append((label("kb"), _("dikonfirmasi lagi")))
    elif kb:
        status = str(dict(KbEpisode.Status.choices)[kb["status"]])
        method = str(code_lists.label_of("kb_method", kb["method"])) if kb["method"] else ""
        lines.append((label("kb"), " · ".join(filter(None, (status, method)))))
    if health.get("pregnancy"):
        lines.append((label("pregnancy"), _("sedang hamil")))
    return lines


def _told(field, value, dusun):
    if value in (None, ""):
        return NOTHING
    return HIDDEN if field in NUMBERS or field in TELL_NEVER else shown(field, value, dusun=dusun)
