"""The starting version of the rules of the indicative class, and the settings that came with the years of a group."""

from django.db import migrations


def load(apps, schema_editor):
    from groups import classification_rules, dated_settings

    dated_settings.load(apps.get_model("core", "DatedSetting"))
    models = [apps.get_model("groups", name) for name in ("ClassificationRule", "ClassificationCriterion")]
    classification_rules.load(*models)


class Migration(migrations.Migration):
    dependencies = [("groups", "0011_stopped_with_day_and_reason"), ("core", "0005_merge")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
