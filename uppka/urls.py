"""Root addresses. Paths are Indonesian, names are English."""

from django.contrib import admin
from django.urls import include, path, register_converter
from django.views.i18n import set_language

from accounts.decorators import open_to_all
from core.dates import MonthConverter
from uppka import health, transfer_views, views

register_converter(MonthConverter, "month")

urlpatterns = [
    path("", views.home, name="home"),
    path("catat/", views.record, name="record"),
    path("lainnya/", views.more, name="more"),
    path("cari/", views.search, name="search"),
    path("sehat/", health.alive, name="alive"),
    path("siap/", health.ready, name="ready"),
    path("bahasa/", open_to_all(set_language), name="set_language"),
    path("kelompok/", include("groups.urls")),
    path("keluarga/", include("members.urls")),
    path("akun/petugas/<uuid:public_id>/serah-terima/", transfer_views.create, name="transfer_create"),
    path("akun/serah-terima/<uuid:public_id>/", transfer_views.detail, name="transfer_detail"),
    path("akun/serah-terima/<uuid:public_id>/batal/", transfer_views.undo, name="transfer_undo"),
    path("akun/", include("accounts.urls")),
    path("akun/", include("accounts.sign_in_urls")),
    path("admin/", admin.site.urls),
]
