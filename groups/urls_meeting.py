"""Addresses of meetings, attendance and registers; taken in by groups.urls."""

urlpatterns: list = []
