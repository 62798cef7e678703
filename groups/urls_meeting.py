"""Addresses of meetings, attendance and registers; taken in by groups.urls."""

from django.urls import path, register_converter

from core.dates import DayConverter
from groups.views import meeting, month, register

register_converter(DayConverter, "day")

urlpatterns: list = [
    path("<uuid:public_id>/pertemuan/", meeting.index, name="meetings"),
    path("<uuid:public_id>/pertemuan/catat/", meeting.create, name="meeting_create"),
    path("<uuid:public_id>/jadwal/<day:day>/", meeting.put_off, name="meeting_call_off"),
    path("<uuid:public_id>/daftar-hadir/<day:day>/", meeting.attendance_pdf, name="attendance_pdf"),
    path("<uuid:public_id>/undangan/", meeting.invitation, name="invitation"),
    path("pertemuan/<uuid:public_id>/", meeting.detail, name="meeting_detail"),
    path("pertemuan/<uuid:public_id>/ubah/", meeting.update, name="meeting_update"),
    path("pertemuan/<uuid:public_id>/kehadiran/", meeting.update, name="attendance"),
    path("pertemuan/<uuid:public_id>/batal/", meeting.withdraw, name="meeting_withdraw"),
    path("<uuid:public_id>/register/<month:month>/", register.show, name="register"),
    path("<uuid:public_id>/register/<month:month>/kembalikan/", register.give_back, name="register_return"),
    path("<uuid:public_id>/register/<month:month>/pdf/", register.pdf, name="register_pdf"),
    path("<uuid:public_id>/register/<month:month>/siga/", register.siga, name="register_siga"),
    path("<uuid:public_id>/register/<month:month>/siga/nik/", register.siga_nik, name="register_nik"),
    path("<uuid:public_id>/register/<month:month>/bagikan/", register.share, name="register_share"),
    path("<uuid:public_id>/register/<month:month>/orang/<str:count>/", register.people, name="register_people"),
    path("register/", month.RegisterList.as_view(), name="register_list"),
    path("register/verifikasi/", month.verify, name="register_verify"),
    path("register/cakupan/", month.coverage, name="register_coverage"),
    path("register/<month:month>/tutup/", month.close, name="month_close"),
]
