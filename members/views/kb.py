"""Leaving a method: changed for another, or stopped with a reason."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from core.errors import RuleError
from members import queries, services
from members.forms.kb import KbChangeForm, KbStopForm
from members.models import KbEpisode
from members.views.rows import CHANGE_HEALTH
from regions import clock


@require_http_methods(["GET", "POST"])
def change(request, public_id):
    """Another method: ends the old one with a reason and begins the new one."""
    return _leave(request, public_id, KbChangeForm, services.change_kb, _("Metode baru dicatat."))


@require_http_methods(["GET", "POST"])
def stop(request, public_id):
    """No method any more: since when, why, and what she wishes."""
    return _leave(request, public_id, KbStopForm, services.stop_kb, _("Berhenti ber-KB dicatat."))


def _leave(request, public_id, form_class, service, done):
    episode = _episode_or_404(request, public_id)
    person, today = episode.person, clock.today(episode.village_id)
    about = {"episode": episode, "couple": queries.couple_of(person, today), "today": today}
    form = form_class(request.POST or None, user=request.user, **about)
    if request.method == "POST" and form.may_save():
        args = form.write_args()
        args.pop("version")
        try:
            service(episode.pk, by=request.user, passed_warnings=form.passed_warnings, **args)
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, done)
            return redirect("members:family_health", person.family.public_id)
    cancel_url = reverse("members:family_health", args=[person.family.public_id])
    context = {"form": form, "person": person, "episode": episode, "cancel_url": cancel_url}
    context["is_change"] = form_class is KbChangeForm
    return TemplateResponse(request, "members/kb_leave.html", context)


def _episode_or_404(request, public_id):
    """A state with a method. One that has ended is told by the service: the form may arrive a second time."""
    episodes = KbEpisode.objects.visible_to(request.user, CHANGE_HEALTH).select_related("person__family", "method")
    episode = get_object_or_404(episodes, public_id=public_id)
    if episode.method_id is None or (episode.ended_on and request.method == "GET"):
        raise Http404
    return episode
