"""What the pages of a merge read: two records column by column, what would move, and what was merged."""

import datetime
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import merging
from core.identity import mask
from core.models import Merge
from core.text import opened, phone_text
from members import merge_rules
from members.models import Family, Person
from members.services.merging import PERMISSION, facts_of, next_head, values_of
from regions.scope import condition

RELIGION = "members.view_religion"
NOTHING = "—"


@dataclass(frozen=True)
class Line:
    """One column of two records, as text."""

    name: str
    label: str
    kept: str
    gone: str
    differs: bool


@dataclass(frozen=True)
class Preview:
    """What a merge would do, in words. ``heirs``: who may lead the family that loses its head, the likeliest first."""

    moves: tuple
    stays: tuple
    family_goes: bool
    heirs: tuple


def shown_columns(user, persons):
    """Columns that the officer may choose from; religion only where she may see it."""
    may_see = all(user.has_perm(RELIGION, person) for person in persons)
    return [name for name in merge_rules.COLUMNS if name != "religion" or may_see]


def lines(kept, gone, columns):
    """A Line for each of ``columns`` that either record says something about."""
    different = merge_rules.differing(values_of(kept), values_of(gone))
    found = [Line(name, label_of(name), *texts_of(kept, gone, name), name in different) for name in columns]
    return [line for line in found if line.differs or line.kept != NOTHING]


def texts_of(kept, gone, name):
    """What the two records say in a column. Two masked numbers that look alike and are not are told apart in words."""
    texts = text_of(kept, name), text_of(gone, name)
    if name == "nik" and texts[0] == texts[1] and kept.nik != gone.nik:
        return texts[0], _("{number} (angka di tengah berbeda)").format(number=texts[1])
    return texts


def label_of(name):
    return opened(Person._meta.get_field(name).verbose_name)


def text_of(person, name):
    """A column as it is read on a page; a NIK masked."""
    value = getattr(person, name)
    if name == "nik" and not value:
        return person.get_no_nik_reason_display() or NOTHING
    return plain(name, value)


def plain(name, value):
    """A value of a column of Person in words."""
    if value in (None, ""):
        return NOTHING
    if isinstance(value, bool):
        return _("Ya") if value else _("Tidak")
    if isinstance(value, datetime.date):
        return date_format(value, "j F Y")
    written = {"nik": mask, "phone": phone_text}.get(name, str)
    choices = dict(Person._meta.get_field(name).flatchoices)
    return str(choices[value]) if value in choices else written(value)


def preview(kept, gone):
    """The Preview of a merge. One query for each model that may point to a person."""
    found = merging.counts(Person, gone.pk)
    together = kept.family_id == gone.family_id
    staying = list(Person.objects.active().filter(family=gone.family).exclude(pk=gone.pk).order_by("pk"))
    goes = not together and not staying
    found += merging.counts(Family, gone.family_id) if goes else []
    loses_head = gone.relation == Person.Relation.HEAD and not together
    heirs = staying if loses_head and not any(p.relation == Person.Relation.HEAD for p in staying) else []
    first = next_head(heirs)
    return Preview(
        moves=tuple(_counted(ref.model, count) for ref, count in found if ref.policy != merging.KEEP),
        stays=tuple(_counted(ref.model, count) for ref, count in found if ref.policy == merging.KEEP),
        family_goes=goes,
        heirs=tuple(sorted(heirs, key=lambda person: person.pk != first)),
    )


def _counted(model, count):
    """``3 catatan KB``."""
    if model in (Person, Family):
        return ngettext("{count} penggabungan lama", "{count} penggabungan lama", count).format(count=count)
    return f"{count} {model._meta.verbose_name}"


def findings(kept, gone):
    return merge_rules.check(facts_of(kept), facts_of(gone))


def merges_in_scope(user):
    """Merges of persons whom ``user`` may merge, the latest first."""
    rows = Merge.objects.filter(condition(user.places(PERMISSION), Merge.SCOPE), model=Person._meta.label)
    return rows.select_related("by", "undone_by").order_by("-pk")


def recent_merges(user):
    """Those of the days in which a merge can be undone."""
    return merges_in_scope(user).filter(at__gte=timezone.now() - datetime.timedelta(days=Merge.UNDO_DAYS))


def persons_of(user, merges):
    """{person key: Person} of all that ``merges`` name and the officer may see. One query."""
    keys = {key for merge in merges for key in (merge.kept_pk, merge.gone_pk)}
    return Person.objects.visible_to(user, PERMISSION).select_related("family", "village").in_bulk(keys)


def merges_into(person):
    """Merges that still hold, of which this record is what was kept."""
    rows = Merge.objects.filter(model=Person._meta.label, kept_pk=person.pk, undone_at__isnull=True)
    return list(rows.defer("before").select_related("by"))


def taken(merge, columns):
    """[(label, before, after)] of what a merge wrote into the kept record, as far as ``columns`` may be shown."""
    cells = merging.edits(merge, Person, merge.kept_pk)
    return [(label_of(name), *(plain(name, value) for value in cells[name])) for name in columns if name in cells]


def moved_words(merge):
    """``3 catatan KB``, ``1 keanggotaan`` …"""
    return [_counted(model, count) for model, count in merging.moved(merge).items()]


def days_left(merge):
    """Whole days in which it can still be undone; None when it cannot any more."""
    if not merging.may_undo(merge):
        return None
    return Merge.UNDO_DAYS - (timezone.now() - merge.at).days


def records_of_family(family):
    """A family, those that were merged into it, and everybody who is or was of them. Two queries."""
    families = [family, *family.merged.order_by("pk")]
    persons = Person.objects.filter(Q(family__in=families) | Q(merged_into__family__in=families)).order_by("pk")
    return [*families, *persons.distinct()]
