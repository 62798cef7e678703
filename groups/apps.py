from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "groups"
    verbose_name = "Kelompok"

    def ready(self):
        from groups import history

        history.register()
