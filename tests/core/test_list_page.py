"""What every list does, shown by two of them: pages, fragments, downloads, a constant number of queries."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from core import exports
from core import views as core_views
from members.models import Family
from tests.factories import FamilyFactory, GroupFactory
from tests.htmx import fragment_equals_page
from tests.queries import assert_queries_do_not_grow

pytestmark = pytest.mark.django_db
LISTS = {"members:list": FamilyFactory, "groups:list": GroupFactory}


@pytest.fixture(params=LISTS)
def url(request):
    return reverse(request.param)


@pytest.fixture
def add(url):
    make = next(factory for name, factory in LISTS.items() if reverse(name) == url)
    return lambda number: [make() for _each in range(number)]


@pytest.fixture
def reader(client, officer):
    client.force_login(officer)
    return client


def rows_in(html):
    return re.findall(r'class="row-link" href="([^"]+)"', html)


def link(html, way):
    found = re.search(rf'rel="{way}" href="([^"]+)"', html)
    return found and found[1].replace("&amp;", "&")


@pytest.mark.parametrize("page", ["0", "-1", "x", "1.5", "", "101", "99999999999999999999", "١"])
def test_a_page_that_is_none_is_not_found(reader, url, page):
    assert reader.get(url, {"page": page}).status_code == 404


@pytest.mark.parametrize("after", ["x", "5371041001~a", "5371041001~a~b~c", "5371041001~a~x"])
def test_a_key_that_is_none_is_not_found(reader, url, after):
    assert reader.get(url, {"page": "101", "after": after}).status_code == 404


def test_pages_go_on_by_offset_and_then_by_key(reader, url, add, monkeypatch):
    monkeypatch.setattr(core_views, "LAST_OFFSET_PAGE", 2)
    monkeypatch.setattr(core_views.ListPage, "per_page", 2)
    add(7)

    seen, address, addresses = [], url, []
    while address:
        html = reader.get(address).content.decode()
        seen += rows_in(html)
        next_link = link(html, "next")
        address = url + next_link if next_link else None
        addresses.append(next_link)

    assert len(seen) == len(set(seen)) == 7
    assert ["after=" in (each or "") for each in addresses] == [False, True, True, False]
    assert link(html, "prev") == "?page=1"


def test_a_list_beyond_what_is_exact_says_so(reader, url, add, monkeypatch):
    monkeypatch.setattr(core_views.ListPage, "per_page", 2)
    monkeypatch.setattr(core_views.Page.__init__, "__kwdefaults__", {"exact": 3})
    add(5)

    with translation.override("id"):
        html = reader.get(url).content.decode()

    assert "1–2 dari lebih dari 3" in html


def test_the_fragment_is_the_pages_part(reader, url, add):
    add(30)

    assert fragment_equals_page(reader, url)
    assert fragment_equals_page(reader, url + "?page=2")
    assert fragment_equals_page(reader, url + "?q=xyz")


def test_queries_do_not_grow_with_rows(reader, url, add):
    add(2)

    assert_queries_do_not_grow(lambda: reader.get(url), lambda: add(40))


def test_queries_of_a_search_do_not_grow_with_hits(reader, monkeypatch):
    monkeypatch.setattr("core.search.RARE", 10)
    FamilyFactory(head_name="Maria")

    assert_queries_do_not_grow(
        lambda: reader.get(reverse("members:list"), {"q": "maria"}),
        lambda: [FamilyFactory(head_name=f"Maria {number}") for number in range(40)],
    )


@pytest.mark.parametrize("number", [0, 1, 3, 4, 7])
def test_a_download_is_read_in_batches(monkeypatch, number):
    monkeypatch.setattr(exports, "BATCH", 3)
    for each in range(number):
        FamilyFactory(head_name=f"Keluarga {each}")
    sizes = []

    class Table:
        def __init__(self, rows):
            sizes.append(len(rows))
            self.rows = rows

        def as_values(self):
            yield ["Kepala keluarga"]
            yield from ([row.head_name] for row in self.rows)

    header, *rows = exports.rows_of(Table, Family.objects.order_by("pk"))

    assert header == ["Kepala keluarga"]
    assert rows == [[f"Keluarga {each}"] for each in range(number)]
    assert max(sizes) <= 3
