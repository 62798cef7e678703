from django.urls import path

from members.views import life, moves

urlpatterns = [
    path("<uuid:public_id>/peristiwa/", life.family_life, name="family_life"),
    path("<uuid:public_id>/kelahiran/", life.birth_create, name="birth_create"),
    path("<uuid:public_id>/pisah/", life.split, name="split"),
    path("<uuid:public_id>/pindah/", moves.move_create, name="move_create"),
    path("<uuid:public_id>/minta-pindah/", moves.move_out, name="move_out"),
    path("orang/<uuid:public_id>/peristiwa/", life.life, name="life"),
    path("orang/<uuid:public_id>/peristiwa/<slug:kind>/", life.event_create, name="event_create"),
    path("peristiwa/<uuid:public_id>/batal/", life.event_withdraw, name="event_withdraw"),
    path("pindah/", moves.MoveList.as_view(), name="move_list"),
    path("pindah/datang/", moves.move_in, name="move_in"),
    path("pindah/desa/", moves.village_search, name="village_search"),
    path("pindah/<uuid:public_id>/", moves.move_detail, name="move_detail"),
    path("pindah/<uuid:public_id>/jawab/", moves.move_answer, name="move_answer"),
    path("pindah/<uuid:public_id>/tarik/", moves.move_withdraw, name="move_withdraw"),
]
