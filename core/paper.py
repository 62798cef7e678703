"""PDF through Typst: a template under templates/paper and plain data."""

import json
from pathlib import Path

import typst
from django.conf import settings
from django.http import HttpResponse

FOLDER = Path(settings.BASE_DIR) / "templates" / "paper"
PAPERS = ("a4", "f4")


def render(template, data, *, paper="a4"):
    """Bytes of a PDF. ``data`` must be JSON-like; the template reads it with ``json(bytes(sys.inputs.data))``.

    ``paper`` is "a4" or "f4" (215 × 330 mm).
    """
    inputs = {"data": json.dumps(data, default=str, ensure_ascii=False), "paper": paper if paper in PAPERS else "a4"}
    return typst.compile(str(FOLDER / template), root=str(FOLDER), sys_inputs=inputs)


def response(template, data, *, filename, paper="a4"):
    answer = HttpResponse(render(template, data, paper=paper), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{filename}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer
