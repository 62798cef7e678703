"""KB and pregnancy as dated episodes: a change ends one row and begins the next."""

from django.db import transaction

from core.dates import Month
from core.models import Submission
from members import kb_rules, queries, rules
from members.errors import AlreadyEnded, AlreadyPregnant, ConsentRefused, EpisodeOverlaps, NoMethod
from members.models import KbEpisode, Person, Pregnancy
from members.services.rows import locked, refuse_errors, refuse_inactive
from regions import clock
from regions.changes import mark

SUBJECT = "kb"


@transaction.atomic
def record_kb(person_id, *, by, request_id, changes, passed_warnings=()):
    """Write the couple's KB state. ``changes``: status, method (key or KbMethod), since, wish, reason, place_kind,
    source. The state before ends on the day this one begins. Raises Refused, EpisodeOverlaps, ConsentRefused."""
    person = locked(Person, person_id)
    submission, first = Submission.claim(by, "members.record_kb", request_id, content=(person_id, changes))
    if not first:
        return submission.result()
    return submission.finish(_begin_kb(person, changes, by, passed_warnings))


@transaction.atomic
def change_kb(episode_id, *, by, request_id, changes, passed_warnings=()):
    """Another method from a day on (``changes``: method, since, stop_reason, wish, place_kind). The state before ends
    that day with the reason. Raises Refused, AlreadyEnded, NoMethod, EpisodeOverlaps, ConsentRefused."""
    person, episode = _locked_with_person(episode_id)
    submission, first = Submission.claim(by, "members.change_kb", request_id, content=(episode_id, changes))
    if not first:
        return submission.result()
    _refuse_without_method(episode)
    method = getattr(changes["method"], "pk", changes["method"])
    reason = changes["stop_reason"]
    refuse_errors(kb_rules.check_kb_change(method=method, old_method=episode.method_id, stop_reason=reason))
    facts = {**changes, "status": KbEpisode.Status.NOW, "wish": changes.get("wish") or episode.wish}
    return submission.finish(_begin_kb(person, facts, by, passed_warnings))


@transaction.atomic
def stop_kb(episode_id, *, by, request_id, changes, passed_warnings=()):
    """No method any more from a day on (``changes``: since, stop_reason, reason, wish). Raises as ``change_kb``."""
    person, episode = _locked_with_person(episode_id)
    submission, first = Submission.claim(by, "members.stop_kb", request_id, content=(episode_id, changes))
    if not first:
        return submission.result()
    _refuse_without_method(episode)
    refuse_errors(kb_rules.check_kb_stop(stop_reason=changes["stop_reason"], wish=changes["wish"]))
    return submission.finish(_begin_kb(person, {**changes, "status": KbEpisode.Status.BEFORE}, by, passed_warnings))


@transaction.atomic
def confirm_kb(episode_id, *, by, request_id):
    """Still the same: the open state was confirmed today. Raises AlreadyEnded, ConsentRefused, and Refused where it
    cannot be the same any more (no couple of reproductive age, pregnant)."""
    person, episode = _locked_with_person(episode_id)
    submission, first = Submission.claim(by, "members.confirm_kb", request_id, content=episode_id)
    if not first:
        return submission.result()
    if episode.ended_on:
        raise AlreadyEnded()
    _refuse_unasked(person)
    today = clock.today(episode.village_id)
    facts = {"status": episode.status, "method": episode.method_id or "", "since": episode.since}
    refuse_errors(rules.check_kb(queries.couple_of(person, today), on=today, draft=True, **facts))
    episode.confirmed_on = today
    episode.version += 1
    episode.save()
    mark(episode.village_id, Month.of(today), SUBJECT)
    return submission.finish(episode)


@transaction.atomic
def record_pregnancy(person_id, *, by, request_id, changes):
    """Write a pregnancy (``changes``: since, source). The KB state ends that day; "tidak ber-KB, sedang hamil" begins
    by itself. Raises Refused, AlreadyPregnant, EpisodeOverlaps, ConsentRefused."""
    person = locked(Person, person_id)
    submission, first = Submission.claim(by, "members.record_pregnancy", request_id, content=(person_id, changes))
    if not first:
        return submission.result()
    _refuse_unasked(person)
    today, since = clock.today(person.village_id), changes.get("since")
    refuse_errors(rules.check_pregnancy(sex=person.sex, birth_date=person.birth_date, since=since, on=today))
    _check_pregnancies_before(person, since)
    pregnancy = Pregnancy.objects.create(
        person=person,
        village_id=person.village_id,
        since=since,
        source=changes.get("source") or "manual",
        recorded_by=by,
    )
    if queries.pus_on(person, today):
        _stop_for_pregnancy(person, since, today, by)
    mark(person.village_id, Month.of(since), SUBJECT)
    return submission.finish(pregnancy)


@transaction.atomic
def end_pregnancy(pregnancy_id, *, by, request_id, changes):
    """Birth, loss, or a mistaken record (``changes``: ended_on, ended_how). The KB state "sedang hamil" ends with it:
    afterwards nothing is recorded until she is asked. After a mistake the state before comes back."""
    pregnancy = locked(Pregnancy, pregnancy_id)
    submission, first = Submission.claim(by, "members.end_pregnancy", request_id, content=(pregnancy_id, changes))
    if not first:
        return submission.result()
    if pregnancy.ended_on:
        raise AlreadyEnded()
    today = clock.today(pregnancy.village_id)
    ended_on = changes["ended_on"]
    refuse_errors(rules.check_pregnancy_end(since=pregnancy.since, ended_on=ended_on, on=today))
    pregnancy.ended_on, pregnancy.ended_how = ended_on, changes["ended_how"]
    pregnancy.version += 1
    pregnancy.save()
    _end_pregnant_state(pregnancy, by)
    mark(pregnancy.village_id, Month.of(ended_on), SUBJECT)
    return submission.finish(pregnancy)


def _refuse_unasked(person):
    refuse_inactive(person)
    if queries.refuses_health(person):
        raise ConsentRefused()


def _locked_with_person(episode_id):
    """(person, episode), the person locked first, as by every service about her."""
    person = locked(Person, KbEpisode.objects.values_list("person_id", flat=True).get(pk=episode_id))
    return person, locked(KbEpisode, episode_id)


def _refuse_without_method(episode):
    if episode.ended_on:
        raise AlreadyEnded()
    if not episode.method_id:
        raise NoMethod()


def _begin_kb(person, changes, by, passed_warnings):
    """The state from ``since`` on, checked whole; the state before ends with ``stop_reason``, if one is given."""
    _refuse_unasked(person)
    today = clock.today(person.village_id)
    facts = {name: changes.get(name) or "" for name in ("status", "wish", "reason")}
    method = getattr(changes.get("method"), "pk", changes.get("method")) or ""
    since = changes.get("since")
    couple = queries.couple_of(person, today)
    refuse_errors(rules.check_kb(couple, on=today, since=since, method=method, confirmed_on=today, **facts))
    facts["reason"] = rules.kb_reason(facts["reason"], status=facts["status"], is_pregnant=couple.is_pregnant)
    _end_kb_before(person, since, changes.get("stop_reason") or "")
    episode = KbEpisode.objects.create(
        person=person,
        village_id=person.village_id,
        method_id=method or None,
        since=since,
        confirmed_on=today,
        place_kind=changes.get("place_kind") or "",
        source=changes.get("source") or "manual",
        recorded_by=by,
        passed_warnings=list(passed_warnings),
        **facts,
    )
    mark(person.village_id, Month.of(since), SUBJECT)
    return episode


def _end_kb_before(person, since, stop_reason):
    """End the open state on the day the next begins; refuse a day that lies inside what is recorded."""
    latest = person.kb_episodes.select_for_update(of=("self",)).order_by("-since", "-pk").first()
    if latest is None:
        return
    if since < (latest.ended_on or latest.since):
        raise EpisodeOverlaps(latest.ended_on or latest.since)
    if latest.ended_on is None:
        _end(latest, since, stop_reason)


def _end(episode, date, stop_reason=""):
    episode.ended_on, episode.stop_reason = date, stop_reason
    episode.version += 1
    episode.save()


def _check_pregnancies_before(person, since):
    latest = person.pregnancies.exclude(ended_how=Pregnancy.Ending.MISTAKE).order_by("-since", "-pk").first()
    if latest and latest.ended_on is None:
        raise AlreadyPregnant()
    if latest and since < latest.ended_on:
        raise EpisodeOverlaps(latest.ended_on)


def _stop_for_pregnancy(person, since, today, by):
    """The state from the pregnancy on. Where a later state is already recorded, from that day on."""
    latest = person.kb_episodes.select_for_update(of=("self",)).order_by("-since", "-pk").first()
    begins = max(since, (latest.ended_on or latest.since)) if latest else since
    ever = person.kb_episodes.filter(status__in=("now", "before")).exists()
    if latest and latest.ended_on is None:
        _end(latest, begins)
    KbEpisode.objects.create(
        person=person,
        village_id=person.village_id,
        status=KbEpisode.Status.BEFORE if ever else KbEpisode.Status.NEVER,
        reason=KbEpisode.Reason.PREGNANT,
        wish=latest.wish if latest else "",
        since=begins,
        confirmed_on=today,
        recorded_by=by,
    )


def _end_pregnant_state(pregnancy, by):
    state = (
        KbEpisode.objects.select_for_update(of=("self",))
        .filter(person_id=pregnancy.person_id, ended_on__isnull=True, reason=KbEpisode.Reason.PREGNANT)
        .first()
    )
    if state is None:
        return
    mistake = pregnancy.ended_how == Pregnancy.Ending.MISTAKE
    _end(state, state.since if mistake else max(pregnancy.ended_on, state.since))
    if mistake:
        _resume_state_before(state, by)


def _resume_state_before(state, by):
    before = KbEpisode.objects.filter(person_id=state.person_id, ended_on=state.since).exclude(pk=state.pk).first()
    if before is None:
        return
    KbEpisode.objects.create(
        person_id=before.person_id,
        village_id=before.village_id,
        status=before.status,
        method_id=before.method_id,
        since=before.ended_on,
        confirmed_on=before.confirmed_on,
        wish=before.wish,
        reason=before.reason,
        place_kind=before.place_kind,
        source=before.source,
        recorded_by=by,
    )
