"""Addresses of welfare; included by members.urls."""

from django.urls import path

from members import welfare_import_views as imports
from members.views import welfare

urlpatterns = [
    path("<uuid:public_id>/kesejahteraan/", welfare.family_welfare, name="family_welfare"),
    path("<uuid:public_id>/kesejahteraan/baru/", welfare.create, name="welfare_create"),
    path("kesejahteraan/impor/", imports.WelfareImportList.as_view(), name="welfare_import_list"),
    path("kesejahteraan/impor/baru/", imports.create, name="welfare_import_create"),
    path("kesejahteraan/impor/templat/", imports.template, name="welfare_import_template"),
    path("kesejahteraan/impor/<uuid:public_id>/", imports.detail, name="welfare_import_detail"),
    path("kesejahteraan/impor/<uuid:public_id>/kolom/", imports.columns, name="welfare_import_mapping"),
    path("kesejahteraan/impor/<uuid:public_id>/simpan/", imports.commit, name="welfare_import_commit"),
    path("kesejahteraan/impor/<uuid:public_id>/batalkan/", imports.undo, name="welfare_import_undo"),
    path("kesejahteraan/impor/<uuid:public_id>/lembar/", imports.report, name="welfare_import_report"),
]
