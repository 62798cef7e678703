"""The tags and components every page is made of."""

import datetime
import hashlib
import re

import django_filters
import django_tables2
import pytest
from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.urls import resolve
from django.utils import translation

from core.dates import Month
from core.templatetags import ui
from core.views import Page

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
STATIC = settings.BASE_DIR / "static"


def render(text, **context):
    return Template(text).render(Context(context))


def page_request(rf, path="/", user=None):
    request = rf.get(path)
    request.user = user or AnonymousUser()
    request.resolver_match = resolve(request.path)
    return request


class GroupForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label="Nama", help_text="Seperti di SK.")
    note = forms.CharField(label="Catatan", required=False)
    sex = forms.ChoiceField(label="Jenis kelamin", choices=[("1", "L"), ("2", "P")], widget=forms.RadioSelect)


class GroupFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Cari nama", method="by_name")
    kind = django_filters.ChoiceFilter(label="Klasifikasi", choices=[("1", "Dasar")])


class GroupTable(django_tables2.Table):
    select = django_tables2.CheckBoxColumn(accessor="name", attrs={"td": {"class": "sel"}})
    name = django_tables2.Column(verbose_name="Kelompok", linkify=lambda record: f"/kelompok/{record['name']}/")
    members = django_tables2.Column(verbose_name="Anggota", attrs={"td": {"class": "n"}})


ROWS = [{"name": f"Melati {i}", "members": i} for i in range(1, 31)]


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("{{ value|rupiah }}", 1250000, "Rp1.250.000"),
        ("{{ value|rupiah }}", 0, "Rp0"),
        ("{{ value|rupiah }}", -5000, "−Rp5.000"),
        ("{{ value|rupiah }}", None, "—"),
        ("{{ value|number }}", 1234, "1.234"),
        ("{{ value|number }}", None, "—"),
        ("{{ value|month }}", Month(2026, 11), "November 2026"),
        ("{{ value|month }}", datetime.date(2026, 5, 24), "Mei 2026"),
        ("{{ value|month }}", None, "—"),
        ("{{ value|tanggal }}", datetime.date(2026, 8, 7), "7 Agustus 2026"),
        ("{{ value|tanggal }}", None, "—"),
        ("{{ value|tanggal_pendek }}", datetime.date(2026, 11, 24), "24 Nov 2026"),
        ("{{ value|masked }}", "5371010101010001", "5371••••••••0001"),
        ("{{ value|masked }}", "12345678", "••••••••"),
        ("{{ value|masked }}", None, ""),
        ("{{ value|initials }}", "Maria Goreti Ndun", "MN"),
        ("{{ value|initials }}", "yohana", "Y"),
        ("{{ value|initials }}", "  ", "?"),
        ("{{ value|device }}", "Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile Safari/537", "Chrome, Android"),
        ("{{ value|device }}", "", "—"),
    ],
)
def test_words_and_figures(text, value, shown):
    with translation.override("id"):
        assert render(text, value=value) == shown


def test_figures_follow_the_language_but_rupiah_stays_as_it_is_typed():
    with translation.override("en"):
        assert (
            render("{{ 1234|number }} {{ month|month }} {{ 5000|rupiah }}", month=Month(2026, 5))
            == "1,234 May 2026 Rp5.000"
        )


@pytest.mark.parametrize(("kind", "icon"), [("ok", "check"), ("late", "warning"), ("due", "clock")])
def test_chip_says_word_colour_and_icon(kind, icon):
    chip = ui.chip(kind, "Terlambat <b>")

    assert f"chip-{kind}" in chip
    assert f"sprite.svg#{icon}" in chip
    assert "Terlambat &lt;b&gt;" in chip


def test_chip_of_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="unknown"):
        ui.chip("unknown", "?")


def test_card_takes_free_content_and_escapes_its_title():
    html = render('{% card title=title %}<p id="in">{{ title }}</p>{% endcard %}', title="A & B")

    assert '<p id="in">A &amp; B</p>' in html
    assert "<span>A &amp; B</span>" in html


def test_field_list_shows_a_dash_for_nothing_and_zero_for_zero():
    with translation.override("id"):
        html = render(
            "{% field_list rows %}", rows=[("SK", None), ("Anggota", 0), ("Berdiri", datetime.date(2019, 3, 2))]
        )

    assert "<dt>SK</dt><dd>—</dd>" in html
    assert "<dd>0</dd>" in html
    assert "<dd>2 Maret 2019</dd>" in html


def test_nav_item_of_a_page_that_does_not_exist_renders_nothing(rf):
    assert render('{% nav_item "nowhere:list" "X" "home" %}', request=page_request(rf)).strip() == ""


def test_nav_item_marks_the_current_place(rf):
    html = render('{% nav_item "home" "Beranda" "home" %}', request=page_request(rf))

    assert 'aria-current="page"' in html


@pytest.mark.parametrize(
    ("view", "current"),
    [
        ("members:list", "family"),
        ("members:detail", "family"),
        ("members:import_list", "import"),
        ("members:import_upload", "import"),
        ("groups:list", ""),
    ],
)
def test_two_places_in_one_namespace_share_its_pages(view, current):
    class Match:
        view_name = view
        namespace, url_name = view.split(":")

    class Request:
        resolver_match = Match

    family = ui._is_current(Context({"request": Request}), "members:list", "", "import")
    imports = ui._is_current(Context({"request": Request}), "members:import_list", "import", "")

    assert (family, imports) == (current == "family", current == "import")


def test_a_view_may_name_its_place_itself():
    assert ui._is_current(Context({"nav_current": "groups:list"}), "groups:list", "", "")
    assert not ui._is_current(Context({"nav_current": "groups:list"}), "home", "", "")


def test_error_summary_links_to_each_field_and_counts_them():
    form = GroupForm({"version": "1", "note": ""})
    with translation.override("id"):
        html = render_to_string("components/error_summary.html", {"form": form})

    assert "Ada 2 isian" in html
    assert 'href="#id_name"' in html
    assert 'href="#id_sex_0"' in html


def test_error_summary_of_a_formset_counts_all_its_forms():
    formset = forms.formset_factory(GroupForm, extra=2)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-version": "1", "form-1-version": "1"}
    )
    with translation.override("id"):
        html = render_to_string("components/error_summary.html", {"formset": formset})

    assert "Ada 4 isian" in html
    assert 'href="#id_form-1-name"' in html


def test_form_without_faults_has_no_summary():
    assert "error-summary" not in render_to_string("components/error_summary.html", {"form": GroupForm()})


def test_field_names_its_help_and_its_error_to_screen_readers():
    with translation.override("id"):
        html = render("{% load crispy_forms_tags %}{{ form|crispy }}", form=GroupForm({"version": "1"}))

    assert re.search(r'<input[^>]*name="name"[^>]*aria-describedby="id_name_helptext id_name_error"', html)
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert html.count("(opsional)") == 1
    assert 'type="hidden" name="version"' in html


def test_warnings_offer_one_button_to_save_all_the_same():
    form = GroupForm()
    form.warnings = [("name", "Nama ini sudah ada.", "duplicate")]

    html = render_to_string("components/warnings.html", {"form": form})

    assert "Nama ini sudah ada." in html
    assert 'name="accept_warnings" value="1"' in html


def table_page(rf, rows, per_page=25):
    request = rf.get("/", {"q": "x"})
    table = GroupTable(rows)
    django_tables2.RequestConfig(request, paginate={"per_page": per_page}).configure(table)
    return {"table": table, "request": request}


def test_table_names_each_row_by_its_first_column_that_is_no_tick_box(rf):
    html = render_to_string("components/list_results.html", table_page(rf, ROWS[:1]))

    assert re.search(r'<th scope="row"[^>]*><a href="/kelompok/Melati 1/">Melati 1</a></th>', html)
    assert re.search(r'<td role="cell" class="n" data-label="Anggota">1</td>', html)
    assert 'type="checkbox"' in html


def test_cell_that_says_nothing_is_marked_so_that_a_card_leaves_it_out(rf):
    html = render_to_string("components/list_results.html", table_page(rf, [{**ROWS[0], "members": None}]))

    assert re.search(r'<td role="cell" class="n" data-label="Anggota" data-none>—</td>', html)
    assert "data-none" not in render_to_string("components/list_results.html", table_page(rf, ROWS[:1]))


def test_pager_counts_and_keeps_the_filter(rf):
    with translation.override("id"):
        html = render_to_string("components/list_results.html", table_page(rf, ROWS))

    assert "1–25 dari 30" in html
    assert 'href="?q=x&amp;page=2"' in html
    assert "page-previous" not in html


def test_pager_of_a_plain_page_and_a_total_in_words(rf):
    page = Paginator(range(100), 10).page(2)

    html = render_to_string(
        "components/pager.html", {"page_obj": page, "request": rf.get("/"), "total_text": "lebih dari 10.000"}
    )

    assert "lebih dari 10.000" in html
    assert 'rel="prev" href="?page=1"' in html
    assert 'rel="next" href="?page=3"' in html


@pytest.mark.django_db
def test_pager_of_a_list_page_goes_on_by_key_where_offsets_end(rf, django_user_model):
    for name in ("a", "b", "c"):
        django_user_model.objects.create(username=name)
    queryset = django_user_model.objects.order_by("username")
    page = Page(queryset, number=150, after="a", per_page=1, order=("username",), exact=2)
    assert page.rows

    with translation.override("id"):
        html = render_to_string(
            "components/pager.html", {"page": page, "request": rf.get("/", {"q": "x", "page": "150", "after": "a"})}
        )

    assert "dari lebih dari 2" in html
    assert 'rel="next" href="?q=x&amp;page=151&amp;after=b"' in html
    assert 'rel="prev" href="?q=x&amp;page=1"' in html


def test_empty_list_says_what_it_is_and_offers_the_first_step(rf):
    context = {"empty_title": "Belum ada kelompok", "empty_action_url": "/baru/", "empty_action_label": "Daftarkan"}
    html = render_to_string("components/list_results.html", table_page(rf, []) | context)

    assert "Belum ada kelompok" in html
    assert '<a class="btn btn-primary" href="/baru/">Daftarkan</a>' in html


def test_filter_bar_labels_every_filter_and_keeps_the_order(rf):
    request = rf.get("/", {"q": "mawar", "sort": "-name"})
    filterset = GroupFilter(request.GET, queryset=get_user_model().objects.none())
    with translation.override("id"):
        html = render_to_string("components/filter_bar.html", {"filter": filterset, "request": request})

    assert '<label class="visually-hidden" for="id_q">Cari nama</label>' in html
    assert "<span>Klasifikasi</span>" in html
    assert '<input type="hidden" name="sort" value="-name">' in html
    assert 'hx-target="#results"' in html


def test_progress_is_readable_without_seeing_it():
    html = render_to_string("components/progress.html", {"percent": 40, "label": "Memeriksa baris"})

    assert '<progress class="bar" max="100" value="40" aria-label="Memeriksa baris">40%</progress>' in html


def test_share_hands_the_text_to_whatsapp():
    html = render_to_string("components/share.html", {"id": "undangan", "text": "Rapat & arisan?"})

    assert "https://wa.me/?text=Rapat%20%26%20arisan%3F" in html


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_error_pages_need_no_request(name):
    assert "<h1>" in render_to_string(name)


def test_signed_out_page_has_no_navigation(rf):
    with translation.override("id"):
        html = render_to_string("404.html", request=page_request(rf))

    assert "bottom-nav" not in html
    assert '<html lang="id">' in html
    assert html.count("<h1>") == 1
    assert 'name="language" value="en"' in html


# What holds for every template


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_template_has_no_inline_script_or_style(path):
    text = path.read_text()

    assert not re.search(r"<[^>]*\s(?:style|on[a-z]+)\s*=", text)
    assert not re.search(r"<style|<script(?![^>]*\bsrc=)", text)


def test_every_drawing_that_is_named_exists():
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons/sprite.svg").read_text()))
    named = set()
    for path in TEMPLATES:
        text = path.read_text()
        named.update(re.findall(r'{% icon "([^"]+)"', text))
        named.update(re.findall(r'\bicon="([^"]+)"', text))
        named.update(re.findall(r'{% nav_item "[^"]+" _\("[^"]+"\) "([^"]+)"', text))

    assert not named - drawn


def test_vendored_files_are_those_of_the_list():
    listed = dict(
        re.findall(r"^\| `([^`]+)` \|.*`([0-9a-f]{64})` \|$", (STATIC / "vendor/README.md").read_text(), re.M)
    )
    found = {
        p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in (STATIC / "vendor").iterdir() if p.suffix != ".md"
    }

    assert listed == found
