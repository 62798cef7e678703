"""Moving: at once inside the officer's places, by request outside; the list of requests and their answers."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import history
from core.errors import RuleError
from core.views import ListPage
from members import services, village_queries
from members.filters_moves import MoveFilter
from members.forms.moves import AnswerForm, MoveForm, MoveInForm, MoveOutForm
from members.life_queries import DECIDE
from members.models import MoveRequest
from members.tables_moves import MoveTable, asked_at, awaits, may_see, who_moves
from members.views.families import place_form
from members.views.life import attempt
from members.views.rows import CHANGE_FAMILY, family_or_404, one_time_id
from regions.models import Region
from regions.queries import names_of

ADD_FAMILY = "members.add_family"


class MoveList(ListPage):
    """Requests of both sides: those that were asked from her places, and those that are decided in them."""

    http_method_names = ["get", "head", "options"]
    permission_required = CHANGE_FAMILY
    model = MoveRequest
    table_class = MoveTable
    filterset_class = MoveFilter
    template_name = "members/move_list.html"
    title = _("Permintaan pindah")
    order = ("-pk",)

    def get_queryset(self):
        moves = MoveRequest.objects.concerning(self.request.user)
        return moves.select_related("family", "person").order_by(*self.order)

    @property
    def results_template(self):
        return "members/_list_results.html"

    def extra_context(self):
        return {
            "may_export": False,
            "empty_icon": "family",
            "empty_title": MoveTable.empty_title,
            "empty_text": MoveTable.empty_text,
        }


@require_http_methods(["GET", "POST"])
def move_create(request, public_id):
    """To another village of her own, at once; who has no other is led to the request."""
    family = family_or_404(request, public_id, CHANGE_FAMILY)
    others = Region.objects.villages().visible_to(request.user, ADD_FAMILY).exclude(pk=family.village_id)
    if not others.exists():
        return redirect("members:move_out", family.public_id)
    form = place_form(MoveForm, request, {}, family=family)
    if request.method == "POST" and form.may_save():
        args = form.write_args()
        now = {"version": family.version}
        moved = attempt(form, lambda: services.move_family(family.pk, by=request.user, **args), now=now)
        if moved:
            messages.success(request, _("Pindah dicatat. Data KB dan kesejahteraannya ikut pindah."))
            return redirect(moved)
    context = {"form": form, "family": family, "cancel_url": reverse("members:family_life", args=[family.public_id])}
    context["title"] = _("Pindah di wilayah Anda")
    context["text"] = _("Yang pindah langsung tercatat di tempat baru.")
    context["outside_url"] = reverse("members:move_out", args=[family.public_id])
    return TemplateResponse(request, "members/life_split.html", context)


@require_http_methods(["GET", "POST"])
def move_out(request, public_id):
    """To a village outside: the officer there answers."""
    family = family_or_404(request, public_id, CHANGE_FAMILY)
    about = {"family": family, "back": request.path, "user": request.user}
    form = MoveOutForm(request.POST or None, initial=request.GET.dict(), **about)
    if request.method == "POST" and form.may_save():
        args = form.write_args()
        move = attempt(form, lambda: services.ask_to_move_out(family.pk, by=request.user, **args))
        if move:
            messages.success(request, _("Permintaan dikirim. Keluarga tetap di sini sampai petugas di sana menjawab."))
            return redirect(move)
    context = {"form": form, "family": family, "cancel_url": reverse("members:family_life", args=[family.public_id])}
    context["submit_label"] = _("Kirim permintaan")
    return TemplateResponse(request, "members/move_out.html", context)


@require_http_methods(["GET", "POST"])
def move_in(request):
    """Who has arrived from outside is asked for by her NIK."""
    if not request.user.has_perm(ADD_FAMILY):
        raise Http404
    form = place_form(MoveInForm, request, {"village": request.GET.get("desa")})
    if request.method == "POST" and form.may_save():
        args = form.write_args()
        move = attempt(form, lambda: services.ask_to_move_in(args.pop("nik"), by=request.user, **args))
        if move:
            messages.success(request, _("Permintaan dikirim ke petugas di tempat asalnya."))
            return redirect(move)
    context = {"form": form, "cancel_url": reverse("members:move_list"), "submit_label": _("Kirim permintaan")}
    return TemplateResponse(request, "members/move_in.html", context)


@require_safe
def move_detail(request, public_id):
    move = _move_or_404(MoveRequest.objects.concerning(request.user), public_id)
    story = history.of(move, made=_("Meminta pindah."), only=("state",))
    return TemplateResponse(request, "members/move_detail.html", {**_context(request.user, move), "history": story})


@require_http_methods(["GET", "POST"])
def move_answer(request, public_id):
    """Accept or refuse, by another officer than the one who asked."""
    decided = MoveRequest.objects.decided_in(request.user, DECIDE).exclude(asked_by=request.user)
    move = _move_or_404(decided, public_id)
    form = AnswerForm(request.POST or None, move=move, user=request.user)
    if request.method == "POST" and form.may_save():
        verb = services.accept_move if form.is_accepted else services.refuse_move
        args, now = form.write_args(), {"version": move.version}
        if attempt(form, lambda: verb(move.pk, by=request.user, **args), now=now):
            done = _("Diterima: sudah tercatat di tempat baru.") if form.is_accepted else _("Permintaan ditolak.")
            messages.success(request, done)
            return redirect(move)
    context = {**_context(request.user, move), "form": form, "cancel_url": move.get_absolute_url()}
    context["submit_label"] = _("Kirim jawaban")
    return TemplateResponse(request, "members/move_answer.html", context)


@require_POST
def move_withdraw(request, public_id):
    move = _move_or_404(MoveRequest.objects.asked_from(request.user, CHANGE_FAMILY), public_id)
    try:
        services.withdraw_move(move.pk, by=request.user, request_id=one_time_id(request))
    except RuleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Permintaan ditarik."))
    return redirect(move)


@require_safe
def village_search(request):
    """Villages of the whole country for a picker: options for htmx, and a page of its own that leads back."""
    if not request.user.has_perm(CHANGE_FAMILY):
        raise Http404
    text = request.GET.get("q", "").strip()[:60]
    field, back = request.GET.get("field", "village"), request.GET.get("next", "")
    is_safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    is_short = len(text.partition(",")[0].strip()) < village_queries.SHORTEST
    is_practice = request.user.home_code.startswith("00")
    context = {
        "q": text,
        "field": field if field.isidentifier() else "village",
        "next": back if is_safe else "",
        "is_short": is_short,
        "found": [] if is_short else village_queries.find_villages(text, is_practice=is_practice),
        "limit": village_queries.LIMIT,
    }
    template = "members/_village_options.html" if request.htmx else "members/village_search.html"
    return TemplateResponse(request, template, context)


def _move_or_404(moves, public_id):
    rows = moves.select_related("family", "person", "from_village", "to_village", "dusun", "asked_by", "decided_by")
    return get_object_or_404(rows, public_id=public_id)


def _context(user, move):
    """What each side needs: who decides sees who comes; who asks for another's sees the masked number."""
    sees = may_see(user, move)
    codes = {move.from_village_id, move.to_village_id}
    names = names_of(codes)
    may_open = sees and user.has_perm("members.view_family", move.family)
    return {
        "move": move,
        "who": who_moves(user, move),
        "asked_at": asked_at(move),
        "sees": sees,
        "people": _people(move) if sees and (move.is_open or may_open) else [],
        "may_open": may_open,
        "from_place": _line(move.from_village_id, names),
        "to_place": _line(move.to_village_id, names),
        "may_answer": awaits(user, move),
        "may_withdraw": move.is_open
        and MoveRequest.objects.asked_from(user, CHANGE_FAMILY).filter(pk=move.pk).exists(),
    }


def _people(move):
    return [move.person] if move.person_id else list(move.family.persons.active().order_by("pk"))


def _line(code, names):
    return ", ".join(filter(None, (names.get(code[:length]) for length in (10, 6, 4))))
