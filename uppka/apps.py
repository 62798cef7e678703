from auditlog.apps import AuditlogConfig
from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class UppkaConfig(AppConfig):
    name = "uppka"
    verbose_name = "UPPKA"


class UppkaAdminConfig(AdminConfig):
    default_site = "uppka.admin.UppkaAdminSite"
    default = False


class ChangeLogConfig(AuditlogConfig):
    """Under a name that an administrator reads."""

    default = False
    verbose_name = _("Catatan perubahan")
