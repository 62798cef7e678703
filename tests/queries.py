"""The number of queries never grows with the rows shown."""

from django.db import connection
from django.test.utils import CaptureQueriesContext


def count_queries(act):
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def assert_queries_do_not_grow(act, add_rows):
    """``act`` asks the page; ``add_rows`` adds many more rows of what it shows."""
    act()
    before = count_queries(act)
    add_rows()
    after = count_queries(act)
    assert after <= before, f"{before} queries became {after}"
