"""How the names of those who are recorded already sound. In batches by key; run again it writes what is missing."""

from django.db import migrations

from members.name_rules import sound_key

BATCH = 2000


def write(apps, schema_editor):
    Person = apps.get_model("members", "Person")
    last = 0
    while persons := list(Person.objects.filter(pk__gt=last).order_by("pk").only("pk", "name", "sound_key")[:BATCH]):
        unwritten = [person for person in persons if person.sound_key != sound_key(person.name)]
        for person in unwritten:
            person.sound_key = sound_key(person.name)
        Person.objects.bulk_update(unwritten, ["sound_key"], batch_size=500)
        last = persons[-1].pk


class Migration(migrations.Migration):
    dependencies = [("members", "0006_acts_and_addresses_of_moves")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
