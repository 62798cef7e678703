"""A safe request writes nothing; every answer carries its id and the headers of the house."""

import logging

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from accounts.decorators import open_to_all
from core.models import DatedSetting
from core.readonly import WriteInGet

pytestmark = pytest.mark.django_db


def orm_create(request):
    Group.objects.create(name="kelompok")


def orm_update(request):
    DatedSetting.objects.update(source="lain")


def orm_delete(request):
    DatedSetting.objects.filter(source="lain").delete()
    connection.cursor().execute("DELETE FROM core_datedsetting")


def orm_ignore_conflicts(request):
    Group.objects.bulk_create([Group(name="kelompok")], ignore_conflicts=True)


def raw_insert(request):
    connection.cursor().execute('  insert into "auth_group" (name) values (%s)', ["kelompok"])


def many(request):
    connection.cursor().executemany("UPDATE auth_group SET name = %s", [["a"], ["b"]])


def table(request):
    connection.cursor().execute("CREATE TABLE lain (id integer)")


def session(request):
    request.session["kunjungan"] = 1


def deadlock(request):
    """The first time given up by the database, with PostgreSQL's word for it; whole the second time."""
    _given_up(request, "40P01", times=1)


def deadlocks(request):
    _given_up(request, "40P01", times=9)


def busy(request):
    _given_up(request, "55P03", times=1)


def _given_up(request, code, *, times):
    asked.append(request.POST["name"] + request.FILES["file"].read().decode())
    if len(asked) <= times:
        cause = Exception()
        cause.pgcode = code
        raise OperationalError(code) from cause
    orm_create(request)


asked: list = []


def read(request):
    list(Group.objects.filter(name__startswith="UPDATE").select_for_update())


ACTS = [orm_create, orm_update, orm_delete, orm_ignore_conflicts, raw_insert, many, table, session, read]
GIVEN_UP = [deadlock, deadlocks, busy]


def _view(act):
    @csrf_exempt
    @open_to_all
    def view(request):
        act(request)
        return HttpResponse("ok")

    return view


urlpatterns = [path(f"{act.__name__}/", _view(act)) for act in [*ACTS, *GIVEN_UP]] + [
    path("static/a.css", _view(lambda request: None)),
    path("sehat/", _view(lambda request: None)),
]


@pytest.fixture(autouse=True)
def _own_urls(settings):
    settings.ROOT_URLCONF = __name__


@pytest.mark.parametrize("act", [orm_create, orm_update, orm_delete, orm_ignore_conflicts, raw_insert, many, table])
@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_safe_request_that_writes_raises(client, act, method):
    with pytest.raises(WriteInGet):
        getattr(client, method)(f"/{act.__name__}/")


@pytest.mark.parametrize("act", [orm_create, orm_update, raw_insert, many])
def test_a_post_may_write(client, act):
    assert client.post(f"/{act.__name__}/").status_code == 200


@pytest.mark.parametrize("act", [session, read])
def test_a_get_may_read_and_keep_its_session(client, act):
    assert client.get(f"/{act.__name__}/").status_code == 200


def test_the_guard_goes_off_duty_after_the_request(client):
    client.get("/read/")

    orm_create(None)

    assert Group.objects.exists()


@pytest.mark.parametrize("address", ["/read/?after=5371%00", "/read/?q=a&q=%00"])
def test_a_nul_in_an_address_is_a_bad_request(client, address):
    assert client.get(address).status_code == 400


def test_a_nul_in_a_form_is_a_bad_request(client):
    assert client.post("/read/", {"village": "5371\0"}).status_code == 400


def send(client, name):
    asked.clear()
    return client.post(f"/{name}/", {"name": "Maria", "file": SimpleUploadedFile("a.txt", b"isi")})


def test_a_write_that_the_database_gave_up_is_asked_once_more(client):
    answer = send(client, "deadlock")

    assert (answer.status_code, asked) == (200, ["Mariaisi"] * 2)
    assert Group.objects.count() == 1


@pytest.mark.parametrize(("name", "times"), [("deadlocks", 2), ("busy", 1)])
def test_a_second_time_and_any_other_fault_of_the_database_stay_faults(client, name, times):
    with pytest.raises(OperationalError):
        send(client, name)

    assert len(asked) == times


def test_keeps_the_harmless_id_of_the_proxy(client):
    assert client.get("/read/", headers={"X-Request-ID": "a1b2-c3"})["X-Request-ID"] == "a1b2-c3"


@pytest.mark.parametrize("given", ["<script>", "a b", "x" * 65, ""])
def test_makes_an_id_of_its_own_for_anything_else(client, given):
    made = client.get("/read/", headers={"X-Request-ID": given})["X-Request-ID"]

    assert made != given
    assert len(made) == 32


def test_one_line_tells_of_a_request_and_leaves_its_query_out(client, caplog):
    with caplog.at_level(logging.INFO, "core.request"):
        client.get("/read/?q=Maria")

    (record,) = [record for record in caplog.records if record.name == "core.request"]
    assert record.getMessage().startswith("GET /read/ 200 ")


def test_signs_of_life_are_not_logged(client, caplog):
    with caplog.at_level(logging.INFO, "core.request"):
        client.get("/sehat/")

    assert not [record for record in caplog.records if record.name == "core.request"]


def test_pages_are_not_kept_by_browsers_but_static_files_may_be(client):
    assert client.get("/read/")["Cache-Control"] == "no-store"
    assert "Cache-Control" not in client.get("/static/a.css")


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Frame-Options", "DENY"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_headers_of_the_house(client, header, value):
    assert client.get("/read/")[header] == value


def test_the_content_policy_allows_no_inline_code_and_no_other_host(client):
    policy = client.get("/read/")["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "camera=()" in client.get("/read/")["Permissions-Policy"]
