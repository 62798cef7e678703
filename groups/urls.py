"""Addresses of groups."""

from groups.urls_meeting import urlpatterns as of_meetings

app_name = "groups"

urlpatterns: list = [*of_meetings]
