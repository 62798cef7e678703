"""The clock runs each job once per period; the work of a dead worker is taken up again, and only once."""

import datetime

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from core import schedule
from core.models import Job, Lease
from core.schedule import LeaseHeld, LeaseLost, due

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2026, 11, 24, 4, 0, tzinfo=datetime.UTC)
RUNS: list[str] = []


@due(every="day")
def daily():
    RUNS.append("daily")


@due(every="hour")
def hourly():
    RUNS.append("hourly")


@due(every="day")
def broken():
    RUNS.append("broken")
    raise ValueError("nomor 5371041708900001")


@task()
def remember(pk):
    RUNS.append(f"task {pk}")


@pytest.fixture(autouse=True)
def _no_runs():
    RUNS.clear()


@pytest.fixture
def queue(settings):
    """The queue of production: a table."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    return DBTaskResult.objects


def scheduled(settings, *jobs):
    settings.SCHEDULE = [f"{__name__}.{job.__name__}" for job in jobs]


def test_each_job_runs_once_per_period(settings):
    scheduled(settings, daily, hourly)

    for hours in (0, 0.2, 1, 24):
        schedule.run_due(NOON + datetime.timedelta(hours=hours))

    assert RUNS == ["daily", "hourly", "hourly", "daily", "hourly"]


def test_the_day_turns_at_midnight_of_the_place_and_not_of_greenwich(settings):
    scheduled(settings, daily)
    late = datetime.datetime(2026, 11, 24, 15, 59, tzinfo=datetime.UTC)

    schedule.run_due(late)
    schedule.run_due(late + datetime.timedelta(minutes=2))

    assert list(Job.objects.order_by("pk").values_list("period", flat=True)) == ["2026-11-24", "2026-11-25"]


def test_a_job_that_fails_stops_no_other_and_keeps_no_personal_data(settings):
    scheduled(settings, broken, daily)

    schedule.run_due(NOON)

    assert RUNS == ["broken", "daily"]
    assert Job.objects.get(name__endswith="broken").error == "ValueError"
    assert Job.objects.get(name__endswith="daily").finished_at is not None


def test_a_job_that_failed_is_tried_again_after_an_hour(settings):
    scheduled(settings, broken)

    for minutes in (0, 30, 61):
        schedule.run_due(NOON + datetime.timedelta(minutes=minutes))

    assert RUNS == ["broken", "broken"]


def test_an_unknown_period_is_refused():
    with pytest.raises(ValueError, match="fortnight"):
        due(every="fortnight")


def test_every_scheduled_job_says_how_often(settings):
    from django.utils.module_loading import import_string

    assert {import_string(name).every for name in settings.SCHEDULE} <= set(schedule.PERIODS)


def test_a_task_is_queued_with_the_data_it_belongs_to(queue):
    with transaction.atomic():
        schedule.enqueue(remember, 1)
        transaction.set_rollback(True)
    assert not queue.exists()

    with transaction.atomic():
        schedule.enqueue(f"{__name__}.remember", 2)
    assert queue.get().args_kwargs == {"args": [2], "kwargs": {}}


def test_without_a_queue_a_task_runs_after_the_commit(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        schedule.enqueue(remember, 7)
        assert RUNS == []

    assert RUNS == ["task 7"]


def held(key="import:42", argument="42"):
    return schedule.lease(key, task=f"{__name__}.remember", argument=argument)


def test_only_one_worker_holds_a_lease():
    with held(), pytest.raises(LeaseHeld), held():
        pass

    assert not Lease.objects.exists()


def test_an_error_ends_the_lease():
    with pytest.raises(KeyError), held():
        raise KeyError

    assert not Lease.objects.exists()


def die(at):
    """A worker takes a lease and dies: nothing of it gets another word."""
    with time_machine.travel(at, tick=False), pytest.raises(SystemExit), held():
        raise SystemExit


def test_the_work_of_a_dead_worker_is_queued_again_once(queue):
    die(NOON)

    assert schedule.requeue_expired(NOON + datetime.timedelta(seconds=30)) == []
    assert schedule.requeue_expired(NOON + datetime.timedelta(seconds=61)) == ["import:42"]
    assert schedule.requeue_expired(NOON + datetime.timedelta(seconds=62)) == []

    assert [row.args_kwargs["args"] for row in queue.all()] == [["42"]]


def test_who_takes_the_work_over_knows_that_it_was_tried_before(queue):
    die(NOON)
    later = NOON + datetime.timedelta(minutes=2)
    schedule.requeue_expired(later)

    with time_machine.travel(later, tick=False), held() as lease:
        assert lease.attempts == 2


def test_a_worker_that_was_only_slow_loses_its_lease():
    with time_machine.travel(NOON, tick=False) as clock, held() as slow:
        clock.shift(61)
        with held() as quick:
            quick.renew()
            with pytest.raises(LeaseLost):
                slow.renew()


def test_renewing_keeps_the_lease_alive(queue):
    with time_machine.travel(NOON, tick=False) as clock, held() as lease:
        for _minute in range(5):
            clock.shift(50)
            lease.renew()
            assert schedule.requeue_expired() == []


def test_work_that_kills_its_worker_again_and_again_is_left_for_a_person(queue):
    moment = NOON
    die(moment)
    for _time in range(10):
        moment += datetime.timedelta(hours=1)
        schedule.requeue_expired(moment)

    assert queue.count() == schedule.MAX_ATTEMPTS - 1
    assert Lease.objects.get().attempts == schedule.MAX_ATTEMPTS


def test_the_task_that_died_does_not_stay_running(queue):
    remember.enqueue(42)
    queue.update(status=TaskResultStatus.RUNNING, started_at=NOON)
    die(NOON)

    schedule.requeue_expired(NOON + datetime.timedelta(minutes=2))

    assert [row.status for row in queue.all()] == [TaskResultStatus.READY]


def test_a_task_whose_worker_died_before_it_took_a_lease_is_free_again(queue):
    remember.enqueue(1)
    remember.enqueue(2)
    queue.update(status=TaskResultStatus.RUNNING, started_at=NOON)
    Lease.objects.create(
        key="import:2",
        task=f"{__name__}.remember",
        argument="2",
        holder="someone",
        expires_at=timezone.now() + datetime.timedelta(days=400),
    )

    schedule.requeue_expired(NOON + datetime.timedelta(minutes=11))

    status = {row.args_kwargs["args"][0]: row.status for row in queue.all()}
    assert status == {1: TaskResultStatus.READY, 2: TaskResultStatus.RUNNING}
