"""Addresses of imports of groups; taken in by groups.urls."""

from django.urls import path

from groups import import_views as views

urlpatterns: list = [
    path("impor/", views.ImportList.as_view(), name="import_list"),
    path("impor/baru/", views.create, name="import_create"),
    path("impor/templat/", views.template, name="import_template"),
    path("impor/<uuid:public_id>/", views.detail, name="import_detail"),
    path("impor/<uuid:public_id>/simpan/", views.commit, name="import_commit"),
    path("impor/<uuid:public_id>/batalkan/", views.take_back, name="import_undo"),
    path("impor/<uuid:public_id>/lembar/", views.report, name="import_report"),
]
