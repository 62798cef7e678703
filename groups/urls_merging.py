"""Addresses of groups that are, or are not, one."""

from django.urls import path

from groups.views import merging

urlpatterns = [
    path("ganda/", merging.pairs, name="pairs"),
    path("<uuid:public_id>/gabung/", merging.merge, name="merge"),
    path("<uuid:public_id>/gabung/batal/", merging.undo, name="merge_undo"),
    path("<uuid:public_id>/bukan/<uuid:other>/", merging.different, name="pair_different"),
]
