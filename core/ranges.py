"""A text column within one of several ranges, and how a list over several ranges is read.

One range is walked along its index by every database. Several are not: SQLite walks all that lies between them,
PostgreSQL reads them all and sorts. So a page takes the first rows of each range and orders those few.
"""

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


def parts_of(queryset, column):
    """The same rows as one queryset for each range of a ``Within`` on the model's own ``column``, in their order."""
    where = queryset.query.where
    for place, child in enumerate(where.children):
        if isinstance(child, Within) and child.lhs.target.attname == column and where.connector == "AND":
            return [_narrowed(queryset, place, child, pair) for pair in child.rhs]
    return [queryset]


def first_keys(parts, order, start, stop):
    """Primary keys of rows ``start`` to ``stop`` of all ``parts`` together. ``order`` ends with the primary key."""
    inner, values, database = _union([part.order_by(*order).values_list(*order)[:stop] for part in parts])
    if not inner:
        return []
    places = ", ".join(str(place) for place in range(1, len(order) + 1))
    sql = f"{inner} ORDER BY {places} LIMIT {stop - start} OFFSET {start}"
    return [row[-1] for row in _fetch(database, sql, values)]


def count(parts, limit):
    """Rows of all ``parts`` together, counted up to ``limit``."""
    inner, values, database = _union([part.order_by().values_list("pk")[:limit] for part in parts])
    if not inner:
        return 0
    return _fetch(database, f"SELECT count(*) FROM ({inner} LIMIT {limit}) counted", values)[0][0]


def _narrowed(queryset, place, child, pair):
    part = queryset.all()
    part.query.where.children[place] = Within(child.lhs, (pair,))
    return part


def _union(parts):
    """(SQL, values, database) of all rows of ``parts``; parts that can hold no row are left out."""
    pieces, values = [], []
    for number, part in enumerate(parts):
        try:
            sql, more = part.query.sql_with_params()
        except EmptyResultSet:
            continue
        pieces.append(f"SELECT * FROM ({sql}) part{number}")
        values += more
    return " UNION ALL ".join(pieces), values, parts[0].db


def _fetch(database, sql, values):
    with connections[database].cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
