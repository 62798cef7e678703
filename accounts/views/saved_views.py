"""Saved views of lists: filters and columns under a name of the officer's own."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import services
from accounts.forms import RemoveViewForm, SaveViewForm
from core.errors import RuleError
from core.identity import number_in
from core.views import COLUMNS, ListPage

#: Kinds of input that take words.
TYPED = ("text", "search")


@require_POST
def save(request):
    """Keep the filters and columns of the list that she looks at. The words that she searched are left out."""
    form = SaveViewForm(request.POST, user=request.user)
    path = _own_path(request, request.POST.get("path", ""))
    page, list_name = _list_at(path)
    if not page or not form.is_valid():
        messages.error(request, _("Beri nama tampilan ini, paling banyak 60 huruf."))
        return redirect(path)
    query = _kept(page, request, urlsplit(path).query)
    try:
        services.save_view(list_name, by=request.user, query=query, **form.view_args())
    except RuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Tampilan disimpan."))
    return redirect(path)


@require_POST
def remove(request):
    form = RemoveViewForm(request.POST, user=request.user)
    if form.is_valid():
        try:
            services.remove_view(form.cleaned_data["view"], by=request.user, request_id=form.cleaned_data["request_id"])
        except RuleError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Tampilan dihapus."))
    return redirect(_own_path(request, request.POST.get("path", "")))


def _own_path(request, path):
    """An address of this site, or home. A word alone would be taken for the name of a page."""
    is_ours = url_has_allowed_host_and_scheme(path, {request.get_host()}, require_https=request.is_secure())
    return path if is_ours and path.startswith("/") else reverse("home")


def _list_at(path):
    """(ListPage class, URL name) of an address; (None, "") for a page that is no list of its own."""
    try:
        match = resolve(urlsplit(path).path)
    except Resolver404:
        return None, ""
    page = getattr(match.func, "view_class", None)
    is_list = page is not None and issubclass(page, ListPage) and not match.kwargs
    return (page, match.view_name) if is_list else (None, "")


def _kept(page, request, text):
    """The query of a view: filters that are chosen, not typed, and columns; a name or a number is never kept."""
    asked = QueryDict(text)
    form = page.filterset_class(asked, queryset=page.model.objects.none(), request=request).form
    typed = {name for name, field in form.fields.items() if getattr(field.widget, "input_type", "") in TYPED}
    kept = QueryDict(mutable=True)
    for name, values in asked.lists():
        values = [value for value in values if value and not number_in(value)]
        if name == COLUMNS or (name in form.fields and name not in typed):
            kept.setlist(name, values)
    return kept.urlencode()
