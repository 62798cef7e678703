"""How alike two records must be, and when an import stops."""

from django.db import migrations


def load(apps, schema_editor):
    from members import dated_settings

    dated_settings.load(apps.get_model("core", "DatedSetting"))


class Migration(migrations.Migration):
    dependencies = [("members", "0007_sound_of_names"), ("core", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
