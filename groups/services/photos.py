"""Writes about photographs of meetings and coaching visits."""

from django.db import transaction
from django.utils import timezone

from core import files
from core.dates import Month
from core.models import Submission
from groups.models import CoachingVisit, Meeting, Photo
from regions import changes as marks

SUBJECT = "photos"
#: Longest side of the rendition in lists, in pixels.
SMALL_SIDE = 360


@transaction.atomic
def add_to_meeting(meeting_id, *, by, request_id, photos, caption=""):
    """Keep ``photos`` (uploaded files) of a meeting. Raises FileRefused, Resubmitted."""
    return _add(Meeting.objects.select_for_update(of=("self",)).get(pk=meeting_id), by, request_id, photos, caption)


@transaction.atomic
def add_to_visit(visit_id, *, by, request_id, photos, caption=""):
    """Keep ``photos`` (uploaded files) of a coaching visit. Raises FileRefused, Resubmitted."""
    return _add(CoachingVisit.objects.select_for_update(of=("self",)).get(pk=visit_id), by, request_id, photos, caption)


@transaction.atomic
def remove_photo(photo_id, *, by, request_id):
    """Take a photo off the page. It stays kept, and is shown to nobody."""
    submission, first = Submission.claim(by, "groups.remove_photo", request_id, content=photo_id)
    if not first:
        return submission.result()
    photo = Photo.objects.select_for_update(of=("self",)).select_related("meeting", "visit").get(pk=photo_id)
    photo.removed_at = photo.removed_at or timezone.now()
    photo.save()
    marks.mark(photo.village_id, Month.of((photo.meeting or photo.visit).date), SUBJECT)
    return submission.finish(photo)


def _add(occasion, by, request_id, photos, caption):
    kind = "meeting" if isinstance(occasion, Meeting) else "visit"
    content = (kind, occasion.pk, caption, [(photo.name, photo.size) for photo in photos])
    submission, first = Submission.claim(by, "groups.add_photos", request_id, content=content)
    if not first:
        return submission.result()
    for upload in photos:
        Photo.objects.create(
            group_id=occasion.group_id,
            village_id=occasion.village_id,
            caption=caption,
            added_by=by,
            **{kind: occasion},
            **_kept(upload, by, occasion.village_id),
        )
    marks.mark(occasion.village_id, Month.of(occasion.date), SUBJECT)
    return submission.finish(occasion)


def _kept(upload, by, village_id):
    """The two files of a photo: as it was sent, without its location, and small."""
    full = files.store(upload, name=upload.name, owner=by, village_id=village_id, allowed=files.IMAGES)
    data = files.smaller(files.open_bytes(full), side=SMALL_SIDE)
    if data is None:
        return {"file": full, "small": None}
    small = files.keep(
        data, content_type="image/jpeg", name=upload.name, owner=by, village_id=village_id, encrypt=False
    )
    return {"file": full, "small": small}
