"""A text column within one of several ranges, and how a list over several ranges is read.

One range is walked along its index by every database. Several are not: SQLite walks all that lies between them,
PostgreSQL reads them all and sorts. So a page takes the first rows of each range and orders those few.
"""

from contextlib import suppress

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import CharField, ForeignKey, Lookup


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
    return _replaced(queryset, lambda child: Checked(child.lhs, child.rhs))


def parts_of(queryset, column):
    """The same rows as one queryset for each range of a ``Within`` on the model's own ``column``, in their order."""
    for child in _top_conditions(queryset):
        if type(child) is Within and child.lhs.target.attname == column:
            return [_replaced(queryset, lambda each, pair=pair: Within(each.lhs, (pair,))) for pair in child.rhs]
    return [queryset]


def is_scattered(queryset):
    """True when its rows lie in more than one range."""
    return len(_parts(queryset)) > 1


def some_keys(queryset, limit):
    """Primary keys of at most ``limit`` rows, whichever come first."""
    try:
        return [key for (key,) in _fetch(queryset.db, *some_keys_sql(queryset, limit))]
    except EmptyResultSet:
        return []


def some_keys_sql(queryset, limit):
    """(SQL, values) of ``some_keys``. Raises EmptyResultSet when there can be none."""
    parts = _parts(queryset)
    sql, values = _union([part.order_by().values_list("pk")[:limit] for part in parts])
    return f"{sql} LIMIT {limit}", values


def first_keys(parts, order, start, stop):
    """Primary keys of rows ``start`` to ``stop`` of all ``parts`` together. ``order`` ends with the primary key."""
    try:
        sql, values = _union([part.order_by(*order).values_list(*order)[:stop] for part in parts])
    except EmptyResultSet:
        return []
    places = ", ".join(str(place) for place in range(1, len(order) + 1))
    rows = _fetch(parts[0].db, f"{sql} ORDER BY {places} LIMIT {stop - start} OFFSET {start}", values)
    return [row[-1] for row in rows]


def count(parts, limit):
    """Rows of all ``parts`` together, counted up to ``limit``."""
    try:
        sql, values = _union([part.order_by().values_list("pk")[:limit] for part in parts])
    except EmptyResultSet:
        return 0
    return _fetch(parts[0].db, f"SELECT count(*) FROM ({sql} LIMIT {limit}) counted", values)[0][0]


def _parts(queryset):
    columns = [child.lhs.target.attname for child in _top_conditions(queryset) if type(child) is Within]
    return parts_of(queryset, columns[0]) if columns else [queryset]


def _top_conditions(queryset):
    """Conditions that every row must meet."""
    where = queryset.query.where
    return where.children if where.connector == "AND" and not where.negated else []


def _replaced(queryset, make):
    """A copy in which ``make`` has replaced each ``Within`` that every row must meet."""
    copy = queryset.all()
    children = _top_conditions(copy)
    for place, child in enumerate(children):
        if type(child) is Within:
            children[place] = make(child)
    return copy


def _union(parts):
    """(SQL, values) of all rows of ``parts``. Raises EmptyResultSet when none of them can hold a row."""
    pieces, values = [], []
    for number, part in enumerate(parts):
        with suppress(EmptyResultSet):
            sql, more = part.query.sql_with_params()
            pieces.append(f"SELECT * FROM ({sql}) part{number}")
            values += more
    if not pieces:
        raise EmptyResultSet
    return " UNION ALL ".join(pieces), values


def _fetch(database, sql, values):
    with connections[database].cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
