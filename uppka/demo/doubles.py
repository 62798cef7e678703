"""A woman who was written down twice, and whose two records the PKB has made one."""

from auditlog.context import set_actor

from members import services
from members.models import Family, Person, Source


def write_merged(village_id, by):
    """The second record came with a group's list: no NIK, a short name, a family of her own."""
    known = Person.objects.active().filter(village_id=village_id, relation=Person.Relation.WIFE).exclude(nik_hash="")
    kept = known.order_by("name_key", "pk").first()
    if kept is None:
        return
    with set_actor(by):
        second = services.create_family(
            by=by,
            request_id=None,
            changes={"village_id": village_id, "address": kept.family.address, "source": Source.GROUP},
            head={
                "name": " ".join(kept.name.split()[:2]),
                "sex": kept.sex,
                "birth_date": kept.birth_date,
                "marriage": kept.marriage,
                "no_nik_reason": Person.NoNik.UNKNOWN,
                "phone": "+6281200000077",
            },
        )
        services.merge_persons(
            kept.pk,
            Family.objects.get(pk=second.pk).persons.get().pk,
            by=by,
            request_id=None,
            version=kept.version,
            chosen={"phone": "gone"},
        )
