"""Home (what awaits the officer), quick recording, and the rest."""

from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe


@require_safe
def home(request):
    return TemplateResponse(request, "uppka/home.html", {})


@require_safe
def record(request):
    return TemplateResponse(request, "uppka/record.html", {})


@require_safe
def more(request):
    return TemplateResponse(request, "uppka/more.html", {})
