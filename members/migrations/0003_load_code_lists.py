from django.db import migrations

from members import code_lists


def load(apps, schema_editor):
    code_lists.load(apps.get_model("members", "CodeValue"), apps.get_model("members", "KbMethod"))


class Migration(migrations.Migration):
    dependencies = [("members", "0002_village_lists")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
