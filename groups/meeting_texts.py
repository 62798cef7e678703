"""Meetings and registers in words: what is printed, and what is shared. Nothing shared names a person."""

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from groups.models import Adviser, ListValue
from regions import clock, queries


def topic_text(meeting):
    """Topic of the list and its description; empty when nothing was noted."""
    label = ""
    if meeting.topic:
        row = ListValue.objects.filter(list=ListValue.List.TOPIC, key=meeting.topic).first()
        label = row.label if row else meeting.topic
    return ": ".join(filter(None, (label, meeting.topic_note)))


def topic_texts(meetings):
    """{meeting id: topic_text} for many meetings in one query."""
    labels = dict(ListValue.objects.filter(list=ListValue.List.TOPIC).values_list("key", "label"))
    return {
        meeting.pk: ": ".join(filter(None, (labels.get(meeting.topic, meeting.topic), meeting.topic_note)))
        for meeting in meetings
    }


def speaker_text(meeting):
    """Who spoke: the post, and the name where one was noted."""
    kind = meeting.speaker_other if meeting.speaker_kind == Adviser.OTHER else meeting.get_speaker_kind_display()
    return " · ".join(filter(None, (str(kind), meeting.speaker_name)))


def speaker_kind_text(meeting):
    """Only the post of who spoke, for texts that leave the house."""
    return str(meeting.speaker_other if meeting.speaker_kind == Adviser.OTHER else meeting.get_speaker_kind_display())


def long_date(day):
    return date_format(day, "l, j F Y")


def place_lines(village_id):
    """[(level, code, name)] from province to village, for the heads of forms."""
    return [
        {"level": str(region.get_level_display()), "code": region.dotted_code, "name": region.name}
        for region in queries.lineage(village_id)
    ]


def attendance_sheet(group, day, roster):
    """Data of the attendance list: numbers, names and posts. No NIK, no state of health."""
    return {
        "group": group.name,
        "register_number": group.register_number,
        "places": place_lines(group.village_id),
        "date": long_date(day),
        "place": group.meeting_place,
        "rows": [{"number": row.number, "name": row.person.name, "post": row.post_text or ""} for row in roster],
        "chair": next((row.person.name for row in roster if row.is_chair), ""),
        "adviser": group.adviser_name,
        "place_and_date": f"{group.village.name}, {date_format(day, 'j F Y')}",
    }


def invitation(group, day, meeting=None):
    """Text for WhatsApp: when, where and what to bring. Names nobody."""
    place = (meeting.place if meeting else "") or group.meeting_place
    lines = [
        _("*Undangan pertemuan {group}*").format(group=group.name),
        "",
        long_date(day),
        time_text(group),
        _("Tempat: {place}").format(place=place) if place else "",
        _("(Pindahan dari {day})").format(day=long_date(meeting.scheduled_for)) if meeting else "",
        "",
        _("Mohon hadir tepat waktu. Yang berhalangan dapat diwakili keluarga."),
    ]
    return "\n".join(_without_gaps(lines))


def time_text(group):
    """``Pukul 15.30 WITA``; nothing when no time is agreed."""
    if group.meeting_time is None:
        return ""
    zone = clock.ABBREVIATIONS[clock.zone_name(group.village_id)]
    return _("Pukul {time} {zone}").format(time=time_format(group.meeting_time, "H.i"), zone=zone)


def recap(group, month, content):
    """The month in a few lines for WhatsApp: meetings, topics, attendance. No name, no state of health."""
    figures = content.figures
    topics = topic_texts(content.meetings)
    lines = [_("*{group} – {month}*").format(group=group.name, month=month.name), ""]
    if content.register and content.register.is_zero:
        lines.append(_("Bulan ini tidak ada kegiatan."))
    for meeting in content.meetings:
        lines.append("• " + ", ".join(filter(None, (long_date(meeting.date), topics[meeting.pk]))))
    lines.append("")
    if content.meetings:
        text = _("Hadir {present} dari {members} anggota").format(**figures)
        percent = content.hadir_percent
        lines.append(text + (f" ({percent}%)" if percent is not None else ""))
    if figures["guests"]:
        lines.append(_("Tamu: {guests}").format(**figures))
    lines += ["", _("Terima kasih atas kebersamaannya.")]
    return "\n".join(_without_gaps(lines))


def _without_gaps(lines):
    """Empty lines only between two that say something."""
    kept = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return kept
