"""What is put right or thrown away every day; safe to run twice."""

from auditlog.context import disable_auditlog
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import translation
from django.utils.translation import gettext as _

from core import history
from core.dates import Month
from core.schedule import due
from members.models import Family, Welfare
from members.services import companions
from members.welfare_rules import DTSEN, QUARTERS_KEPT, period_text
from regions import changes

BATCH = 500
LANGUAGE = "id"


@due(every="day")
def forget_old_deciles():
    """Of each family the deciles of its last two quarters stay; a line of its history says that an older one went."""
    while rows := list(_beyond_the_last()[:BATCH]):
        _forget(rows)


@due(every="day")
def follow_families():
    """Companions of families that were merged, moved away or left the register."""
    companions.follow_families()


def _beyond_the_last():
    """Deciles of a family that has two later ones."""
    own = {"family_id": OuterRef("family_id"), "measure": DTSEN}
    newest_too_many = Welfare.objects.filter(**own, period__gt=OuterRef("period"))[QUARTERS_KEPT - 1 : QUARTERS_KEPT]
    return Welfare.objects.filter(Exists(newest_too_many), measure=DTSEN).order_by("pk")


@transaction.atomic
def _forget(rows):
    with translation.override(LANGUAGE):
        for row in rows:
            text = _("Desil DTSEN {period} dihapus; dua triwulan terakhir yang disimpan.")
            sentence = text.format(period=period_text(DTSEN, row.period))
            history.record([Family(pk=row.family_id)], by=None, sentence=sentence)
    with disable_auditlog():
        Welfare.objects.filter(pk__in=[row.pk for row in rows]).delete()
    changes.mark_many({(row.village_id, Month.of(row.period), "welfare") for row in rows})
