"""Rows in bulk: COPY on PostgreSQL, one prepared INSERT on SQLite. Values are ready for the database."""

import datetime
import io
import json
import uuid

from django.db import connection, models
from django.utils import timezone

from core import triggers
from core.search import SearchTrigger


class Columns:
    """The columns of a model and the defaults that Django would fill in; without ``with_key`` the database numbers."""

    def __init__(self, model, *, with_key=False):
        fields = [field for field in model._meta.concrete_fields if with_key or not field.primary_key]
        self.table = model._meta.db_table
        self.names = [field.column for field in fields]
        self.position = {field.attname: place for place, field in enumerate(fields)}
        self.defaults = [_default(field) for field in fields]

    def values(self, row):
        values = self.defaults.copy()
        for name, value in row.items():
            values[self.position[name]] = value.isoformat() if isinstance(value, datetime.date) else value
        return values


class Copy:
    """PostgreSQL. A payload is a block of lines; invented texts hold no tab, line end or backslash."""

    @staticmethod
    def payload(columns, rows):
        lines = ("\t".join("\\N" if v is None else str(v) for v in columns.values(row)) for row in rows)
        return "\n".join(lines)

    @staticmethod
    def write(cursor, columns, payload):
        if payload:
            cursor.copy_expert(f"COPY {columns.table} ({_quoted(columns)}) FROM STDIN", io.StringIO(payload))


class Insert:
    """SQLite. A payload is a list of value lists."""

    @staticmethod
    def payload(columns, rows):
        return [columns.values(row) for row in rows]

    @staticmethod
    def write(cursor, columns, payload):
        marks = ", ".join(["%s"] * len(columns.names))
        cursor.executemany(f"INSERT INTO {columns.table} ({_quoted(columns)}) VALUES ({marks})", payload)


def writer():
    return Copy if connection.vendor == "postgresql" else Insert


class SearchIndexPaused:
    """Inside the block the search indexes of ``models`` rest; they are built once at its end."""

    def __init__(self, *models):
        self.models = [model for model in models if any(isinstance(t, SearchTrigger) for t in _triggers(model))]

    def __enter__(self):
        with connection.cursor() as cursor:
            for model in self.models:
                for trigger in _triggers(model):
                    for statement in trigger.pause(model._meta.db_table, connection.vendor):
                        cursor.execute(statement)

    def __exit__(self, fault, *_details):
        if fault is not None:
            return
        if connection.vendor == "postgresql":
            connection.check_constraints()  # an index cannot be built over rows whose checks are still due
        triggers.install(models=self.models)


def reserve_keys(model, number):
    """The first of ``number`` free primary keys; the sequence of PostgreSQL goes on behind them."""
    first = (model._base_manager.aggregate(last=models.Max("pk"))["last"] or 0) + 1
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [model._meta.db_table, first + number]
            )
    return first


def _triggers(model):
    return getattr(model, "TRIGGERS", ())


def _quoted(columns):
    return ", ".join(f'"{name}"' for name in columns.names)


def _default(field):
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        now = timezone.now()
        return (now if connection.vendor == "postgresql" else now.replace(tzinfo=None)).isoformat(" ")
    value = field.get_default()
    if isinstance(field, models.JSONField):
        return json.dumps(value)
    if isinstance(value, bool):
        return int(value)
    return None if isinstance(value, uuid.UUID) else value
