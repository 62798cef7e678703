"""Addresses of groups."""

from django.urls import path

from groups.import_urls import urlpatterns as of_imports
from groups.urls_books import urlpatterns as of_books
from groups.urls_coaching import urlpatterns as of_coaching
from groups.urls_meeting import urlpatterns as of_meetings
from groups.urls_merging import urlpatterns as of_merging
from groups.urls_recap import urlpatterns as of_recaps
from groups.urls_years import urlpatterns as of_years
from groups.views import accounts, approval, approvals, card, membership, paper, siga

app_name = "groups"

urlpatterns = [
    path("", card.GroupList.as_view(), name="list"),
    path("daftar/", card.create, name="create"),
    path("k0-kosong.pdf", paper.card_blank, name="card_blank_pdf"),
    path("siga/", siga.todo, name="siga_todo"),
    path("persetujuan/", approvals.ApprovalList.as_view(), name="approvals"),
    path("persetujuan/setujui/", approvals.approve, name="approve_many"),
    path("<uuid:public_id>/", card.detail, name="detail"),
    path("<uuid:public_id>/ubah/", card.update, name="update"),
    path("<uuid:public_id>/jadwal/", card.routine, name="routine"),
    path("<uuid:public_id>/klasifikasi/", card.classify, name="classify"),
    path("<uuid:public_id>/riwayat/", card.history, name="history"),
    path("<uuid:public_id>/ajukan/", approval.submit, name="submit"),
    path("<uuid:public_id>/setujui/", approval.approve, name="approve"),
    path("<uuid:public_id>/kembalikan/", approval.give_back, name="return"),
    path("<uuid:public_id>/nonaktifkan/", approval.deactivate, name="deactivate"),
    path("<uuid:public_id>/aktifkan/", approval.reactivate, name="reactivate"),
    path("<uuid:public_id>/anggota/", membership.members, name="members"),
    path("<uuid:public_id>/anggota/tambah/", membership.member_add, name="member_add"),
    path("<uuid:public_id>/anggota/baru/", membership.member_new, name="member_new"),
    path("<uuid:public_id>/anggota/<int:number>/keluar/", membership.member_end, name="member_end"),
    path("<uuid:public_id>/anggota/<int:number>/tetap/", membership.member_stays, name="member_stays"),
    path("<uuid:public_id>/pengurus/", membership.committee, name="committee"),
    path("<uuid:public_id>/pengurus/<slug:slot>/", membership.post, name="post"),
    path("<uuid:public_id>/pengurus/<slug:slot>/akhiri/", membership.post_end, name="post_end"),
    path("<uuid:public_id>/pengurus/<slug:slot>/akun/", accounts.create, name="account_create"),
    path("<uuid:public_id>/k0/", paper.card, name="card_pdf"),
    path("<uuid:public_id>/k0/siga/", siga.card, name="card_siga"),
    path("<uuid:public_id>/k0/siga/nik/", siga.card_nik, name="card_nik"),
    *of_imports,
    *of_meetings,
    *of_recaps,
    *of_coaching,
    *of_books,
    *of_years,
    *of_merging,
]
