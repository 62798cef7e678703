import datetime

import factory

from core.encryption import lookup_hash
from core.text import name_key
from members.models import Family, KbEpisode, KbMethod, LifeEvent, MoveRequest, Person, Pregnancy, Welfare
from members.name_rules import sound_key
from tests.factories.accounts import UserFactory
from tests.factories.regions import village


class FamilyFactory(factory.django.DjangoModelFactory):
    """A family with its head. ``head__name="…"`` passes on to the head; ``head=False`` leaves her out."""

    class Meta:
        model = Family
        skip_postgeneration_save = True

    village = factory.LazyFunction(village)
    kk_number = factory.Sequence(lambda n: f"537104{1 + n % 28:02d}0120{1000 + n:04d}")
    kk_hash = factory.LazyAttribute(lambda o: lookup_hash(o.kk_number))
    head_name = factory.Sequence(lambda n: f"Kepala Keluarga {n}")
    name_key = factory.LazyAttribute(lambda o: name_key(o.head_name))
    search_key = factory.LazyAttribute(lambda o: name_key(o.head_name))
    member_count = 1

    @factory.post_generation
    def head(family, create, extracted, **kwargs):
        if create and extracted is not False:
            kwargs.setdefault("name", family.head_name)
            PersonFactory(family=family, relation=Person.Relation.HEAD, **kwargs)


class PersonFactory(factory.django.DjangoModelFactory):
    """A married woman of 36 with a NIK, in a family of her own unless one is given. Trait ``no_nik``."""

    class Meta:
        model = Person

    class Params:
        no_nik = factory.Trait(nik="", no_nik_reason=Person.NoNik.UNRECORDED)

    family = factory.SubFactory(FamilyFactory)
    village = factory.SelfAttribute("family.village")
    dusun = factory.SelfAttribute("family.dusun")
    name = factory.Sequence(lambda n: f"Maria Contoh {n}")
    name_key = factory.LazyAttribute(lambda o: name_key(o.name))
    sound_key = factory.LazyAttribute(lambda o: sound_key(o.name))
    sex = Person.Sex.FEMALE
    birth_date = datetime.date(1990, 8, 17)
    nik = factory.Sequence(lambda n: f"537104570890{n % 9999 + 1:04d}")
    nik_hash = factory.LazyAttribute(lambda o: lookup_hash(o.nik))
    marriage = Person.Marriage.MARRIED
    relation = Person.Relation.WIFE


class KbEpisodeFactory(factory.django.DjangoModelFactory):
    """Using injections since January 2026."""

    class Meta:
        model = KbEpisode

    person = factory.SubFactory(PersonFactory)
    village = factory.SelfAttribute("person.village")
    status = KbEpisode.Status.NOW
    method = factory.LazyAttribute(
        lambda o: (
            KbMethod.objects.get_or_create(
                key="suntik", defaults={"label": "Suntik", "is_modern": True, "is_long_acting": False}
            )[0]
            if o.status == "now"
            else None
        )
    )
    since = datetime.date(2026, 1, 5)
    confirmed_on = datetime.date(2026, 10, 5)
    recorded_by = factory.SubFactory(UserFactory)


class PregnancyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Pregnancy

    person = factory.SubFactory(PersonFactory)
    village = factory.SelfAttribute("person.village")
    since = datetime.date(2026, 7, 1)
    recorded_by = factory.SubFactory(UserFactory)


class WelfareFactory(factory.django.DjangoModelFactory):
    """Decile 3 of the third quarter of 2026."""

    class Meta:
        model = Welfare

    family = factory.SubFactory(FamilyFactory)
    village = factory.SelfAttribute("family.village")
    measure = Welfare.Measure.DTSEN
    period = datetime.date(2026, 7, 1)
    level = "3"
    source = "Berkas DTSEN Dinas Sosial"
    recorded_by = factory.SubFactory(UserFactory)


class LifeEventFactory(factory.django.DjangoModelFactory):
    """She married in October, by a form of its own."""

    class Meta:
        model = LifeEvent

    person = factory.SubFactory(PersonFactory)
    family = factory.SelfAttribute("person.family")
    village = factory.SelfAttribute("person.village")
    kind = LifeEvent.Kind.MARRIAGE
    on = datetime.date(2026, 10, 3)
    before = factory.LazyFunction(lambda: {"marriage": "single"})
    after = factory.LazyFunction(lambda: {"marriage": "married"})
    recorded_by = factory.SubFactory(UserFactory)


class MoveRequestFactory(factory.django.DjangoModelFactory):
    """A whole family that is to move out; the officers of ``to_village`` answer."""

    class Meta:
        model = MoveRequest

    direction = MoveRequest.Direction.OUT
    family = factory.SubFactory(FamilyFactory)
    from_village = factory.SelfAttribute("family.village")
    to_village = factory.LazyFunction(lambda: village("5301012001"))
    on = datetime.date(2026, 11, 2)
    asked_by = factory.SubFactory(UserFactory)
