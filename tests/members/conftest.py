"""What tests about families share."""

import pytest

from scripts import postgres
from tests.processes import Processes


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, tmp_path):
    """Of an empty database of the test's own, of either kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'own.sqlite3'}"
        return
    if not postgres.is_installed():
        pytest.skip("PostgreSQL is not installed")
    with postgres.throwaway() as address:
        yield address


@pytest.fixture
def python(address, tmp_path):
    """Start code in a process of its own, with a database of its own."""
    processes = Processes(address, tmp_path)
    yield processes
    processes.end()


@pytest.fixture
def send_sheet(client, officer, django_capture_on_commit_callbacks):
    """Post an upload as the officer; the task runs at once, as the worker would."""
    from tests.members.import_batches import upload, url

    client.force_login(officer)

    def post(data, *, name="data.xlsx", village="5371041001", as_of="2026-11-01", **more):
        with django_capture_on_commit_callbacks(execute=True):
            fields = {"village": village, "as_of": as_of, "file": upload(data, name), **more}
            return client.post(url("create"), fields)

    return post
