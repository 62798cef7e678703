"""Addresses of what a month adds up to: recap, reports, calendar, exceptions; taken in by groups.urls."""

from django.urls import path

from groups.views import activity, calendar, late, recap

urlpatterns: list = [
    path("register/rekap/", recap.latest, name="recap_latest"),
    path("register/<month:month>/rekap/", recap.recap, name="recap"),
    path("register/<month:month>/rekap/pdf/", recap.recap_pdf, name="recap_pdf"),
    path("register/<month:month>/rekap/xlsx/", recap.recap_xlsx, name="recap_xlsx"),
    path("register/<month:month>/desa/<slug:code>/", recap.village_report, name="village_report"),
    path("register/<month:month>/desa/<slug:code>/pdf/", recap.village_pdf, name="village_pdf"),
    path("register/<month:month>/desa/<slug:code>/orang/<str:count>/", recap.people, name="village_people"),
    path("kalender/", calendar.calendar, name="calendar"),
    path("kalender/unduh/", calendar.calendar_file, name="calendar_file"),
    path("laporan-kegiatan/<month:month>/", activity.activity_report, name="activity_report"),
    path("laporan-kegiatan/<month:month>/pdf/", activity.activity_pdf, name="activity_pdf"),
    path("izin-susulan/", late.index, name="late_entry_list"),
    path("izin-susulan/<uuid:public_id>/akhiri/", late.end, name="late_entry_end"),
    path("<uuid:public_id>/register/<month:month>/izin-susulan/", late.create, name="late_entry_create"),
]
