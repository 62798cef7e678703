"""django-allauth's pages at Indonesian addresses, under the names it knows. What is not listed does not exist."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.usersessions import views as sessions
from django.urls import path, re_path

urlpatterns = [
    path("masuk/", account.login, name="account_login"),
    path("keluar/", account.logout, name="account_logout"),
    path("tidak-aktif/", account.account_inactive, name="account_inactive"),
    path("daftar/", account.signup, name="account_signup"),
    path("pastikan/", account.reauthenticate, name="account_reauthenticate"),
    path("sandi/ganti/", account.password_change, name="account_change_password"),
    path("sandi/buat/", account.password_set, name="account_set_password"),
    path("sandi/lupa/", account.password_reset, name="account_reset_password"),
    path("sandi/lupa/terkirim/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^sandi/baru/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("sandi/baru/selesai/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("langkah-kedua/", mfa.index, name="mfa_index"),
    path("langkah-kedua/masuk/", mfa.authenticate, name="mfa_authenticate"),
    path("langkah-kedua/pastikan/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("langkah-kedua/pasang/", totp.activate_totp, name="mfa_activate_totp"),
    path("langkah-kedua/lepas/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("kode-cadangan/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("kode-cadangan/baru/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("kode-cadangan/unduh/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("perangkat/", sessions.list_usersessions, name="usersessions_list"),
]
