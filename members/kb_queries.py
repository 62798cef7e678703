"""Reads about methods that are asked about each year."""

from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from members import rules
from members.models import Consent, KbEpisode, Person

MARRIED = Person.Marriage.MARRIED
UNWILLING = (Consent.Answer.REFUSED, Consent.Answer.WITHDRAWN)


def unconfirmed(episodes, today):
    """Of ``episodes`` the open ones whose method was not confirmed for more than 12 months (rules.is_unconfirmed), of
    couples of reproductive age who did not refuse that health data are kept. One condition, for lists of any length."""
    return (
        episodes.filter(
            ended_on__isnull=True,
            method__needs_confirmation=True,
            confirmed_on__lt=rules.years_before(today, 1),
            person__is_active=True,
        )
        .filter(_tells_for_a_couple(today))
        .alias(said=_latest_word())
        .exclude(said__in=UNWILLING)
    )


def changeable_by(user, permission, episodes):
    """Keys of those of ``episodes`` that ``user`` holds ``permission`` for."""
    rows = KbEpisode.objects.visible_to(user, permission).filter(pk__in=[episode.pk for episode in episodes])
    return set(rows.values_list("pk", flat=True))


def records_of(key):
    """Keys of a person's record and of those merged into it, each found by an index, for use inside another query."""
    return Person.objects.filter(Q(pk=key) | Q(merged_into_id=key)).values("pk")


def _tells_for_a_couple(today):
    """Q: her record, while she is PUS; his, where it is his that was kept."""
    youngest = rules.years_before(today, rules.REPRODUCTIVE_FROM)
    oldest = rules.years_before(today, rules.REPRODUCTIVE_TO + 1)
    of_age = Q(person__birth_date__lte=youngest, person__birth_date__gt=oldest)
    wife = Q(person__sex=Person.Sex.FEMALE) & (Q(person__pus_override=True) | of_age)
    return Q(person__marriage=MARRIED) & (wife | Q(person__sex=Person.Sex.MALE))


def _latest_word():
    """Her latest answer about health data, also one that was given on a record that is now merged into hers."""
    hers = records_of(OuterRef(OuterRef("person_id")))
    answers = Consent.objects.filter(person__in=hers, purpose=Consent.Purpose.HEALTH).order_by("-given_on", "-pk")
    return Coalesce(Subquery(answers.values("answer")[:1]), Value(""))
