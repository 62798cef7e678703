"""Signs of life and readiness, for probes: no sign-in, no page."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.decorators import open_to_all
from core import triggers

#: An index on (village, name) serves ranges of codes only where text sorts by its bytes.
LOCALES = ("C.UTF-8", "C.utf8", "C")


@open_to_all
@require_safe
def alive(request):
    """Answers while the process lives; asks nothing of the database."""
    return HttpResponse("ok", content_type="text/plain")


@open_to_all
@require_safe
def ready(request):
    """Answers only when the database is reachable, migrated, guarded by its triggers, and sorts by bytes."""
    try:
        faults = _faults()
    except Exception as error:
        # The kind alone: the message may name a user or a host.
        faults = [type(error).__name__]
    text = "siap" if not faults else "\n".join(faults)
    return HttpResponse(text, content_type="text/plain", status=503 if faults else 200)


def _faults():
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    faults = ["migrations"] if waiting else []
    faults += triggers.missing()
    if connection.vendor == "postgresql" and _locale() not in LOCALES:
        faults.append("locale")
    return faults


def _locale():
    with connection.cursor() as cursor:
        cursor.execute("SELECT datcollate FROM pg_database WHERE datname = current_database()")
        return cursor.fetchone()[0]
