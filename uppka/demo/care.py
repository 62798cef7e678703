"""Welfare and the yearly question in the demo: deciles of two quarters, stages, risk, and women to be asked again."""

import datetime
import random

from core.dates import Month
from members.models import Family, KbEpisode, Welfare
from members.welfare_rules import DTSEN, KRS, KS, NO, YES, period_of
from regions import clock
from regions.changes import mark_many
from regions.scope import Scope

#: Of ten families, the deciles that they stand in; a poor quarter of a city.
DECILES = "1223345679"
STAGES = ("pra_ks", "ks1", "ks1", "ks2", "ks2", "ks3", "ks3_plus")
#: Women who were not asked for more than a year.
UNASKED = 14


def write_care(code, by, *, seed):
    """Write what the district of ``code`` was told about its families, and leave some methods unconfirmed."""
    rng, today = random.Random(f"{seed}:care"), clock.today(code)
    families = list(Family.objects.filter(Scope.of([code]).q("village_id"), is_active=True).only("pk", "village_id"))
    rows = [row for family in families if rng.random() < 0.85 for row in _told(family, rng, today, by)]
    Welfare.objects.bulk_create(rows, batch_size=500)
    mark_many({(row.village_id, Month.of(row.period), "welfare") for row in rows})
    _leave_unasked(code, rng, today)


def _told(family, rng, today, by):
    """Two quarters of deciles, the second mostly as the first; a stage; for some, whether it is at risk."""
    decile = rng.choice(DECILES)
    later = str(min(10, max(1, int(decile) + rng.choice((0, 0, 0, 0, -1, 1)))))
    before, now = _quarters(today)
    told = [(DTSEN, before, decile, "Berkas DTSEN Dinas Sosial"), (DTSEN, now, later, "Berkas DTSEN Dinas Sosial")]
    told.append((KS, datetime.date(today.year - 1, 1, 1), rng.choice(STAGES), "Pendataan Keluarga"))
    if rng.random() < 0.3:
        told.append((KRS, datetime.date(today.year, 1, 1), rng.choice((YES, NO, NO)), "Hasil pemutakhiran KRS"))
    for measure, period, level, source in told:
        facts = {"measure": measure, "period": period, "level": level, "source": source}
        yield Welfare(family=family, village_id=family.village_id, recorded_by=by, **facts)


def _quarters(today):
    """First days of the last two quarters that are over."""
    number = today.year * 4 + (today.month - 1) // 3
    return [period_of(DTSEN, *((each // 4, each % 4 + 1))) for each in (number - 2, number - 1)]


def _leave_unasked(code, rng, today):
    using = KbEpisode.objects.filter(
        Scope.of([code]).q("village_id"),
        ended_on__isnull=True,
        method__needs_confirmation=True,
        since__lt=today - datetime.timedelta(days=560),
    )
    episodes = list(using.order_by("pk")[: UNASKED * 3])
    chosen = rng.sample(episodes, min(UNASKED, len(episodes)))
    for episode in chosen:
        episode.confirmed_on = today - datetime.timedelta(days=rng.randint(370, 550))
    KbEpisode.objects.bulk_update(chosen, ["confirmed_on"])
