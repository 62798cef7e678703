"""What tests about families share."""

import pytest


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
