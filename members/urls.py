from django.urls import include, path

from members.views import companions, consents, families, health, looks, persons

app_name = "members"

urlpatterns = [
    path("", families.FamilyList.as_view(), name="list"),
    path("", include("members.import_urls")),
    path("", include("members.urls_health")),
    path("", include("members.urls_life")),
    path("", include("members.urls_merging")),
    path("", include("members.urls_pairs")),
    path("", include("members.urls_welfare")),
    path("baru/", families.create, name="create"),
    path("tempat/", families.place_fields, name="place_fields"),
    path("<uuid:public_id>/", families.detail, name="detail"),
    path("<uuid:public_id>/ubah/", families.update, name="update"),
    path("<uuid:public_id>/nonaktifkan/", families.deactivate, name="deactivate"),
    path("<uuid:public_id>/aktifkan/", families.reactivate, name="reactivate"),
    path("<uuid:public_id>/dilihat/", looks.FamilyLooks.as_view(), name="looks"),
    path("<uuid:public_id>/riwayat/", families.family_history, name="history"),
    path("<uuid:public_id>/cetak/", families.family_print, name="family_print"),
    path("<uuid:public_id>/buka-kk/", persons.reveal_kk, name="reveal_kk"),
    path("<uuid:public_id>/anggota-baru/", persons.create, name="person_create"),
    path("<uuid:public_id>/kb/", health.family_health, name="family_health"),
    path("<uuid:public_id>/persetujuan/", consents.family_consents, name="family_consents"),
    path("<uuid:public_id>/pendamping/", companions.add, name="companion_add"),
    path("pendamping/<uuid:public_id>/akhiri/", companions.end, name="companion_end"),
    path("orang/cari/", persons.search, name="person_search"),
    path("orang/<uuid:public_id>/", persons.detail, name="person_detail"),
    path("orang/<uuid:public_id>/ubah/", persons.update, name="person_update"),
    path("orang/<uuid:public_id>/nonaktifkan/", persons.deactivate, name="person_deactivate"),
    path("orang/<uuid:public_id>/aktifkan/", persons.reactivate, name="person_reactivate"),
    path("orang/<uuid:public_id>/buka-nik/", persons.reveal, name="reveal"),
    path("orang/<uuid:public_id>/kb/", health.kb_create, name="kb_create"),
    path("orang/<uuid:public_id>/hamil/", health.pregnancy_create, name="pregnancy_create"),
    path("orang/<uuid:public_id>/persetujuan/", consents.create, name="consent_create"),
    path("kb/<uuid:public_id>/masih-sama/", health.kb_confirm, name="kb_confirm"),
    path("hamil/<uuid:public_id>/selesai/", health.pregnancy_end, name="pregnancy_end"),
]
