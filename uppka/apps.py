from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class UppkaConfig(AppConfig):
    name = "uppka"
    verbose_name = "UPPKA"


class UppkaAdminConfig(AdminConfig):
    default_site = "uppka.admin.UppkaAdminSite"
    default = False
