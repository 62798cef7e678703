"""PDF through Typst: a template under templates/paper and plain data."""

import json
import shutil
import tempfile
from pathlib import Path

import typst
from django.conf import settings
from django.http import HttpResponse

FOLDER = Path(settings.BASE_DIR) / "templates" / "paper"
PAPERS = ("a4", "f4")


def render(template, data, *, paper="a4", images=None):
    """Bytes of a PDF. ``data`` must be JSON-like; the template reads it with ``json(bytes(sys.inputs.data))``.

    ``paper`` is "a4" or "f4" (215 × 330 mm). ``images`` are {file name: bytes} that the template asks for by name.
    """
    inputs = {"data": json.dumps(data, default=str, ensure_ascii=False), "paper": paper if paper in PAPERS else "a4"}
    if not images:
        return typst.compile(str(FOLDER / template), root=str(FOLDER), sys_inputs=inputs)
    # Typst reads nothing outside its root, so that pictures and templates lie in one folder while it works.
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(FOLDER, folder, dirs_exist_ok=True)
        for name, content in images.items():
            (Path(folder) / name).write_bytes(content)
        return typst.compile(str(Path(folder) / template), root=folder, sys_inputs=inputs)


def response(template, data, *, filename, paper="a4", images=None):
    pdf = render(template, data, paper=paper, images=images)
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{filename}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer
