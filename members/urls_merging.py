"""Addresses of two records that are one person; included by members.urls."""

from django.urls import path

from members.views import merging

urlpatterns = [
    path("orang/gabungan/", merging.MergeList.as_view(), name="merge_list"),
    path("orang/gabungan/<uuid:public_id>/", merging.detail, name="merge_detail"),
    path("orang/gabungan/<uuid:public_id>/batal/", merging.undo, name="merge_undo"),
    path("orang/<uuid:public_id>/gabung/", merging.pick, name="merge_pick"),
    path("orang/<uuid:public_id>/gabung/<uuid:other>/", merging.merge, name="merge"),
]
