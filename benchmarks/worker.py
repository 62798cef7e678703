"""One database's side of a measure: reads a case a line from stdin, asks its page, answers with the seconds taken."""

# ruff: noqa: E402  the settings stand before the models are imported

import json
import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uppka.settings")
django.setup()

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import roles
from accounts.models import Assignment, User
from benchmarks.databases import SCOPES
from members.models import Person
from regions.scope import Scope

#: What is typed into the search: a name that every tenth family has, and one that one family has.
COMMON, RARE = "maria", "rare"
PAGES = {
    ("families", "ours"): lambda: reverse("members:list"),
    ("families", "admin"): lambda: reverse("bench_admin:members_family_changelist"),
    ("groups", "ours"): lambda: reverse("groups:list"),
    ("groups", "admin"): lambda: reverse("bench_admin:groups_group_changelist"),
}


def main():
    settings.ROOT_URLCONF = "benchmarks.urls"
    clients = {}
    for line in sys.stdin:
        case = json.loads(line)
        for who in case["sides"]:
            key = case["scope"], who
            clients[key] = clients.get(key) or _signed_in(*key)
        print(json.dumps(_measure(clients, case)), flush=True)


def _measure(clients, case):
    """{side: {"seconds": […], "queries": n}}: the sides of ``case["sides"]`` take turns, request by request."""
    data = {"q": _word(case)} if case["word"] else {}
    sides = {who: (clients[case["scope"], who], PAGES[case["what"], who]()) for who in case["sides"]}
    answer = {who: {"seconds": []} for who in sides}
    for _round in range(case["rounds"]):
        for who, (client, url) in sides.items():
            began = time.perf_counter()
            response = client.get(url, data)
            answer[who]["seconds"].append(time.perf_counter() - began)
            if response.status_code != 200:
                raise SystemExit(f"{url} {data}: {response.status_code} {response.headers.get('Location', '')}")
    for who, (client, url) in sides.items():
        with CaptureQueriesContext(connection) as queries:
            client.get(url, data)
        answer[who]["queries"] = len(queries)
    return answer


_words = {}


def _word(case):
    if case["word"] != RARE:
        return case["word"]
    return _words.setdefault(case["scope"], _rare_name(SCOPES[case["scope"]]))


def _rare_name(codes):
    """A child's full name that nobody else in the scope has."""
    people = Person.objects.filter(Scope.of(codes).q("village_id"))
    for name in people.filter(relation="child").order_by("-pk").values_list("name_key", flat=True)[:5000]:
        if name.count(" ") == 2 and people.filter(name_key=name).count() == 1:
            return name
    raise SystemExit("no rare name")


def _signed_in(scope, who):
    client = Client(HTTP_HOST="localhost")  # without the test environment, which copies every context
    client.force_login(
        _administrator() if who == "admin" else _officer(SCOPES[scope]), "accounts.backends.AssignmentBackend"
    )
    session = client.session
    session["bench_codes"] = SCOPES[scope]
    session.save()
    return client


def _administrator():
    user, _new = User.objects.get_or_create(
        username="bench-admin", defaults={"name": "Bench", "is_staff": True, "is_superuser": True}
    )
    return user


def _officer(codes):
    user, is_new = User.objects.get_or_create(username=f"bench-{codes[0]}", defaults={"name": "Bench"})
    if is_new:
        Assignment.objects.bulk_create(
            Assignment(
                user=user,
                role=roles.PKB if len(code) == 10 else roles.OPD,
                place_kind="region",
                place_key=code,
                region_code=code,
                starts_on=timezone.localdate(),
            )
            for code in codes
        )
    return user


if __name__ == "__main__":
    main()
