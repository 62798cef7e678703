"""What an undo needs holds people's data: sealed like them, so that a rotation of keys reaches it."""

from django.db import migrations

import core.encryption


class Migration(migrations.Migration):
    dependencies = [("core", "0003_names_in_words")]

    operations = [
        # No batch was committed before this: nothing to carry over from one type to the other.
        migrations.RemoveField(model_name="importchange", name="before"),
        migrations.AddField(
            model_name="importchange",
            name="before",
            field=core.encryption.EncryptedTextField(blank=True, default=""),
            preserve_default=False,
        ),
    ]
