"""Addresses of KB and consent beyond one family, and of what a person may ask about her own data; included by
members.urls."""

from django.urls import path

from members.views import consent_bulk, consents, kb, kb_bulk, rights

urlpatterns = [
    path("kb/<uuid:public_id>/ganti/", kb.change, name="kb_change"),
    path("kb/<uuid:public_id>/berhenti/", kb.stop, name="kb_stop"),
    path("kb/belum-dikonfirmasi/", kb_bulk.KbUnconfirmed.as_view(), name="kb_unconfirmed"),
    path("kb/belum-dikonfirmasi/simpan/", kb_bulk.bulk, name="kb_bulk"),
    path("orang/<uuid:public_id>/persetujuan/<slug:purpose>/<slug:answer>/", consents.say, name="consent_say"),
    path("persetujuan/daftar/", consent_bulk.create, name="consent_bulk"),
    path("persetujuan/daftar/<uuid:public_id>/", consent_bulk.rows, name="consent_rows"),
    path("orang/<uuid:public_id>/salinan/", rights.extract, name="person_extract"),
    path("orang/<uuid:public_id>/hapus-data/", rights.anonymise, name="anonymise"),
]
