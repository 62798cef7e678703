"""The guard behind "a GET never writes"."""

import re

from django.db import DatabaseError

WRITES = re.compile(
    r"\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|UPDATE(?:\s+OR\s+\w+|\s+ONLY)?|DELETE\s+FROM(?:\s+ONLY)?|REPLACE\s+INTO"
    r"|MERGE\s+INTO|TRUNCATE(?:\s+TABLE)?|(?:CREATE|ALTER|DROP)\s+\w+)\s+[\"`]?(\w+)",
    re.IGNORECASE,
)
#: Sessions and their list, the cache, and the log of looks at personal data may be written while reading.
EXEMPT = {"django_session", "usersessions_usersession", "cache", "accounts_personaldataaccess"}


class WriteInGet(DatabaseError):
    """A GET tried to write."""


def forbid_writes(execute, sql, params, many, context):
    match = WRITES.match(sql)
    if match and match.group(1) not in EXEMPT:
        raise WriteInGet(f"A GET must not write to {match.group(1)}")
    return execute(sql, params, many, context)
