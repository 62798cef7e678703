from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = "Keluarga"

    def ready(self):
        from members import history

        history.register()
