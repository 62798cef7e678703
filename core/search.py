"""Part-of-a-name search: FTS5 with trigrams on SQLite, pg_trgm on PostgreSQL, one question for both."""

from dataclasses import dataclass

from django.db import connections

from core.text import name_key

#: Up to this many hits are fetched by the index; a commoner word is found by walking the list's own order.
RARE = 1000


@dataclass(frozen=True)
class SearchTrigger:
    """Keeps the search index of ``column`` (a name key) in step with the table, on both databases."""

    column: str

    def index(self, table):
        return f"{table}_fts"

    def names(self, table):
        return [f"{table}_fts_ai", f"{table}_fts_ad", f"{table}_fts_au"] if _is_sqlite() else []

    def sql(self, table, vendor):
        if vendor == "sqlite":
            yield from self._sqlite(table)
        else:
            yield "CREATE EXTENSION IF NOT EXISTS pg_trgm"
            yield f"CREATE INDEX IF NOT EXISTS {table}_trgm ON {table} USING gin ({self.column} gin_trgm_ops)"

    def _sqlite(self, table):
        fts, column = self.index(table), self.column
        yield (
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {fts} USING fts5("
            f"{column}, content='{table}', content_rowid='id', tokenize='trigram', detail='none')"
        )
        gone = f"INSERT INTO {fts}({fts}, rowid, {column}) VALUES ('delete', old.id, old.{column});"
        new = f"INSERT INTO {fts}(rowid, {column}) VALUES (new.id, new.{column});"
        yield f"CREATE TRIGGER IF NOT EXISTS {fts}_ai AFTER INSERT ON {table} BEGIN {new} END"
        yield f"CREATE TRIGGER IF NOT EXISTS {fts}_ad AFTER DELETE ON {table} BEGIN {gone} END"
        yield f"CREATE TRIGGER IF NOT EXISTS {fts}_au AFTER UPDATE OF {column} ON {table} BEGIN {gone} {new} END"


def _is_sqlite():
    return connections["default"].vendor == "sqlite"


def containing(queryset, column, text):
    """Rows of ``queryset`` whose ``column`` (a name key) contains every word of ``text``, in any order.

    Words of one or two letters are matched without the index.
    """
    for word in name_key(text).split():
        queryset = queryset.filter(**{f"{column}__contains": word})
    return queryset
