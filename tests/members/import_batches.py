"""Batches for tests: sent by an officer, checked, and saved where asked."""

import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from members.imports import run, services
from tests.members.import_sheet import workbook

AS_OF = datetime.date(2026, 11, 1)


def upload(data, name="data.xlsx"):
    return SimpleUploadedFile(name, data, content_type="application/octet-stream")


def batch_of(officer, rows, *, commit=False, data=None, **kwargs):
    """The rows (or the bytes of a workbook) as a checked batch; with ``commit`` it is written as well."""
    batch = services.start_import(
        by=officer,
        request_id=None,
        upload=data or workbook(rows, **kwargs),
        name="data.xlsx",
        village_id="5371041001",
        as_of=AS_OF,
    )
    run.check_batch(batch.pk)
    if commit:
        services.commit_import(batch.pk, by=officer, request_id=None, takes=["new", "changed"])
        run.commit_batch(batch.pk)
    batch.refresh_from_db()
    return batch


def url(name, batch=None):
    return reverse(f"members:import_{name}", args=[batch.public_id] if batch else [])
