"""A text column within one of several ranges, and how a list over several ranges is read.

One range is walked along its index by every database. Several are not: SQLite walks all that lies between them,
PostgreSQL reads them all and sorts. So a page takes the first rows of each range and orders those few.
"""

from contextlib import suppress
from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import CharField, ForeignKey, Lookup, QuerySet
from django.db.models.expressions import RawSQL

#: Appended to a text: the first text above it.
NEXT = "\x01"
#: Stand in a query for the ends of a range; known by identity, so that no text can be taken for them.
LOW, HIGH = object(), object()


@CharField.register_lookup
@ForeignKey.register_lookup
class Within(Lookup):
    """``column__within=((low, high), …)``: at or above ``low`` and below ``high`` of one pair. Pairs are sorted and
    do not touch. The hull of all pairs stands beside the alternatives, so that an index can serve them."""

    lookup_name = "within"
    prepare_rhs = False

    def get_prep_lookup(self):
        return tuple((low, high) for low, high in self.rhs)

    def as_sql(self, compiler, connection):
        if not self.rhs:
            raise EmptyResultSet
        column, values = self.process_lhs(compiler, connection)
        pairs = [(self.rhs[0][0], self.rhs[-1][1])]
        sql = one = f"({column} >= %s AND {column} < %s)"
        if len(self.rhs) > 1:
            pairs += self.rhs
            sql = f"({one} AND ({' OR '.join([one] * len(self.rhs))}))"
        return sql, [value for low, high in pairs for value in (*values, low, *values, high)]


class Checked(Within):
    """The same, for rows that are found by their keys: no index is to be walked for it."""

    lookup_name = "within_checked"

    def process_lhs(self, compiler, connection, lhs=None):
        column, values = super().process_lhs(compiler, connection, lhs)
        # SQLite takes a plus sign for "no index"; PostgreSQL knows how many rows a list of keys has.
        return (f"+{column}" if connection.vendor == "sqlite" else column), values


def checked_only(queryset):
    """The same rows, without walking an index over the ranges of ``Within``."""
    copy = queryset.all()
    conditions = _conditions(copy)
    for place, condition in enumerate(conditions):
        if type(condition) is Within:
            conditions[place] = Checked(condition.lhs, condition.rhs)
    return copy


@dataclass(frozen=True)
class Part:
    """Rows of ``queryset`` within one range after the other. With ``pairs`` its ``Within`` has LOW and HIGH instead of
    a range, so that the query is put together once and its values are changed for each."""

    queryset: QuerySet
    pairs: tuple = (None,)

    @property
    def is_whole(self):
        """True when ``queryset`` may be read as it is."""
        return self.pairs == (None,)

    def queries(self, shape):
        """(SQL, values) for each range; ``shape`` orders and limits. Raises EmptyResultSet when there can be no row."""
        sql, values = shape(self.queryset).query.sql_with_params()
        for pair in self.pairs:
            if pair is None:
                yield sql, values
            else:
                low, high = pair
                yield sql, [low if value is LOW else high if value is HIGH else value for value in values]


def parts_of(queryset, column):
    """Parts with the same rows: those of each range of a ``Within`` on the model's own ``column``, in their order."""
    place = _place(queryset, column)
    pairs = () if place is None else _conditions(queryset)[place].rhs
    return [_part(queryset, place, pairs)] if len(pairs) > 1 else [Part(queryset)]


def parts_above(queryset, column, value):
    """Parts with those rows of which ``column`` is above ``value``."""
    place = _place(queryset, column)
    if place is None:
        return [Part(queryset.filter(**{f"{column}__gt": value}))]
    pairs = ((max(low, value + NEXT), high) for low, high in _conditions(queryset)[place].rhs)
    pairs = tuple((low, high) for low, high in pairs if low < high)
    return [_part(queryset, place, pairs)] if pairs else []


def is_scattered(queryset):
    """True when its rows lie in more than one range."""
    return any(len(part.pairs) > 1 for part in _parts(queryset))


def some_keys(queryset, limit):
    """Primary keys of at most ``limit`` rows, whichever come first."""
    try:
        return [key for (key,) in _fetch(queryset.db, *some_keys_sql(queryset, limit))]
    except EmptyResultSet:
        return []


def some_keys_sql(queryset, limit):
    """(SQL, values) of ``some_keys``. Raises EmptyResultSet when there can be none."""
    sql, values = _union(_parts(queryset), lambda rows: rows.order_by().values_list("pk")[:limit])
    return f"{sql} LIMIT {limit}", values


def first_rows(parts, queryset, order, start, stop):
    """Rows ``start`` to ``stop`` of ``parts``, the parts of ``queryset``; ``order`` ends with the primary key.

    One query: the keys come out of the parts' indexes, the rows are fetched by them.
    """
    names = [name.lstrip("-") for name in order]
    try:
        sql, values = _union(parts, lambda rows: rows.order_by(*order).values_list(*names)[:stop])
    except EmptyResultSet:
        return queryset.none()
    places = ", ".join(f"{place} DESC" if name[0] == "-" else str(place) for place, name in enumerate(order, start=1))
    keys = f"SELECT {names[-1]} FROM ({sql} ORDER BY {places} LIMIT {stop - start} OFFSET {start}) keys"
    return checked_only(queryset).filter(pk__in=RawSQL(keys, values))


def count(parts, limit):
    """Rows of all ``parts`` together, counted up to ``limit``."""
    try:
        sql, values = _union(parts, lambda rows: rows.order_by().values_list("pk")[:limit])
    except EmptyResultSet:
        return 0
    database = parts[0].queryset.db
    return _fetch(database, f"SELECT count(*) FROM ({sql} LIMIT {limit}) counted", values)[0][0]


def _parts(queryset):
    """Parts by whichever column has ranges."""
    for condition in _conditions(queryset):
        if type(condition) is Within:
            return parts_of(queryset, condition.lhs.target.attname)
    return [Part(queryset)]


def _place(queryset, column):
    """Where among the conditions the model's own ``column`` is held within ranges; None when it is not."""
    for place, condition in enumerate(_conditions(queryset)):
        if type(condition) is Within and condition.lhs.target.attname == column:
            return place
    return None


def _conditions(queryset):
    """Conditions that every row must meet."""
    where = queryset.query.where
    return where.children if where.connector == "AND" and not where.negated else []


def _part(queryset, place, pairs):
    """A part whose ``Within`` at ``place`` among the conditions takes one of ``pairs``; all other conditions stay."""
    copy = queryset.all()
    conditions = _conditions(copy)
    conditions[place] = Within(conditions[place].lhs, ((LOW, HIGH),))
    return Part(copy, tuple(pairs))


def _union(parts, shape):
    """(SQL, values) of all rows of ``parts``. Raises EmptyResultSet when none of them can hold a row."""
    pieces, values = [], []
    for part in parts:
        with suppress(EmptyResultSet):
            for sql, more in part.queries(shape):
                pieces.append(f"SELECT * FROM ({sql}) part{len(pieces)}")
                values += more
    if not pieces:
        raise EmptyResultSet
    return " UNION ALL ".join(pieces), values


def _fetch(database, sql, values):
    with connections[database].cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
