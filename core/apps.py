from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Dasar"

    def ready(self):
        from core import checks, triggers  # noqa: F401  registers the system checks

        post_migrate.connect(triggers.install_after_migrate, dispatch_uid="core.triggers")
