"""What an officer leaves open where she works: told before her villages pass to another."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from groups import coaching_queries, meeting_queries
from groups.models import Group, Register
from members import kb_queries, life_queries, pair_pages
from members.models import KbEpisode, MoveRequest, PersonPair
from regions import clock
from uppka.tasks import registers
from uppka.tasks.task import due_month


@dataclass(frozen=True)
class Open:
    """``count`` rows of one matter; ``url`` shows them, to whoever may see them."""

    label: str
    count: int
    url: str


def open_work_of(officer):
    """An Open for every matter that waits at her places now. A constant number of queries."""
    found = [Open(str(label), count(officer), url()) for label, count, url in MATTERS]
    return [each for each in found if each.count]


def _registers(officer):
    rows = Register.objects.visible_to(officer, "groups.verify_register")
    return rows.filter(state=Register.State.SUBMITTED).count()


def _returned(officer):
    rows = Register.objects.visible_to(officer, "groups.submit_register")
    return rows.filter(state=Register.State.RETURNED).count()


def _missing(officer):
    return registers.groups_without(officer, due_month(officer)).count()


def _meetings(officer):
    groups = Group.objects.visible_to(officer, "groups.record_meeting").active().select_related("village")
    return len(meeting_queries.pending(groups))


def _cards(officer):
    return Group.objects.visible_to(officer, "groups.activate_group").filter(state=Group.State.SUBMITTED).count()


def _drafts(officer):
    unfinished = (Group.State.DRAFT, Group.State.RETURNED)
    groups = Group.objects.visible_to(officer, "groups.change_group")
    return groups.filter(registered_by=officer, state__in=unfinished).count()


def _moves(officer):
    return MoveRequest.objects.awaiting(officer, life_queries.DECIDE).count()


def _pairs(officer):
    return PersonPair.objects.touching(officer, pair_pages.DECIDE).open().count()


def _actions(officer):
    return coaching_queries.todo_of(officer).order_by().count()


def _kb(officer):
    episodes = KbEpisode.objects.visible_to(officer, "members.change_health")
    return kb_queries.unconfirmed(episodes, clock.today(officer.home_code)).count()


MATTERS = (
    (_("R/I menunggu verifikasi"), _registers, lambda: f"{reverse('groups:register_list')}?state=submitted"),
    (_("R/I dikembalikan, belum diperbaiki"), _returned, lambda: f"{reverse('groups:register_list')}?state=returned"),
    (_("R/I bulan lalu belum masuk"), _missing, lambda: f"{reverse('groups:register_list')}?state=belum"),
    (_("Pertemuan belum dicatat"), _meetings, lambda: reverse("groups:list")),
    (_("Kartu kelompok menunggu persetujuan"), _cards, lambda: reverse("groups:approvals")),
    (_("Pendaftaran kelompok belum selesai"), _drafts, lambda: f"{reverse('groups:list')}?state=draft"),
    (_("Permintaan pindah belum dijawab"), _moves, lambda: reverse("members:move_list")),
    (_("Mungkin orang yang sama, belum diputuskan"), _pairs, lambda: reverse("members:pair_list")),
    (_("Tindak lanjut pembinaan belum selesai"), _actions, lambda: reverse("groups:visit_todo")),
    (_("KB belum dikonfirmasi 12 bulan"), _kb, lambda: reverse("members:kb_unconfirmed")),
)
