"""Database triggers: declared on the model (``TRIGGERS``), installed by one idempotent function after every migrate.

SQLite drops triggers when a table is altered, so a migration is no home for them.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db import connections


@dataclass(frozen=True)
class AppendOnlyTrigger:
    """Refuse UPDATE and DELETE on the model's table."""

    def names(self, table):
        return [f"{table}_no_update", f"{table}_no_delete"]

    def sql(self, table, vendor):
        for name, act in zip(self.names(table), ("UPDATE", "DELETE"), strict=True):
            if vendor == "sqlite":
                yield (
                    f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {act} ON {table} "
                    "BEGIN SELECT RAISE(ABORT, 'append-only'); END"
                )
            else:
                yield (
                    "CREATE OR REPLACE FUNCTION uppka_append_only() RETURNS trigger LANGUAGE plpgsql AS "
                    "$$ BEGIN RAISE EXCEPTION 'append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$"
                )
                yield (
                    f"CREATE OR REPLACE TRIGGER {name} BEFORE {act} ON {table} "
                    "FOR EACH ROW EXECUTE FUNCTION uppka_append_only()"
                )


def declared(models=None):
    """Pairs (model, trigger) of all concrete models that declare one."""
    for model in models or apps.get_models():
        if not model._meta.proxy and model._meta.managed:
            for trigger in getattr(model, "TRIGGERS", ()):
                yield model, trigger


def install(using="default", models=None):
    """Create every declared trigger whose table exists. Safe to run again."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model, trigger in declared(models):
            if model._meta.db_table in tables:
                for statement in trigger.sql(model._meta.db_table, connection.vendor):
                    cursor.execute(statement)


def remove(using="default", models=None):
    """Take the triggers off, for the teardown of tests that flush tables."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for model, trigger in declared(models):
            table = model._meta.db_table
            for name in trigger.names(table):
                on_table = "" if connection.vendor == "sqlite" else f" ON {table}"
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


def missing(using="default"):
    """Names of declared triggers that the database does not have. A table that is still to come lacks nothing."""
    connection = connections[using]
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {row[0] for row in cursor.fetchall()}
        tables = set(connection.introspection.table_names(cursor))
    pairs = [(model._meta.db_table, trigger) for model, trigger in declared()]
    wanted = {name for table, trigger in pairs if table in tables for name in trigger.names(table)}
    return sorted(wanted - present)


def install_after_migrate(sender, using="default", **kwargs):
    """``post_migrate`` fires once per app; the statements are idempotent and cheap."""
    install(using, models=list(sender.get_models()))
