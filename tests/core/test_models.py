"""One act writes once; what is written once stays; settings count on their days."""

import datetime
import uuid

import pytest
from django.db import IntegrityError, transaction

from accounts.models import PersonalDataAccess
from core.errors import Resubmitted, RuleError, Stale
from core.models import DatedSetting, Submission, digest_of
from tests.factories import FamilyFactory, GroupFactory, UserFactory

pytestmark = pytest.mark.django_db

ID = uuid.UUID("11111111-1111-4111-8111-111111111111")


def claim(user, content=("Melati", 3), action="groups.create", request_id=ID):
    return Submission.claim(user, action, request_id, content=content)


def test_the_second_arrival_gets_the_first_result():
    user, group = UserFactory(), GroupFactory()
    submission, first = claim(user)
    submission.finish(group)

    again, is_first = claim(user)

    assert first
    assert not is_first
    assert again.result() == group


def test_the_same_id_with_other_content_is_refused():
    user = UserFactory()
    claim(user)

    with pytest.raises(Resubmitted, match="isi lain"):
        claim(user, content=("Mawar", 3))


@pytest.mark.parametrize("other", ["user", "action", "request_id"])
def test_another_user_act_or_id_is_another_submission(other):
    user = UserFactory()
    claim(user)
    kwargs = {"user": user} | {other: {"user": UserFactory(), "action": "x.y", "request_id": uuid.uuid4()}[other]}

    _submission, first = claim(**kwargs)

    assert first


def test_without_an_id_each_call_is_a_first_one():
    user = UserFactory()

    assert claim(user, request_id=None)[1]
    assert claim(user, request_id=None)[1]


def test_a_write_that_fails_leaves_its_id_free():
    user = UserFactory()
    with pytest.raises(RuleError), transaction.atomic():
        _claim_and_fail(user)

    assert claim(user)[1]


def _claim_and_fail(user):
    claim(user)
    raise RuleError("Bulan sudah ditutup.")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        (["x", "y"], ["y", "x"], False),
        ({"x", "y"}, {"y", "x"}, True),
        ({"on": datetime.date(2026, 11, 1)}, {"on": datetime.date(2026, 11, 2)}, False),
        ({"n": 1}, {"n": "1"}, False),
        ({"n": None}, {"n": ""}, False),
    ],
)
def test_a_digest_tells_contents_apart(one, other, same):
    assert (digest_of(one) == digest_of(other)) is same


def test_rows_in_a_content_count_by_their_key():
    family = FamilyFactory()
    same_row = type(family).objects.get(pk=family.pk)

    assert digest_of({"family": family}) == digest_of({"family": same_row})
    assert digest_of({"family": family}) != digest_of({"family": FamilyFactory()})
    assert digest_of(type(family).objects.all()) == digest_of(type(family).objects.order_by("-pk"))


def look():
    return PersonalDataAccess.objects.create(user=UserFactory(), model="members.person", fields="nik", purpose="visit")


@pytest.mark.parametrize(
    "act",
    [
        lambda row: row.save(),
        lambda row: row.delete(),
        lambda row: type(row).objects.filter(pk=row.pk).update(note="x"),
        lambda row: type(row).objects.filter(pk=row.pk).delete(),
    ],
    ids=["save", "delete", "update many", "delete many"],
)
def test_what_is_written_once_is_neither_changed_nor_deleted(act):
    row = look()

    with pytest.raises(RuleError):
        act(row)

    assert type(row).objects.get(pk=row.pk).note == ""


def test_who_comes_second_is_told():
    family = FamilyFactory()
    family.check_version(1)
    family.save()

    with pytest.raises(Stale, match="diubah orang lain"):
        type(family).objects.get(pk=family.pk).check_version(1)


@pytest.mark.parametrize("version", [1, "1", None])
def test_the_version_of_the_form_is_the_one_in_the_database(version):
    family = FamilyFactory()

    family.check_version(version)

    assert family.version == 2


def setting(value, valid_from, valid_to=None, key="register.deadline_day"):
    return DatedSetting.objects.create(key=key, value=value, valid_from=valid_from, valid_to=valid_to, source="Uji")


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (datetime.date(2025, 12, 31), None),
        (datetime.date(2026, 1, 1), 3),
        (datetime.date(2026, 6, 30), 3),
        (datetime.date(2026, 7, 1), 5),
        (datetime.date(2027, 12, 31), 5),
        # The older one has no last day of its own, so it holds again when the newer one has ended.
        (datetime.date(2028, 1, 1), 3),
    ],
)
def test_a_setting_counts_from_its_day_to_its_day(day, value):
    setting(3, datetime.date(2026, 1, 1))
    setting(5, datetime.date(2026, 7, 1), datetime.date(2027, 12, 31))
    setting(9, datetime.date(2026, 1, 1), key="lain")

    assert DatedSetting.value_on("register.deadline_day", day) == value


def test_without_a_setting_the_default_holds():
    assert DatedSetting.value_on("tidak.ada", datetime.date(2026, 1, 1), default=7) == 7


@pytest.mark.parametrize("valid_to", [datetime.date(2025, 12, 31)])
def test_a_setting_cannot_end_before_it_begins(valid_to):
    with pytest.raises(IntegrityError):
        setting(3, datetime.date(2026, 1, 1), valid_to)


def test_one_setting_per_day():
    setting(3, datetime.date(2026, 1, 1))

    with pytest.raises(IntegrityError):
        setting(4, datetime.date(2026, 1, 1))
