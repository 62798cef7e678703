"""Families and people: records that may be one person, moves that wait for an answer, KB to ask about again."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members import kb_queries, life_queries, pair_pages
from members.models import KbEpisode
from regions import clock
from uppka.tasks.task import MOST, Task, waits


def doubles(user):
    """Pairs to decide, those with a record elsewhere among them; of those no data are told. One query."""
    total = pair_pages.waiting_for(user) if user.has_perm(pair_pages.DECIDE) else 0
    if not total:
        return []
    title = ngettext("{total} pasang mungkin orang yang sama", "{total} pasang mungkin orang yang sama", total).format(
        total=total
    )
    return [Task("people", title, _("Bandingkan, lalu putuskan"), reverse("members:pair_list"), **waits())]


def moves(user):
    """One query."""
    total = life_queries.moves_awaiting(user) if user.has_perm(life_queries.DECIDE) else 0
    if not total:
        return []
    title = ngettext("{total} permintaan pindah", "{total} permintaan pindah", total).format(total=total)
    return [Task("family", title, _("Terima atau tolak"), reverse("members:move_list"), **waits())]


def unconfirmed_kb(user):
    """Methods that nobody has asked about for a year, where she records them herself. One query."""
    if not user.has_perm("members.change_health"):
        return []
    episodes = KbEpisode.objects.visible_to(user, "members.change_health")
    total = kb_queries.unconfirmed(episodes, clock.today(user.home_code)).order_by()[:MOST].count()
    if not total:
        return []
    title = ngettext(
        "KB {total} orang belum dikonfirmasi 12 bulan", "KB {total} orang belum dikonfirmasi 12 bulan", total
    ).format(total=total)
    return [Task("clock", title, _("Tanyakan, lalu catat satu per satu"), reverse("members:kb_unconfirmed"))]
