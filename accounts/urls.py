from django.urls import path

from accounts.views import access_log, assignments, codes, files, own, practice, saved_views, users

app_name = "accounts"

urlpatterns = [
    path("petugas/", users.UserList.as_view(), name="user_list"),
    path("petugas/baru/", users.create, name="user_create"),
    path("petugas/<uuid:public_id>/", users.detail, name="user_detail"),
    path("petugas/<uuid:public_id>/ubah/", users.update, name="user_update"),
    path("petugas/<uuid:public_id>/penugasan/", assignments.create, name="assignment_create"),
    path("petugas/<uuid:public_id>/kode/", codes.make, name="reset_code"),
    path("petugas/<uuid:public_id>/langkah-kedua/", codes.remove_second_factor, name="second_factor_remove"),
    path("penugasan/<uuid:public_id>/akhiri/", assignments.end, name="assignment_end"),
    path("kode/", codes.use, name="reset_with_code"),
    path("saya/", own.profile, name="profile"),
    path("saya/ubah/", own.profile_update, name="profile_update"),
    path("latihan/", practice.on, name="practice_on"),
    path("latihan/selesai/", practice.off, name="practice_off"),
    path("keperluan/", own.purpose, name="purpose"),
    path("berkas/<uuid:public_id>/", files.download, name="file"),
    path("tampilan/", saved_views.save, name="view_save"),
    path("tampilan/hapus/", saved_views.remove, name="view_remove"),
    path("jejak/", access_log.AccessLog.as_view(), name="access_log"),
]
