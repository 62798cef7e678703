"""Looking up a NIK while typing a person: what is outside the officer's places is logged and limited."""

import datetime

from django.utils import timezone

from accounts.models import PersonalDataAccess
from members import queries
from members.errors import ForeignNik, KnownNik, TooManyHits
from members.models import Person

FOREIGN_HITS_A_DAY = 20
FOREIGN_HIT = "NIK di luar wilayah"


def look_up_nik(nik, *, by, besides=None):
    """Nothing when the NIK is free. Raises KnownNik with the person inside the officer's places, ForeignNik outside.

    Each hit outside is logged for the region that owns the person, outside of any transaction that is rolled back;
    after FOREIGN_HITS_A_DAY of them TooManyHits is raised for every NIK, so that nothing can be told apart.
    """
    if _foreign_hits(by) >= FOREIGN_HITS_A_DAY:
        raise TooManyHits()
    holder = queries.holder_of_nik(nik, world=by.world, besides=besides)
    if holder is None:
        return
    if Person.objects.filter(pk=holder.pk).visible_to(by, "members.view_person").exists():
        raise KnownNik(holder)
    PersonalDataAccess.objects.create(
        user=by,
        model=Person._meta.label_lower,
        object_id=str(holder.pk),
        fields="nik",
        purpose=PersonalDataAccess.Purpose.CORRECTION,
        note=FOREIGN_HIT,
        region_code=holder.village_id,
    )
    raise ForeignNik()


def _foreign_hits(user):
    since = timezone.now() - datetime.timedelta(days=1)
    return PersonalDataAccess.objects.filter(user=user, at__gte=since, note=FOREIGN_HIT).count()
