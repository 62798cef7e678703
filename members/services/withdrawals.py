"""A mistaken event is taken back by another entry, which puts back what stood before."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.models import Submission
from members.errors import NotLatest, NotWithdrawable
from members.models import Family, KbEpisode, LifeEvent, Person, Pregnancy
from members.services.acts import Act, close_if_empty, settle_act, take_person_along
from members.services.persons import bring_back, save_person
from members.services.rows import locked, refuse_anonymised

Kind = LifeEvent.Kind
MOVES = (Kind.MOVED_IN, Kind.MOVED_OUT)


@transaction.atomic
def withdraw_event(event_id, *, by, request_id, reason):
    """Take back everything that one form wrote, the last of it first. Raises NotLatest when something was recorded
    since on one of its persons, NotWithdrawable for a move and for what is withdrawn already."""
    event = locked(LifeEvent, event_id)
    submission, first = Submission.claim(by, "members.withdraw_event", request_id, content=(event_id, reason))
    if not first:
        return submission.result()
    events = list(LifeEvent.objects.standing().filter(act=event.act).order_by("-pk"))
    if event not in events or any(each.kind in MOVES for each in events):
        raise NotWithdrawable()
    keys = sorted({each.person_id for each in events})
    persons = dict(zip(keys, _locked_persons(keys), strict=True))
    _refuse_later(persons.values(), event.act)
    act = Act(by, event.on, reason)
    act.families = {f for each in events for f in (each.family_id, each.other_family_id) if f}
    for each in events:
        _take_back(act, each, persons[each.person_id])
    _settle_families(act.families)
    settle_act(act)
    return submission.finish(event)


def _locked_persons(keys):
    return list(Person.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))


def _refuse_later(persons, act_key):
    for person in persons:
        refuse_anonymised(person)
        if person.events.standing().order_by("-on", "-pk").first().act != act_key:
            raise NotLatest(person)


def _take_back(act, event, person):
    act.villages |= {event.village_id, person.village_id}
    for name, value in event.before.items():
        field = person._meta.get_field(name.removesuffix("_id"))
        setattr(person, name, value if field.is_relation else field.to_python(value))
    if "is_active" in event.before:
        _settle_person(person, event)
    if "family_id" in event.before:
        person.village_id, person.dusun_id = person.family.village_id, person.family.dusun_id
    person.version += 1
    _open_first(person)
    save_person(person)
    take_person_along(person)
    act.villages.add(person.village_id)
    _reopen(event.closed)
    places = {"family": event.family, "other_family": event.other_family, "village_id": event.village_id}
    act.note_event(person, Kind.WITHDRAWN, event.after, event.before, withdraws=event, **places)


def _settle_person(person, event):
    if person.is_active:
        bring_back(person)
    elif event.kind == Kind.BIRTH:
        person.inactive_kind, person.inactive_on = Person.InactiveKind.MISTAKE, event.on
        person.inactive_reason = _("Kelahiran dibatalkan")


def _open_first(person):
    """A family that was closed with her is open again before she comes back to it."""
    if person.is_active and not person.family.is_active:
        family = locked(Family, person.family_id)
        family.is_active, family.inactive_reason, family.version = True, "", family.version + 1
        family.save()


def _reopen(closed):
    """The KB state and the pregnancy that the event ended go on, unless another is open by now."""
    for name, model in (("kb", KbEpisode), ("pregnancy", Pregnancy)):
        row = model.objects.select_for_update(of=("self",)).filter(pk=closed.get(name)).first()
        if row and not model.objects.filter(person=row.person_id, ended_on__isnull=True).exists():
            row.ended_on, row.version = None, row.version + 1
            if name == "pregnancy":
                row.ended_how = ""
            row.save()


def _settle_families(keys):
    for key in keys:
        close_if_empty(key, _("Pemisahan keluarga dibatalkan"))
