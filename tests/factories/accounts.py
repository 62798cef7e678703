import datetime

import factory

from accounts import roles
from accounts.models import Assignment, User
from tests.factories.regions import village

PASSWORD = "rahasia-kupang-1"


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"petugas{n}")
    name = factory.Sequence(lambda n: f"Petugas {n}")
    password = factory.django.Password(PASSWORD)


class AssignmentFactory(factory.django.DjangoModelFactory):
    """``region_code="5371"`` makes a region assignment; ``region_code=""`` the nation."""

    class Meta:
        model = Assignment

    user = factory.SubFactory(UserFactory)
    role = roles.PKB
    task = factory.LazyAttribute(lambda o: "ppkbd" if o.role == roles.KADER else "")
    region_code = "5371041001"
    place_kind = factory.LazyAttribute(lambda o: "region" if o.region_code else "nation")
    place_key = factory.LazyAttribute(lambda o: o.region_code)
    starts_on = datetime.date(2026, 1, 1)


def officer_at(role, code, **user):
    """A user with one assignment; the regions up to ``code`` exist afterwards."""
    if code:
        village(code) if len(code) == 10 else village("5371041001")
    user = UserFactory(**user)
    AssignmentFactory(user=user, role=role, region_code=code)
    return user
