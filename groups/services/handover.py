"""Handing over of office: old posts end and new ones begin in one act, with the inventory as it stood."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import files
from core.dates import Month
from core.errors import Stale
from core.models import Submission
from groups import card_sheet, queries
from groups.errors import GroupError
from groups.models import Handover
from groups.services import membership
from groups.services.card import lock
from regions import changes as marks

SUBJECT = "books"
#: Field of a post's service → field of the handing over; what is not here belongs to the post's own choice.
FIELDS = {"from_on": "on", "to_on": "on", "term_ends_on": "term_ends_on"}


@transaction.atomic
def hand_over(group_id, *, by, version, request_id, changes):
    """Change the committee and keep who left which post to whom.

    ``version`` is queries.committee_version as the officer saw it. ``changes``: on, place, term_ends_on, cash,
    witnesses, note, and ``successors`` {key of the place: person, or None for nobody yet}. Raises Stale, GroupError
    (also those of the membership services, beside the place they are about), Resubmitted.
    """
    submission, first = Submission.claim(by, "groups.hand_over", request_id, content=(group_id, changes))
    if not first:
        return submission.result()
    group = lock(group_id)
    if version is not None and version != queries.committee_version(group):
        raise Stale(_("Susunan pengurus sudah berubah sejak Anda membukanya. Periksa, lalu simpan lagi."))
    if not changes["successors"]:
        raise GroupError(_("Pilih paling sedikit satu jabatan yang diserahkan."))
    posts = [_pass_on(group, key, person, by, changes) for key, person in changes["successors"].items()]
    kept = {name: changes[name] for name in ("on", "place", "cash", "witnesses", "note")}
    row = Handover.objects.create(group=group, posts=posts, inventory=_inventory(group), recorded_by=by, **kept)
    marks.mark(group.village_id, Month.of(row.on), SUBJECT)
    return submission.finish(row)


@transaction.atomic
def attach_document(handover_id, *, by, request_id, upload):
    """Keep the photographed paper with the signatures; a later one takes its place. Raises FileRefused."""
    content = (handover_id, upload.name, upload.size)
    submission, first = Submission.claim(by, "groups.attach_document", request_id, content=content)
    if not first:
        return submission.result()
    row = Handover.objects.select_for_update(of=("self",)).select_related("group").get(pk=handover_id)
    row.document = files.store(upload, name=upload.name, owner=by, village_id=row.group.village_id)
    row.save()
    marks.mark(row.group.village_id, Month.of(row.on), SUBJECT)
    return submission.finish(row)


def _pass_on(group, key, person, by, changes):
    """Give one place to ``person``, or leave it vacant. Returns what is printed: the post, from whom, to whom."""
    post, place = card_sheet.SLOT_OF[key]
    held = [row for row in queries.current_posts(group) if row.post == post]
    old = held[place] if len(held) > place else None
    try:
        if person is None and old:
            membership.end_post(old.pk, by=by, version=old.version, request_id=None, to_on=changes["on"])
        elif person:
            _fill(group, post, old, person, by, changes)
    except GroupError as error:
        raise GroupError(str(error), field=FIELDS.get(error.field, f"to_{key}")) from error
    return {
        "post": str(card_sheet.slot_label(post, place)),
        "from": old.person.name if old else "",
        "to": person.name if person else "",
    }


def _fill(group, post, old, person, by, changes):
    """Whoever is chosen again keeps her first day; the new term counts."""
    stays = old is not None and old.person_id == person.pk
    known = sorted({kind for row in group.posts.filter(person=person) for kind in row.trainings})
    membership.fill_post(
        group.pk,
        by=by,
        request_id=None,
        post=post,
        replaces_id=old and old.pk,
        version=old and old.version,
        changes={
            "person": person,
            "from_on": old.from_on if stays else changes["on"],
            "term_ends_on": changes["term_ends_on"],
            "trainings": known,
            "is_untrained": not known,
        },
    )


def _inventory(group):
    items = group.inventory.filter(removed_on__isnull=True)
    return [
        {
            "name": item.name,
            "quantity": item.quantity,
            "unit": item.unit,
            "condition": str(item.get_condition_display()),
        }
        for item in items
    ]
