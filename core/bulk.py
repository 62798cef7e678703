"""Many rows in a short transaction: what the database will take is made ready before the transaction begins.

``bulk_create`` turns objects into parameters while everybody else waits. Here that is done ahead; inside, keys are
given and the rows go in by one statement for each thousand.
"""

from dataclasses import dataclass

from django.db import connection, models
from psycopg2.extras import execute_values

PAGE = 1000


@dataclass(frozen=True)
class KeyOf:
    """Stands in a column for the key that ``row`` will get."""

    row: models.Model
    kind: type = int


class Prepared:
    """Rows of one model, ready to be written. A reference to an unsaved row is filled in when that has its key.

    ``update`` names the columns that are overwritten of rows that exist already; without it all rows are new.
    """

    def __init__(self, model, rows, *, update=()):
        self.model, self.rows, self.update = model, list(rows), update
        self.fields = model._meta.local_concrete_fields
        self.values, self.later = [], []
        for number, row in enumerate(self.rows):
            self.values.append([self._value(field, row, number, place) for place, field in enumerate(self.fields)])

    def write(self):
        """Call inside the transaction. Rows get their keys, as after a save."""
        if not self.rows:
            return
        self._give_keys()
        for number, place, key in self.later:
            self.values[number][place] = key.kind(key.row.pk)
        with connection.cursor() as cursor:
            _write(cursor, self._statement(), self.values)
        for row in self.rows:
            row._state.adding = False

    def _value(self, field, row, number, place):
        value = field.pre_save(row, not self.update)
        if value is None and field.is_relation and field.is_cached(row) and getattr(row, field.name) is not None:
            value = KeyOf(getattr(row, field.name))
        if isinstance(value, KeyOf):
            self.later.append((number, place, value))
            return None
        return field.get_db_prep_save(value, connection)

    def _give_keys(self):
        place = self.fields.index(self.model._meta.pk)
        fresh = [number for number, row in enumerate(self.rows) if row.pk is None]
        for number, key in zip(fresh, _reserved(self.model, len(fresh)), strict=True):
            self.rows[number].pk = self.values[number][place] = key

    def _statement(self):
        quote = connection.ops.quote_name
        columns = ", ".join(quote(field.column) for field in self.fields)
        statement = f"INSERT INTO {quote(self.model._meta.db_table)} ({columns}) VALUES %s"
        if self.update:
            names = [quote(self.model._meta.get_field(name).column) for name in self.update]
            changes = ", ".join(f"{name} = excluded.{name}" for name in names)
            statement += f" ON CONFLICT ({quote(self.model._meta.pk.column)}) DO UPDATE SET {changes}"
        return statement


def _write(cursor, statement, values):
    if connection.vendor == "sqlite":
        marks = ", ".join(["%s"] * len(values[0]))
        cursor.executemany(statement.replace("VALUES %s", f"VALUES ({marks})"), values)
    else:
        execute_values(cursor.cursor, statement, values, page_size=PAGE)


def _reserved(model, count):
    """So many keys that nobody else will get."""
    if not count:
        return []
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # One writer at a time, and the transaction has begun: the last key stays the last.
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            found = cursor.fetchone()
            first = (found[0] if found else 0) + 1
            return range(first, first + count)
        query = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
        cursor.execute(query, [f'"{table}"', column, count])
        return [row[0] for row in cursor.fetchall()]
