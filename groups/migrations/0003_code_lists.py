"""The lists of the group card."""

from django.db import migrations


def load(apps, schema_editor):
    from groups import code_lists

    code_lists.load(apps.get_model("groups", "ListValue"))


class Migration(migrations.Migration):
    dependencies = [("groups", "0002_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
