"""Addresses of pairs that may be one person; included by members.urls."""

from django.urls import path

from members.views import alike, pairs

urlpatterns = [
    path("orang/mungkin-sama/", pairs.PairList.as_view(), name="pair_list"),
    path("orang/mungkin-sama/<uuid:public_id>/", pairs.detail, name="pair_detail"),
    path("orang/mungkin-sama/<uuid:public_id>/putuskan/", pairs.decide, name="pair_decide"),
    path("orang/mungkin-ada/", alike.known_already, name="person_alike"),
]
