"""Uploaded files, handed out one by one: in scope, as a download, and never guessed at by the browser."""

import io

from django.http import FileResponse, Http404, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from accounts import personal_data
from accounts.models import PersonalDataAccess
from accounts.queries import files_visible_to
from core import files


@require_http_methods(["GET", "POST"])
def download(request, public_id):
    """A sealed file holds people's data: it is asked for by POST, and each download is logged."""
    attachment = get_object_or_404(files_visible_to(request.user), public_id=public_id)
    if attachment.is_encrypted and request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        data = files.open_bytes(attachment)
    except FileNotFoundError:
        raise Http404 from None
    if attachment.is_encrypted:
        personal_data.log(request.user, attachment, ["file"], purpose=PersonalDataAccess.Purpose.DAILY)
    response = FileResponse(
        io.BytesIO(data), as_attachment=True, filename=attachment.name, content_type=attachment.content_type
    )
    response["Cache-Control"] = "no-store"
    return response
