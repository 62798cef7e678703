"""Home (what awaits the officer), quick recording, the rest, and the health of the process."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from accounts.decorators import open_to_all
from core import triggers


@require_safe
def home(request):
    return TemplateResponse(request, "uppka/home.html", {})


@require_safe
def record(request):
    return TemplateResponse(request, "uppka/record.html", {})


@require_safe
def more(request):
    return TemplateResponse(request, "uppka/more.html", {})


@open_to_all
@require_safe
def alive(request):
    """Answers while the process lives; asks nothing of the database."""
    return HttpResponse("ok", content_type="text/plain")


@open_to_all
@require_safe
def ready(request):
    """Answers only when the database is reachable, migrated and guarded by its triggers."""
    try:
        faults = _faults()
    except Exception as error:
        faults = [type(error).__name__]
    text = "siap" if not faults else "\n".join(faults)
    return HttpResponse(text, content_type="text/plain", status=503 if faults else 200)


def _faults():
    executor = MigrationExecutor(connection)
    faults = []
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        faults.append("migrations")
    faults += triggers.missing()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT datcollate FROM pg_database WHERE datname = current_database()")
            if cursor.fetchone()[0] not in ("C.UTF-8", "C.utf8", "C"):
                faults.append("locale")
    return faults
