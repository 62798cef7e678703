"""The monthly activity report of a PKB: made of meetings, visits and photos as they were recorded."""

import io
from dataclasses import dataclass

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from accounts import roles
from accounts.models import Assignment, User
from core import files
from groups import coaching_queries, meeting_queries, meeting_texts
from groups.models import Adviser, CoachingVisit, Meeting
from regions import clock
from regions.queries import names_of

VIEW, ALL = "groups.record_visit", "groups.close_month"
#: More pictures make no better report; the page says how many there are.
MOST_PHOTOS = 20
#: Longest side of a printed picture, in pixels: half a page at the eye's resolution.
PRINTED_SIDE = 1100


@dataclass(frozen=True)
class Report:
    """What ``officer`` did in ``month``, as far as who reads it may see."""

    officer: User
    month: object
    meetings: list
    visits: list
    photos: list

    @property
    def groups(self):
        return len({row.group_id for row in (*self.meetings, *self.visits)})

    @property
    def present(self):
        return sum(meeting.present_count for meeting in self.meetings)

    @property
    def actions(self):
        """Agreed actions of the month's visits, and how many of them are done."""
        agreed = [visit for visit in self.visits if visit.action]
        return len(agreed), sum(visit.done_on is not None for visit in agreed)


def report_of(officer, month, *, reader):
    """A Report. Six queries, whatever its length."""
    seen = coaching_queries
    photos = seen.photos_of(officer, month).visible_to(reader, seen.NAMES)
    return Report(
        officer,
        month,
        list(_meetings(officer, month, reader)),
        list(seen.visits_of(officer, month).visible_to(reader, seen.VIEW)),
        list(photos),
    )


def _meetings(officer, month, reader):
    """Held, and recorded by the officer or with her as the speaker; with ``part``, what she did there."""
    spoke = Q(speaker_kind=Adviser.PKB, speaker_name__iexact=officer.name) if officer.name else Q(pk__in=[])
    rows = Meeting.objects.visible_to(reader, "groups.view_meeting").held().in_month(month)
    rows = meeting_queries.with_counts(rows.filter(Q(recorded_by=officer) | spoke))
    meetings = list(rows.select_related("group__village").order_by("date", "pk"))
    topics = meeting_texts.topic_texts(meetings)
    for meeting in meetings:
        meeting.topic_words = topics[meeting.pk]
        is_speaker = meeting.speaker_kind == Adviser.PKB and meeting.speaker_name.lower() == officer.name.lower()
        parts = [_("narasumber") if is_speaker else "", _("mencatat") if meeting.recorded_by_id == officer.pk else ""]
        meeting.part = ", ".join(filter(None, parts))
    return meetings


def officers_of(user):
    """PKB whose reports ``user`` may open beside her own: those who hold or held villages of her regency."""
    held = Assignment.objects.visible_to(user, ALL).filter(role=roles.PKB)
    return User.objects.filter(pk__in=held.values("user_id")).exclude(pk=user.pk).order_by("name", "pk")


# On paper


def paper_of(report):
    """Data of activity.typ."""
    officer, month = report.officer, report.month
    agreed, done = report.actions
    main = officer.main_assignment
    names = names_of([main.region_code]) if main and main.region_code else {}
    place = (
        [names.get(main.region_code[:length], "") for length in (6, 4) if len(main.region_code) >= length]
        if names
        else []
    )
    return {
        "month": month.name,
        "officer": officer.name,
        "post": str(main.get_role_display()) if main else "",
        "place": ", ".join(filter(None, place)),
        "counts": [
            [_("Kelompok yang dibina"), str(report.groups)],
            [_("Pertemuan"), str(len(report.meetings))],
            [_("Kunjungan pembinaan"), str(len(report.visits))],
            [_("Kehadiran anggota di pertemuan"), str(report.present)],
            [_("Tindak lanjut disepakati / selesai"), f"{agreed} / {done}"],
        ],
        "meetings": [_meeting_line(meeting) for meeting in report.meetings],
        "visits": [_visit_line(visit) for visit in report.visits],
        "photos": [_photo_line(number, photo) for number, photo in enumerate(report.photos[:MOST_PHOTOS], start=1)],
        "more_photos": max(0, len(report.photos) - MOST_PHOTOS),
        "signed": ", ".join(
            filter(None, [place[-1] if place else "", date_format(clock.today(officer.home_code), "j F Y")])
        ),
    }


def images_of(report):
    """{file name: bytes} of the printed photos, each made small; a picture that is gone is left out."""
    images = {}
    for number, photo in enumerate(report.photos[:MOST_PHOTOS], start=1):
        try:
            images[_file_name(number)] = _smaller(files.open_bytes(photo.file))
        except (FileNotFoundError, UnidentifiedImageError):
            continue
    return images


def _meeting_line(meeting):
    return {
        "date": date_format(meeting.date, "j M"),
        "group": f"{meeting.group.name}, {meeting.group.village.name}",
        "what": ": ".join(filter(None, [str(meeting.get_kind_display()), meeting.topic_words])),
        "part": meeting.part,
        "present": _("{present} dari {roster}").format(present=meeting.present_count, roster=meeting.roster_count),
    }


def _visit_line(visit):
    return {
        "date": date_format(visit.date, "j M"),
        "group": f"{visit.group.name}, {visit.group.village.name}",
        "kind": str(visit.get_kind_display()),
        "step": str(CoachingVisit.Step(visit.step).label),
        "finding": visit.finding,
        "action": visit.action,
        "state": action_text(visit),
    }


def action_text(visit):
    """Where the agreed action stands."""
    if not visit.action:
        return ""
    if visit.done_on:
        return _("selesai {day}").format(day=date_format(visit.done_on, "j M Y"))
    return _("sampai {day}").format(day=date_format(visit.due_on, "j M Y")) if visit.due_on else _("belum selesai")


def _photo_line(number, photo):
    occasion = photo.meeting or photo.visit
    words = ", ".join([photo.group.name, date_format(occasion.date, "j F Y")])
    return {"file": _file_name(number), "text": f"{words}. {photo.caption}" if photo.caption else words}


def _file_name(number):
    return f"foto-{number}.jpg"


def _smaller(data):
    with Image.open(io.BytesIO(data)) as image:
        plain = image.convert("RGB")
        plain.thumbnail((PRINTED_SIDE, PRINTED_SIDE))
        target = io.BytesIO()
        plain.save(target, "JPEG", quality=75)
    return target.getvalue()
