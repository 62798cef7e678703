"""Deadlines and bands of reporting."""

from django.db import migrations


def load(apps, schema_editor):
    from groups import dated_settings

    dated_settings.load(apps.get_model("core", "DatedSetting"))


class Migration(migrations.Migration):
    dependencies = [("groups", "0003_code_lists"), ("core", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
