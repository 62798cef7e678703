"""Addresses of KB and consent beyond one family; included by members.urls."""

from django.urls import path

from members.views import kb, kb_bulk

urlpatterns = [
    path("kb/<uuid:public_id>/ganti/", kb.change, name="kb_change"),
    path("kb/<uuid:public_id>/berhenti/", kb.stop, name="kb_stop"),
    path("kb/belum-dikonfirmasi/", kb_bulk.KbUnconfirmed.as_view(), name="kb_unconfirmed"),
    path("kb/belum-dikonfirmasi/simpan/", kb_bulk.bulk, name="kb_bulk"),
]
