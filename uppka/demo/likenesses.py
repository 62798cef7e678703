"""People who stand twice: what a second list brings into a register, for the page "Mungkin orang yang sama"."""

from auditlog.context import set_actor

from members import services
from members.doubles import work
from members.matching_rules import swapped
from members.models import Family, Person
from regions.scope import Scope

Relation = Person.Relation
#: How the second list writes them: the name, whether day and month are exchanged, whether in a village of another PKB.
LISTED = (
    (lambda name: name.upper(), False, False),
    (lambda name: " ".join(reversed(name.split())), False, False),
    (lambda name: name.replace("i", "y", 1), True, False),
    (lambda name: name, False, True),
    (lambda name: f"{name.split()[0]} {name.split()[-1]}", False, False),
)


def write_likenesses(district, city, by):
    """A few wives of ``district`` a second time, as relatives without a number, and the search for them."""
    wives = _inside(Person, district).active().filter(relation=Relation.WIFE, birth_date__day__lte=12)
    chosen = [wife for wife in wives.select_related("family").order_by("pk")[:40] if len(wife.name.split()) == 3]
    far = _hosts(city, besides=district)
    with set_actor(by):
        for wife, (written, is_swapped, is_far) in zip(chosen, LISTED, strict=False):
            host = (far if is_far else _hosts(wife.village_id)).exclude(pk=wife.family_id)[wife.pk % 10]
            _write_again(wife, written(wife.name), host, is_swapped, by)
    work.search(city)


def _write_again(wife, name, host, is_swapped, by):
    date = swapped(wife.birth_date) if is_swapped else wife.birth_date
    facts = {"name": name, "sex": wife.sex, "birth_date": date or wife.birth_date, "relation": Relation.RELATIVE}
    changes = {**facts, "no_nik_reason": Person.NoNik.UNRECORDED, "presence": Person.Presence.HOME}
    services.add_person(host.pk, by=by, request_id=None, changes=changes)


def _hosts(region, besides=None):
    families = _inside(Family, region).active().order_by("-pk")
    return families.exclude(Scope.of({besides}).q("village_id")) if besides else families


def _inside(model, region):
    return model.objects.filter(Scope.of({region}).q("village_id"))
