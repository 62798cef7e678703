"""What the page of a group tells of its past: the card, roll and committee, meetings, registers, decisions, visits."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.history import History, Part
from core.templatetags.ui import month
from groups import code_lists, queries
from groups.models import CoachingVisit
from groups.register_pages import FIGURE_WORDS


def of_group(user, group):
    """Members and committee by name only for those who may see names there; visits for those who may read them."""
    names = user.has_perm(queries.NAMES, group)
    return History(
        [
            Part([group, *group.merged.all()], words=code_lists.words_of_the_card(), names=names),
            Part(_with(group.memberships, "person"), whose=_member(names), names=names, made=_("Menjadi anggota.")),
            Part(_with(group.posts, "person"), whose=_post(names), names=names, made=_("Mulai menjabat.")),
            Part(_with(group.meetings), whose=_meeting, names=names, made=_("Dicatat.")),
            Part(_with(group.registers), whose=_register, names=names, words=FIGURE_WORDS, made=_("Diserahkan.")),
            Part(_with(group.classifications), whose=_decision, names=names, made=_("Dicatat.")),
            Part(_visits(user, group), whose=_visit, names=names, made=_("Dicatat.")),
            Part(_with(group.renewals), whose=_renewal, names=names, made=_("Diperbarui.")),
        ]
    )


def _with(rows, *related):
    """All of them. One query."""
    return list(rows.select_related(*related) if related else rows.all())


def _visits(user, group):
    """Those whose findings she may read, by the same rule as coaching_queries.sees_finding, asked once for all."""
    places = {True: user.has_perm("members.view_person", group), False: user.has_perm(queries.NAMES, group)}
    return [visit for visit in _with(group.visits) if places[visit.kind == CoachingVisit.Kind.HOME]]


def _member(names):
    def whose(row):
        return row.person.name if names else _("Anggota nomor {number}").format(number=row.number)

    return whose


def _post(names):
    def whose(row):
        post = row.get_post_display()
        return _("{post} {name}").format(post=post, name=row.person.name) if names else post

    return whose


def _meeting(row):
    return _("Pertemuan {day}").format(day=date_format(row.date, "j M Y"))


def _register(row):
    return _("R/I {month}").format(month=month(row.month))


def _decision(row):
    return _("Klasifikasi {level}").format(level=row.get_level_display())


def _visit(row):
    return _("Kunjungan {day}").format(day=date_format(row.date, "j M Y"))


def _renewal(row):
    return _("K/0 tahun {year}").format(year=row.year)
