"""Part-of-a-name search: FTS5 with trigrams on SQLite, pg_trgm on PostgreSQL, one question for both."""

from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models.expressions import RawSQL

from core import ranges
from core.text import name_key

#: Up to this many hits are fetched by the index; a commoner word is found by walking the list's own order.
RARE = 1000
#: So many hits of the index are looked up in the table before reading the scope itself is quicker.
MOST_HITS = 4 * RARE
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
        """Keys of at most ``limit`` rows of ``queryset``, which already holds the words as conditions. One query."""
        # Within one range PostgreSQL weighs the index of words against that of places well by itself.
        if self.is_indexed and self.grams and (_is_sqlite() or ranges.is_scattered(queryset)):
            return self._of_index(queryset, limit)
        return ranges.some_keys(queryset, limit)

    def _of_index(self, queryset, limit):
        """Look up the first hits of the index; where those do not tell, walk the scope. Left alone, both databases
        collect every hit of a common word first, wherever it lies."""
        try:
            hits, words = self._hits()
            found, values = queryset.order_by().filter(pk=RawSQL("hit.id", ())).values("pk").query.sql_with_params()
            walk, more = ranges.some_keys_sql(queryset, limit)
        except EmptyResultSet:
            return []
        most = MOST_HITS if _is_sqlite() else limit
        is_decided = f"(SELECT count(*) FROM hit) < {most} OR (SELECT count(*) FROM found) = {limit}"
        sql = (
            f"WITH hit AS MATERIALIZED ({hits} LIMIT {most}), "
            f"found AS MATERIALIZED (SELECT id FROM hit WHERE EXISTS ({found}) LIMIT {limit}) "
            f"SELECT 0, id FROM found UNION ALL SELECT * FROM "
            f"(SELECT 1, * FROM ({walk}) walked LIMIT CASE WHEN {is_decided} THEN 0 ELSE {limit} END) undecided"
        )
        with connections[queryset.db].cursor() as cursor:
            cursor.execute(sql, [*words, *values, *more])
            rows = cursor.fetchall()
        return [key for is_walked, key in rows if is_walked] or [key for _is_walked, key in rows]

    def _hits(self):
        """(SQL, values): ids of the table's rows by the index alone; a superset on SQLite, which knows no places."""
        if _is_sqlite():
            return f'SELECT rowid AS id FROM "{self.table}_fts" WHERE "{self.table}_fts" MATCH %s', [self.grams]
        words = " AND ".join([f'"{self.column}"::text LIKE %s'] * len(self.words))
        return f'SELECT id FROM "{self.table}" WHERE {words}', [f"%{word}%" for word in self.words]


@dataclass(frozen=True)
class Found:
    """What a search knew when it was asked: ``number`` rows (RARE + 1 for more), under so many ``conditions``."""

    question: Question
    number: int
    conditions: int

    @property
    def is_common(self):
        return self.number > RARE

    def count(self, queryset):
        """Rows of ``queryset``, up to RARE + 1. Filters that came after the search make it ask again."""
        if len(queryset.query.where.children) == self.conditions:
            return self.number
        if self.is_common:
            return len(self.question.first_keys(queryset, RARE + 1))
        return queryset.order_by().count()


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
        matching = ranges.checked_only(queryset).filter(pk__in=keys)
    # A hint goes along with every copy of a queryset.
    matching._add_hints(found=Found(question, len(keys), len(matching.query.where.children)))
    return matching


def found_by(queryset):
    """Found, for a queryset that came out of ``containing``; None for any other."""
    return queryset._hints.get("found")


def _is_indexed(model, column):
    return any(isinstance(t, SearchTrigger) and t.column == column for t in getattr(model, "TRIGGERS", ()))


def _is_sqlite():
    return connections["default"].vendor == "sqlite"
