"""Addresses of what comes round, and of classification; taken in by groups.urls."""

from django.urls import path

from groups.views import classification, years

urlpatterns: list = [
    path("pembaruan/", years.RenewalList.as_view(), name="renewals"),
    path("perlu-diperiksa/", years.DormantList.as_view(), name="dormant"),
    path("aturan-klasifikasi/", classification.rules, name="classification_rules"),
    path("<uuid:public_id>/pembaruan/", years.renew, name="renew"),
    path("<uuid:public_id>/klasifikasi/riwayat/", classification.history, name="classifications"),
    path("klasifikasi/berkas/<uuid:public_id>/", classification.scan, name="decision_scan"),
]
