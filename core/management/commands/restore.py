from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, transaction

from core import safekeeping


class Command(BaseCommand):
    help = "Pulihkan cadangan ke basis data ini. Isi yang ada diganti seluruhnya."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)
        parser.add_argument("--replace", action="store_true", help="Juga bila basis data ini sudah berisi akun.")
        parser.add_argument("--commit", action="store_true", help="Tanpa ini, hanya memeriksa cadangan.")

    def handle(self, *, folder, replace, commit, **options):
        try:
            safekeeping.check(folder)
            if not commit:
                raise CommandError("Cadangan dapat dipulihkan. Tidak ada yang diubah: jalankan lagi dengan --commit.")
            if _has_accounts() and not replace:
                raise CommandError(
                    "Basis data ini sudah berisi akun dan akan diganti. Tambahkan --replace (REPLACE=1)."
                )
            safekeeping.restore(folder)
        except safekeeping.BackupError as error:
            raise CommandError(str(error)) from None
        call_command("migrate", verbosity=0, interactive=False)
        self.stdout.write(f"Dipulihkan dari {folder}.")


def _has_accounts():
    try:
        with transaction.atomic():
            return get_user_model().objects.exists()
    except DatabaseError:
        return False  # an empty database has no tables yet
