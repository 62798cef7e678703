from django.core.management.base import BaseCommand, CommandError

from core import safekeeping


class Command(BaseCommand):
    help = "Cadangkan basis data dan berkas ke folder baru; kunci ditulis ke folder lain di sebelahnya."

    def add_arguments(self, parser):
        parser.add_argument("target", help="Folder tempat cadangan dikumpulkan.")

    def handle(self, *, target, **options):
        try:
            folder, keys = safekeeping.backup(target)
        except safekeeping.BackupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Cadangan: {folder}")
        self.stdout.write(f"Kunci: {keys}. Simpan di tempat lain: tanpa kunci, NIK dan berkas tidak terbaca.")
