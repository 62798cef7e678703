"""Addresses of coaching visits and photographs; taken in by groups.urls."""

from django.urls import path

from groups.views import photos, visits

urlpatterns: list = [
    path("pembinaan/", visits.Todo.as_view(), name="visit_todo"),
    path("pembinaan/<uuid:public_id>/", visits.detail, name="visit_detail"),
    path("pembinaan/<uuid:public_id>/ubah/", visits.update, name="visit_update"),
    path("pembinaan/<uuid:public_id>/selesai/", visits.done, name="visit_done"),
    path("<uuid:public_id>/pembinaan/", visits.index, name="visits"),
    path("<uuid:public_id>/pembinaan/catat/", visits.create, name="visit_create"),
    path("<slug:occasion>/<uuid:public_id>/foto/", photos.add, name="photo_add"),
    path("foto/<uuid:public_id>/", photos.show, name="photo"),
    path("foto/<uuid:public_id>/hapus/", photos.remove, name="photo_remove"),
]
