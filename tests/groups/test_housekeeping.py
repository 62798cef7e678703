"""The search for groups follows a chair who is renamed."""

import pytest
from django.utils.module_loading import import_string

from groups import housekeeping
from groups.models import Group
from members import services
from tests.factories import GroupFactory

pytestmark = pytest.mark.django_db


def test_a_renamed_chair_is_found_by_her_new_name(officer):
    group = GroupFactory(members=1, members__person__name="Maria Ndun")
    housekeeping.refresh_search_keys()
    chair = group.posts.get().person
    services.update_person(chair.pk, by=officer, version=1, request_id=None, changes={"name": "Yasinta Bire"})

    housekeeping.refresh_search_keys()

    assert list(Group.objects.named("yasinta")) == [group]
    assert not Group.objects.named("maria").exists()


def test_what_is_right_is_not_written_again(django_assert_num_queries):
    for _ in range(6):
        GroupFactory(members=1)
    housekeeping.refresh_search_keys()

    with django_assert_num_queries(3):  # the rows, their chairs, no further rows
        housekeeping.refresh_search_keys()


def test_runs_every_day(settings):
    job = "groups.housekeeping.refresh_search_keys"

    assert job in settings.SCHEDULE
    assert import_string(job).every == "day"
