"""Addresses of imports; included by members.urls."""

from django.urls import path

from members import import_views as views

urlpatterns = [
    path("impor/", views.ImportList.as_view(), name="import_list"),
    path("impor/baru/", views.create, name="import_create"),
    path("impor/templat/", views.template, name="import_template"),
    path("impor/<uuid:public_id>/", views.detail, name="import_detail"),
    path("impor/<uuid:public_id>/kolom/", views.columns, name="import_mapping"),
    path("impor/<uuid:public_id>/lanjutkan/", views.go_on, name="import_go_on"),
    path("impor/<uuid:public_id>/perubahan/", views.changes, name="import_changes"),
    path("impor/<uuid:public_id>/simpan/", views.commit, name="import_commit"),
    path("impor/<uuid:public_id>/batalkan/", views.undo, name="import_undo"),
    path("impor/<uuid:public_id>/lembar/", views.report, name="import_report"),
]
