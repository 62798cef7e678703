"""Photographs of meetings and visits: added, shown in scope, taken off."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import RuleError
from core.files import FileRefused
from core.forms import ConfirmForm
from groups import coaching_queries
from groups.forms.coaching import PhotosForm
from groups.models import CoachingVisit, Meeting, Photo
from groups.services import photos as services
from groups.views.files import served

#: What the address calls an occasion → its rows, the permission to add there, the service.
OCCASIONS = {
    "pertemuan": (Meeting, "groups.record_meeting", services.add_to_meeting),
    "pembinaan": (CoachingVisit, "groups.record_visit", services.add_to_visit),
}


@require_http_methods(["GET", "POST"])
def add(request, occasion, public_id):
    """Several photos of one meeting or visit."""
    if occasion not in OCCASIONS:
        raise Http404
    model, permission, service = OCCASIONS[occasion]
    rows = model.objects.visible_to(request.user, permission).select_related("group__village")
    row = get_object_or_404(rows, public_id=public_id)
    if not coaching_queries.may_add_photos(request.user, row):
        raise Http404
    form = PhotosForm(request.POST or None, request.FILES or None, user=request.user)
    if form.is_valid():
        args = form.write_args()
        try:
            service(row.pk, by=request.user, request_id=args["request_id"], **args["changes"])
        except FileRefused as error:
            form.add_error("photos", str(error))
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Foto disimpan."))
            return redirect(row)
    context = {"form": form, "group": row.group, "occasion": row, "cancel_url": row.get_absolute_url()}
    return TemplateResponse(request, "groups/photo_form.html", context)


@require_safe
def show(request, public_id):
    """The picture itself, or with ``?kecil=1`` its small rendition; the browser may keep it, nobody between."""
    photo = _photo(request, public_id)
    attachment = photo.small if photo.small and "kecil" in request.GET else photo.file
    return served(attachment, cache="private, max-age=86400")


@require_http_methods(["GET", "POST"])
def remove(request, public_id):
    """Take a photo off; whoever may add photos there may also take one off."""
    photo = _photo(request, public_id, shown_only=request.method == "GET")
    occasion = photo.meeting or photo.visit
    if not coaching_queries.may_add_photos(request.user, occasion):
        raise Http404
    form = ConfirmForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            services.remove_photo(photo.pk, by=request.user, request_id=form.cleaned_data["request_id"])
        except RuleError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Foto dihapus dari halaman."))
            return redirect(occasion)
    context = {"form": form, "group": photo.group, "photo": photo, "cancel_url": occasion.get_absolute_url()}
    return TemplateResponse(request, "groups/photo_remove.html", context)


def _photo(request, public_id, *, shown_only=True):
    """A photo that the user may see: faces are for those who know the members by name."""
    photos = Photo.objects.visible_to(request.user, coaching_queries.NAMES)
    if shown_only:
        photos = photos.filter(removed_at__isnull=True)
    photos = photos.select_related("group__village", "meeting", "visit", "file", "small")
    photo = get_object_or_404(photos, public_id=public_id)
    if photo.visit and not coaching_queries.sees_finding(request.user, photo.visit):
        raise Http404
    return photo
