"""Part-of-a-name search: FTS5 with trigrams on SQLite, pg_trgm on PostgreSQL, one question for both."""

from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models.expressions import RawSQL

from core.text import name_key

#: Up to this many hits are fetched by the index; a commoner word is found by walking the list's own order.
RARE = 1000
#: Letters of one entry of the index. Shorter words are matched without it.
GRAM = 3


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

    def pause(self, table, vendor):
        """Statements that let the index rest while many rows are written; ``sql`` brings it up to date again."""
        if vendor == "sqlite":
            yield from (f"DROP TRIGGER IF EXISTS {name}" for name in self.names(table))
        else:
            yield f"DROP INDEX IF EXISTS {table}_trgm"

    def _sqlite(self, table):
        fts, column = self.index(table), self.column
        # The index holds no text of its own and no positions: a third of the size, and each hit is checked anyway.
        yield (
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {fts} USING fts5("
            f"{column}, content='{table}', content_rowid='id', tokenize='trigram', detail='none')"
        )
        gone = f"INSERT INTO {fts}({fts}, rowid, {column}) VALUES ('delete', old.id, old.{column});"
        new = f"INSERT INTO {fts}(rowid, {column}) VALUES (new.id, new.{column});"
        yield f"CREATE TRIGGER IF NOT EXISTS {fts}_ai AFTER INSERT ON {table} BEGIN {new} END"
        yield f"CREATE TRIGGER IF NOT EXISTS {fts}_ad AFTER DELETE ON {table} BEGIN {gone} END"
        yield f"CREATE TRIGGER IF NOT EXISTS {fts}_au AFTER UPDATE OF {column} ON {table} BEGIN {gone} {new} END"
        # Rows written before the triggers were there: a new index, or one that rested.
        yield (
            f"INSERT INTO {fts}({fts}) SELECT 'rebuild' "
            f"WHERE (SELECT count(*) FROM {fts}_docsize) <> (SELECT count(*) FROM {table})"
        )


@dataclass(frozen=True)
class Question:
    """The words looked for in one column of one table."""

    table: str
    column: str
    words: tuple[str, ...]
    is_indexed: bool

    @property
    def grams(self):
        """An FTS5 query: every run of three letters of every word."""
        grams = {word[i : i + GRAM] for word in self.words for i in range(len(word) - GRAM + 1)}
        return " AND ".join(f'"{gram}"' for gram in sorted(grams))

    def first_keys(self, queryset, limit):
        """Keys of at most ``limit`` rows of ``queryset``, which already holds the words as conditions."""
        if self.is_indexed and self.grams and _is_sqlite():
            return self._first_by_fts(queryset.order_by(), limit)
        # PostgreSQL weighs the trigram index against the scope's own by itself.
        return list(queryset.order_by().values_list("pk", flat=True)[:limit])

    def _first_by_fts(self, queryset, limit):
        """Read the index hit by hit, look each up in the table, and stop at the limit. SQLite left alone would
        collect all hits of a common word first."""
        fts = f"{self.table}_fts"
        try:
            row, values = queryset.filter(pk=RawSQL(f'"{fts}"."rowid"', ())).values("pk").query.sql_with_params()
        except EmptyResultSet:
            return []
        with connections[queryset.db].cursor() as cursor:
            cursor.execute(
                f'SELECT rowid FROM "{fts}" WHERE "{fts}" MATCH %s AND EXISTS ({row}) LIMIT %s',
                [self.grams, *values, limit],
            )
            return [key for (key,) in cursor.fetchall()]


def containing(queryset, column, text):
    """Rows of ``queryset`` whose ``column`` (a name key) contains every word of ``text``, in any order.

    Asks the index once, inside the scope that ``queryset`` already has: few hits become a list of keys, many remain
    a condition for whoever walks the rows in their order. So narrow the scope first, then search.
    """
    words = tuple(name_key(text).split())
    if not words:
        return queryset
    question = Question(queryset.model._meta.db_table, column, words, _is_indexed(queryset.model, column))
    matching = queryset
    for word in words:
        matching = matching.filter(**{f"{column}__contains": word})
    keys = question.first_keys(matching, RARE + 1)
    if len(keys) <= RARE:
        return queryset.filter(pk__in=keys)
    matching._add_hints(common_words=question)
    return matching


def common_words(queryset):
    """The Question behind a queryset that ``containing`` found too many rows for; None for any other."""
    return queryset._hints.get("common_words")


def _is_indexed(model, column):
    return any(isinstance(t, SearchTrigger) and t.column == column for t in getattr(model, "TRIGGERS", ()))


def _is_sqlite():
    return connections["default"].vendor == "sqlite"
