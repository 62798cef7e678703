"""The rules of the house, held by machine. Each exception stands here with its reason."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.urls import get_resolver
from django.utils.functional import Promise

from groups.models import Group, Membership
from members.models import Family, Person

ROOT = Path(settings.BASE_DIR)
APPS = ("core", "regions", "accounts", "members", "groups", "uppka")
OURS = [model for model in apps.get_models() if model._meta.app_label in APPS]
CODE = sorted(p for app in APPS for p in (ROOT / app).rglob("*.py") if "migrations" not in p.parts)
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
VIEWS = [p for p in CODE if p.stem.endswith("views") or p.parent.name == "views"]
SERVICES = [p for p in CODE if p.stem == "services" or p.parent.name == "services"]


def name_of(path):
    return str(path.relative_to(ROOT))


@cache
def tree_of(path):
    return ast.parse(path.read_text())


def functions_of(path):
    return [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef)]


def calls_in(node):
    """Names of all that is called: ``save`` for ``row.save()``, ``mark`` for ``changes.mark(…)``."""
    found = [call.func for call in ast.walk(node) if isinstance(call, ast.Call)]
    return {getattr(func, "attr", getattr(func, "id", "")) for func in found}


# --- Models ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_a_row_that_points_to_people_says_what_becomes_of_it_when_they_merge(model):
    mergeable = (Person, Family, Group, Membership)
    pointing = {f.name for f in model._meta.get_fields() if f.many_to_one and f.related_model in mergeable}
    if model in (Person, Family, Membership):
        # What these point to is their own place, which the merge itself decides.
        pointing -= {"family"}

    declared = getattr(model, "on_merge", {})

    assert pointing <= set(declared)
    assert set(declared.values()) <= {"move", "keep", "ask"}


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_a_row_of_a_village_says_how_it_is_scoped(model):
    names = {field.name for field in model._meta.concrete_fields}

    if names & {"village", "village_id", "region_code"} and model._meta.label != "regions.Change":
        assert "region" in model.SCOPE


@pytest.mark.parametrize("model", [m for m in OURS if hasattr(m, "SCOPE")], ids=lambda model: model._meta.label)
def test_the_columns_of_a_scope_exist(model):
    for path in model.SCOPE.values():
        assert str(model._meta.base_manager._queryset_class(model).values(path).query)


@pytest.mark.parametrize("model", [m for m in OURS if hasattr(m, "PERSONAL")], ids=lambda model: model._meta.label)
def test_personal_fields_are_real_fields(model):
    for name in model.PERSONAL:
        assert model._meta.get_field(name)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_what_looks_personal_is_declared_so(model):
    looks_personal = {"nik", "kk_number", "phone", "email", "birth_date", "religion", "address"}
    #: The group's own address is on its public card.
    public = {("groups.Group", "address")}
    present = {f.name for f in model._meta.concrete_fields} & looks_personal
    present -= {name for label, name in public if label == model._meta.label}

    assert present <= getattr(model, "PERSONAL", set())


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_choices_are_translated(model):
    #: Names that are the same in every language.
    same = {"PK15", "PK21", "Islam", "Kristen", "Katolik", "Hindu", "Buddha", "Khonghucu", "Bidan", "Sub-PPKBD"}
    for field in model._meta.concrete_fields:
        for _value, label in field.flatchoices:
            assert isinstance(label, Promise) or label in same or label.isupper(), f"{field}: {label}"


def test_a_foreign_key_of_the_programme_protects_what_it_points_to():
    from django.db import models

    #: Parts of a whole, which go with it; one-time codes and sessions go with the account.
    parts = {
        "Attendance.meeting",
        "Guest.meeting",
        "RegisterRow.register",
        "ImportFinding.batch",
        "ImportChange.batch",
        "Submission.user",
        "ResetCode.user",
        "SavedView.user",
    }
    for model in OURS:
        for field in model._meta.concrete_fields:
            if field.is_relation and f"{model.__name__}.{field.name}" not in parts:
                assert field.remote_field.on_delete is models.PROTECT, f"{model.__name__}.{field.name}"


# --- Names and sizes -------------------------------------------------------------------------------------------------


def test_no_file_has_a_name_that_says_nothing():
    empty = {"utils", "helpers", "common", "mixins", "misc", "tools"}

    assert [name_of(p) for p in [*CODE, *TESTS] if p.stem in empty] == []


@pytest.mark.parametrize(
    ("files", "limit"), [(CODE, 400), (TESTS, 600), (TEMPLATES, 120)], ids=["code", "tests", "html"]
)
def test_no_file_is_longer_than_one_can_keep_in_mind(files, limit):
    long = {name_of(p): n for p in files if (n := len(p.read_text().splitlines())) > limit}

    assert long == {}


def test_no_function_is_longer_than_a_screen():
    long = {
        f"{name_of(path)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in CODE
        for node in functions_of(path)
        if node.end_lineno - node.lineno + 1 > 40
    }

    assert long == {}


def test_migrations_say_what_they_do():
    names = [p for app in APPS for p in (ROOT / app / "migrations").glob("0*.py")]

    assert [name_of(p) for p in names if "_auto_" in p.stem] == []


def test_each_package_is_pinned_and_has_its_reason():
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (ROOT / name).read_text().splitlines()
        assert all(re.match(r"#|-r |[\w.\-\[\]]+==[\w.]+$", line) for line in lines if line), name
        assert lines[0].startswith(("#", "-r "))


# --- Views -----------------------------------------------------------------------------------------------------------


def views_of(path):
    """The functions of ``path`` that an address leads to."""
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return [n for n in tree_of(path).body if isinstance(n, ast.FunctionDef) and (module, n.name) in _routed()]


@cache
def _routed():
    return {(view.__module__, view.__name__) for view in _views_under(get_resolver().url_patterns)}


def _views_under(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _views_under(pattern.url_patterns)
        elif hasattr(pattern.callback, "__name__"):
            yield pattern.callback


def test_a_view_is_short():
    long = {
        f"{name_of(path)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in VIEWS
        for node in views_of(path)
        if node.end_lineno - node.lineno + 1 > 25
    }

    assert long == {}


def test_a_view_says_which_methods_it_answers():
    methods = ("require_http_methods", "require_POST", "require_safe", "require_GET")
    silent = [
        f"{name_of(path)}:{node.name}"
        for path in VIEWS
        for node in views_of(path)
        if not any(word in ast.unparse(d) for d in node.decorator_list for word in methods)
    ]

    assert silent == []


def test_a_view_never_writes():
    writes = {"save", "bulk_create", "bulk_update", "update_or_create", "get_or_create", "delete"}
    writing = [
        f"{name_of(path)}:{node.name}" for path in VIEWS for node in functions_of(path) if calls_in(node) & writes
    ]

    assert writing == []


def test_a_view_fetches_rows_in_scope():
    """Not from a bare model: from a queryset in scope, or below a row that was fetched in scope."""
    bare = [
        f"{name_of(path)}: {ast.unparse(call)}"
        for path in VIEWS
        for call in ast.walk(tree_of(path))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "get_object_or_404" and _is_bare(call)
    ]

    assert bare == []


def _is_bare(call):
    source = ast.unparse(call.args[0])
    below_a_row = any(isinstance(word.value, ast.Name) and word.arg == word.value.id for word in call.keywords)
    return (
        source[0].isupper()
        and not re.search(r"visible_to|in_scope|current_for", source)
        and not (below_a_row and "public_id" not in {word.arg for word in call.keywords})
    )


# --- Services --------------------------------------------------------------------------------------------------------

WRITES = {"save", "create", "bulk_create", "bulk_update", "update", "delete", "get_or_create", "update_or_create"}

#: Services that write and mark no change themselves.
UNMARKED = {
    "accounts": "accounts and assignments are no facts of the programme",
    "regions": "regions are reference data",
    "groups/services/accounts.py": "accounts are no facts of the programme",
    "members/services/companions.py": "accounts are no facts of the programme",
    "groups/services/card.py:touch": "a step of services that mark",
    "groups/services/register.py:refresh_handed_in": "a step of services that mark",
    "groups/services/late.py:note_use": "a step of services that mark",
    "members/services/persons.py:write_new": "a step of services that mark",
    "members/services/persons.py:save_person": "a step of services that mark",
    "members/services/families.py:write_new": "a step of services that mark",
    "members/services/families.py:apply": "a step of services that mark",
    "members/services/families.py:take_along": "a step of services that mark",
    "members/services/acts.py:put_into": "a step of services that mark",
    "members/services/acts.py:take_person_along": "a step of services that mark",
    "members/services/acts.py:close_if_empty": "a step of services that mark",
    "members/services/life.py:part": "a step of services that mark",
    "members/services/summary.py:refresh_family": "a step of services that mark; repeats what the members say",
    "members/services/lookups.py:look_up_nik": "writes the log of looks alone",
    "members/imports/services.py:start_import": "the way of a batch; the commit itself marks",
    "members/imports/services.py:keep_sheet": "the way of a batch; the commit itself marks",
    "members/imports/services.py:take": "the way of a batch; the commit itself marks",
    "members/imports/services.py:map_columns": "the way of a batch; the commit itself marks",
    "members/imports/services.py:go_on": "the way of a batch; the commit itself marks",
    "members/imports/services.py:choose_changes": "the way of a batch; the commit itself marks",
    "members/imports/services.py:commit_import": "queues the commit, which marks",
    "members/welfare_imports/services.py:map_columns": "the way of a batch; the commit itself marks",
}
#: Steps inside the transaction of the service that calls them, and single statements.
NOT_ATOMIC = {
    "members/services/kb_bulk.py:answer_each",  # one transaction for each woman: a fault costs the others nothing
    "accounts/services/assignments.py:assign",
    "accounts/services/assignments.py:end_because",
    "groups/services/accounts.py:end_with_posts",
    "accounts/services/assignments.py:tell",
    "accounts/services/codes.py:new_code",
    "groups/services/card.py:touch",
    "groups/services/register.py:refresh_handed_in",
    "groups/services/late.py:note_use",
    "members/services/acts.py:close_if_empty",
    "members/services/acts.py:end_health",
    "members/services/acts.py:put_into",
    "members/services/acts.py:settle_act",
    "members/services/acts.py:take_person_along",
    "members/services/families.py:apply",
    "members/services/families.py:take_along",
    "members/services/families.py:write_new",
    "members/services/life.py:part",
    "members/services/lookups.py:look_up_nik",
    "members/services/summary.py:refresh_family",
    "regions/services.py:get_or_create_dusun",
}


def reachable(path, node):
    """All that ``node`` calls, through the private functions of its own file and the other modules of its package."""
    here = {each.name: each for p in _package(path) for each in tree_of(p).body if isinstance(each, ast.FunctionDef)}
    seen, waiting = set(), [node]
    while waiting:
        for name in calls_in(waiting.pop()) - seen:
            seen.add(name)
            if name in here:
                waiting.append(here[name])
    return seen


def _package(path):
    return sorted(path.parent.glob("*.py")) if path.parent.name == "services" else [path]


def public_services():
    for path in SERVICES:
        for node in tree_of(path).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield path, node


def test_a_service_that_writes_facts_marks_the_change():
    unmarked = [
        f"{name_of(path)}:{node.name}"
        for path, node in public_services()
        if not {path.relative_to(ROOT).parts[0], name_of(path), f"{name_of(path)}:{node.name}"} & set(UNMARKED)
        and reachable(path, node) & WRITES
        and not reachable(path, node) & {"mark", "mark_many"}
    ]

    assert unmarked == []


def test_a_service_that_writes_is_atomic():
    loose = [
        f"{name_of(path)}:{node.name}"
        for path, node in public_services()
        if f"{name_of(path)}:{node.name}" not in NOT_ATOMIC
        and reachable(path, node) & WRITES
        and "atomic" not in " ".join(map(ast.unparse, node.decorator_list))
        and "atomic" not in reachable(path, node)
    ]

    assert loose == []


def test_a_service_takes_at_most_two_arguments_by_position():
    #: Login, code and password are typed in this order; a step of the import takes two rows and who brings them.
    known = {"use_reset_code", "write_new"}
    crowded = {node.name for _path, node in public_services() if len(node.args.args) > 2}

    assert crowded <= known


def test_a_service_knows_no_request_and_no_page():
    for path in SERVICES:
        text = path.read_text()
        assert "django.http" not in text, name_of(path)
        assert "django.contrib.messages" not in text, name_of(path)
        assert not re.search(r"\brequest\b(?!_id)\s*[,)]", text), name_of(path)


# --- Code ------------------------------------------------------------------------------------------------------------


def test_today_is_a_places_today():
    """Never the server's: a village in WIT begins its day two hours before one in WIB."""
    found = [
        f"{name_of(path)}:{number}"
        for path in CODE
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"\bdate\.today\(\)|timezone\.localdate\(\)|datetime\.now\(\)", line)
    ]

    assert found == []


def test_only_one_file_knows_how_regions_nest():
    found = [
        f"{name_of(path)}:{number}"
        for path in CODE
        if name_of(path) != "regions/scope.py"
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"(village_id|region_code|village__code|village)__(startswith|gte|gt|lt|lte)\b", line)
    ]

    assert found == []


def test_rules_import_nothing_of_django_but_its_words():
    for path in CODE:
        if path.stem == "rules" or path.stem.endswith("_rules"):
            imports = [n for n in ast.walk(tree_of(path)) if isinstance(n, ast.ImportFrom | ast.Import)]
            modules = {getattr(n, "module", None) or n.names[0].name for n in imports}
            assert {m for m in modules if m.startswith("django")} <= {"django.utils.translation"}, name_of(path)


def test_raw_html_is_made_only_by_the_tags():
    #: Rows of long tables, joined from escaped cells: a template takes three times as long.
    known = {"core/tables.py"}
    found = {name_of(p) for p in CODE if "mark_safe(" in p.read_text() and "templatetags" not in p.parts}

    assert found <= known


# --- Templates -------------------------------------------------------------------------------------------------------

FORBIDDEN = {
    "inline style": r"\sstyle\s*=",
    "style element": r"<style\b",
    "inline script": r"<script(?![^>]*\ssrc=)",
    "handler in an attribute": r"\son[a-z]+\s*=",
    "script address": r"javascript:",
    "another host": r"""(?:(?:src|action)|<link[^>]*\shref)\s*=\s*["']?(?:https?:)?//""",
    "unescaped value": r"\|\s*safe\b|{%\s*autoescape off",
}
#: Help texts are ours, and may hold a link.
OURS_ALONE = {("unescaped value", "templates/bootstrap5/layout/help_text.html")}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds(what):
    found = [
        f"{name_of(path)}:{number}"
        for path in TEMPLATES
        if (what, name_of(path)) not in OURS_ALONE
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(FORBIDDEN[what], line, re.IGNORECASE)
    ]

    assert found == []


def test_every_form_that_posts_carries_its_token():
    bare = [
        name_of(path)
        for path in TEMPLATES
        for form in re.findall(r"<form\b[^>]*method=[\"']?post.*?</form>", path.read_text(), re.IGNORECASE | re.DOTALL)
        if "csrf_token" not in form and "{% crispy" not in form
    ]

    assert bare == []


def test_every_field_path_of_a_list_order_exists():
    for path in VIEWS:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ClassDef):
                _check_order(path, node)


#: Lists ordered by what their queryset computes; proven by going on behind a key.
COMPUTED_ORDERS = {"Todo": {"due"}}


def _check_order(path, node):
    from importlib import import_module

    view = getattr(import_module(".".join(path.relative_to(ROOT).with_suffix("").parts)), node.name)
    model = getattr(view, "model", None)
    computed = COMPUTED_ORDERS.get(node.name, set())
    for name in [name for name in getattr(view, "order", ()) if name not in computed] if model else ():
        try:
            model._meta.get_field(name.lstrip("-").split("__")[0].removesuffix("_id")) if "pk" not in name else None
        except FieldDoesNotExist:
            pytest.fail(f"{node.name} is ordered by {name}, which {model.__name__} has not")
