"""Addresses of welfare; included by members.urls."""

from django.urls import path

from members.views import welfare

urlpatterns = [
    path("<uuid:public_id>/kesejahteraan/", welfare.family_welfare, name="family_welfare"),
    path("<uuid:public_id>/kesejahteraan/baru/", welfare.create, name="welfare_create"),
]
