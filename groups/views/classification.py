"""Official decisions on a group's class, with their papers; and the rules of the indicative one, to be read."""

from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from groups import classification_pages, queries
from groups.models import ClassificationDecision, Group
from groups.views.card import in_scope
from groups.views.files import served


@require_safe
def history(request, public_id):
    """Every decision, the latest first."""
    group = in_scope(request.user, public_id, queries.VIEW)
    context = {
        "group": group,
        "decisions": list(group.classifications.select_related("recorded_by", "scan")),
        "sees_scans": request.user.has_perm(queries.NAMES, group),
        "may_classify": queries.rights_of(request.user, group).classify,
    }
    return TemplateResponse(request, "groups/classifications.html", context)


@require_safe
def scan(request, public_id):
    """The paper of a decision, by the file's own address."""
    groups = Group.objects.visible_to(request.user, queries.NAMES)
    decisions = ClassificationDecision.objects.filter(group__in=groups).select_related("scan")
    return served(get_object_or_404(decisions, scan__public_id=public_id).scan)


@require_safe
def rules(request):
    """Versions of the rules and their criteria in words. What they say of a group is computed elsewhere."""
    queries.require(request.user, queries.VIEW)
    return TemplateResponse(request, "groups/classification_rules.html", {"rules": classification_pages.rules()})
