"""What every template may write without {% load %}: icons, cards, chips, money, dates, masks, navigation."""

import datetime
import uuid
from functools import lru_cache

from django import forms, template
from django.core.signals import setting_changed
from django.dispatch import receiver
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.dates import MONTHS
from django.utils.formats import date_format, number_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import mark_safe

from core.money import format_rupiah
from core.text import phone_text

register = template.Library()

NOTHING = "—"
CHIP_ICONS = {"ok": "check", "late": "warning", "due": "clock"}
CHIP_KINDS = {"ok", "late", "due", "neutral", "info"}
SELECTION_COLUMN = "select"
SELECTED = mark_safe(" selected")
BROWSERS = [
    ("SamsungBrowser", "Samsung Internet"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
]
SYSTEMS = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
]


# Parts of a page


@register.simple_tag
def icon(name, label=""):
    """A drawing from the sprite. Hidden from screen readers unless it carries a ``label``."""
    return _icon(name, label)


def _icon(name, label=""):
    return _drawing(_sprite(), name, str(label))


@lru_cache(maxsize=1)
def _sprite():
    """Address of the drawings. Looked up once: a list asks for fifty."""
    return static("icons/sprite.svg")


@receiver(setting_changed)
def _forget_sprite(*, setting, **_details):
    if setting in ("STORAGES", "STATIC_URL"):
        _sprite.cache_clear()


@lru_cache(maxsize=512)
def _drawing(sprite, name, label):
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"></use></svg>', label, sprite, name
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', sprite, name)


@register.simple_tag
def chip(kind, text, icon=None):
    """Status as word + colour + icon; ``icon=""`` leaves the icon out. Also callable from Python (tables)."""
    if kind not in CHIP_KINDS:
        raise ValueError(f"chip: {kind!r} is none of {sorted(CHIP_KINDS)}")
    shown = CHIP_ICONS.get(kind, "") if icon is None else icon
    # In Python and not a template of its own: a list shows fifty of them.
    return format_html('<span class="chip chip-{}">{}{}</span>', kind, _icon(shown) if shown else "", text)


@register.simple_block_tag
def card(content, title="", icon="", action_url="", action_label="", css=""):
    """A titled box with free content: {% card title="…" %}…{% endcard %}"""
    return render_to_string(
        "components/card.html",
        {
            "title": title,
            "content": content,
            "icon_name": icon,
            "action_url": action_url,
            "action_label": action_label,
            "css": css,
        },
    )


@register.inclusion_tag("components/field_list.html")
def field_list(rows):
    """(label, value) pairs as a definition list; nothing said reads as a dash."""
    return {"rows": [(label, _shown(value)) for label, value in rows]}


def _shown(value):
    if value in (None, ""):
        return NOTHING
    return tanggal(value) if isinstance(value, datetime.date) else value


@register.simple_tag(takes_context=True)
def nav_item(context, url_name, label, icon, owns="", beside=""):
    """A place in the navigation; renders nothing while its URL does not exist.

    A page belongs to the place of its own URL namespace. When two places share a namespace, ``owns`` names the
    beginnings of URL names that are this place's alone, ``beside`` those that are not (words parted by spaces).
    A view may name the place itself with ``nav_current`` in its context.
    """
    try:
        url = reverse(url_name)
    except NoReverseMatch:
        return ""
    here = mark_safe(' aria-current="page"') if _is_current(context, url_name, owns, beside) else ""
    return format_html(
        '<a class="nav-{}" href="{}"{}><span class="nav-icon">{}</span><span>{}</span></a>',
        icon,
        url,
        here,
        _icon(icon),
        label,
    )


def _is_current(context, url_name, owns, beside):
    if named := context.get("nav_current"):
        return named == url_name
    match = getattr(context.get("request"), "resolver_match", None)
    if match is None:
        return False
    if match.view_name == url_name:
        return True
    namespace = url_name.rpartition(":")[0]
    if not namespace or match.namespace != namespace:
        return False
    name = match.url_name or ""
    if owns:
        return name.startswith(tuple(owns.split()))
    return not (beside and name.startswith(tuple(beside.split())))


@register.simple_tag(takes_context=True)
def tab_item(context, url_name, label, *args, **kwargs):
    """One tab (tabs are pages); renders nothing while its URL does not exist."""
    try:
        url = reverse(url_name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    current = getattr(request, "path", None) == url or getattr(match, "view_name", None) == url_name
    return format_html('<a href="{}"{}>{}</a>', url, mark_safe(' aria-current="page"') if current else "", label)


@register.simple_tag
def one_time_id():
    """The hidden one-time id of a form that is nothing but a button."""
    return format_html('<input type="hidden" name="request_id" value="{}">', uuid.uuid4())


# Words and figures


@register.filter
def rupiah(amount):
    """1250000 → Rp1.250.000, negative with a true minus sign."""
    return NOTHING if amount in (None, "") else format_rupiah(int(amount))


@register.filter
def number(value):
    """1234 → 1.234 in Indonesian, 1,234 in English."""
    return NOTHING if value in (None, "") else number_format(value, use_l10n=True, force_grouping=True)


@register.filter
def month(value):
    """A Month or a date → November 2026."""
    if value in (None, ""):
        return NOTHING
    return f"{MONTHS[value.month if isinstance(value, datetime.date) else value.number]} {value.year}"


@register.filter
def tanggal(value):
    """A date → 24 November 2026."""
    return date_format(value, "j F Y") if value else NOTHING


@register.filter
def tanggal_pendek(value):
    """A date → 24 Nov 2026."""
    return date_format(value, "j M Y") if value else NOTHING


@register.filter
def masked(digits):
    """5371…0001 with dots between the first and the last four; anything shorter than ten signs is all dots."""
    digits = str(digits or "")
    if not digits:
        return ""
    if len(digits) < 10:
        return "•" * len(digits)
    return f"{digits[:4]}{'•' * (len(digits) - 8)}{digits[-4:]}"


@register.filter
def phone(number):
    """+6281234567890 → 0812-3456-7890"""
    return phone_text(number)


@register.filter
def initials(name):
    """Maria Goreti Ndun → MN."""
    words = [word for word in str(name or "").split() if word[0].isalpha()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@register.filter
def device(user_agent):
    """A browser's own description → Chrome, Android; what is not known stays as it is."""
    agent = str(user_agent or "")
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return ", ".join(filter(None, (browser, system))) or agent[:60] or NOTHING


# For our own components


@register.filter
def lines(table):
    """(attributes, cells) of each row of a table as HTML. In Python: a template takes three times as long for a cell.

    The first column that is no box to tick names its row. A column's attributes are the same in every row.
    """
    title = next((column.name for column in table.columns if column.name != SELECTION_COLUMN), "")
    tags = None
    for row in table.paginated_rows:
        cells = list(row.items())
        tags = tags or [_cell_tags(column, is_title=column.name == title) for column, _cell in cells]
        html = (
            f"{_marked(begin, cell)}{conditional_escape(cell)}{end}"
            for (_column, cell), (begin, end) in zip(cells, tags, strict=True)
        )
        yield row.attrs.as_html(), mark_safe("".join(html))


def _cell_tags(column, *, is_title):
    attributes = column.attrs["td"].as_html()
    if is_title:
        return format_html('<th scope="row" role="rowheader" {}>', attributes), "</th>"
    return format_html('<td role="cell" {} data-label="{}">', attributes, column.header), "</td>"


def _marked(begin, cell):
    """A card on a phone leaves out what a row does not say; a table keeps its dash."""
    return f"{begin[:-1]} data-none>" if cell == NOTHING else begin


@register.simple_tag(takes_context=True)
def error_total(context):
    """How many entries need mending in the context's ``form`` and ``formset``."""
    form, formset = context.get("form"), context.get("formset")
    total = len(form.errors) if form else 0
    if formset:
        total += len(formset.non_form_errors()) + sum(len(each.errors) for each in formset.forms)
    return total


@register.filter
def target_id(field):
    """Where a link to this field should go: its input, or the first of its choices."""
    widget = field.field.widget
    chosen = widget.id_for_label(field.auto_id, index="0") if hasattr(widget, "add_id_index") else field.id_for_label
    return chosen or field.auto_id


@register.filter
def filter_control(field):
    """The bare input of a filter, without the looks of a form."""
    widget = field.field.widget
    kind = "search" if getattr(widget, "input_type", "") in ("text", "search") else "choice"
    if type(widget) is forms.Select:
        return _select(field, kind)
    return field.as_widget(attrs={"class": f"filter-{kind}"})


def _select(field, kind):
    """A list to choose from, without groups. Django's own renders two templates for each entry, and a city has fifty
    villages."""
    attributes = field.build_widget_attrs({"class": f"filter-{kind}", "id": field.auto_id}, field.field.widget)
    context = field.field.widget.get_context(field.html_name, field.value(), attributes)["widget"]
    entries = format_html_join(
        "\n",
        '<option value="{}"{}>{}</option>',
        (
            (option["value"], SELECTED if option["selected"] else "", option["label"])
            for _group, options, _index in context["optgroups"]
            for option in options
        ),
    )
    return format_html('<select name="{}"{}>{}</select>', context["name"], flatatt(context["attrs"]), entries)


@register.filter
def is_search(field):
    """True for the filter that is typed, not chosen."""
    return getattr(field.field.widget, "input_type", "") in ("text", "search")


@register.simple_tag(takes_context=True)
def page_query(context, parameter, page_number, after=""):
    """``?…`` of this page with another page number, and the key of the last row where offsets end."""
    query = context["request"].GET.copy()
    query[parameter] = page_number
    query.pop("after", None)
    if after:
        query["after"] = after
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def history_page(context, history):
    """The page of a core.history.History that the address asks for."""
    return history.page(context["request"].GET) if history else {"lines": []}


@register.simple_tag(takes_context=True)
def history_query(context, before):
    """``?…`` of this page, going on in its history before the line ``before``; from the newest without one."""
    query = context["request"].GET.copy()
    query["riwayat-before"] = before
    return f"?{query.urlencode()}"
