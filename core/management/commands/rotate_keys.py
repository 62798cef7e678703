from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core import keys


class Command(BaseCommand):
    help = (
        "Enkripsi ulang NIK, KK, dan berkas dengan kunci pertama dalam FIELD_KEYS, dan hitung ulang hash dengan kunci "
        "pertama dalam LOOKUP_KEYS. Taruh kunci baru di depan dan biarkan yang lama; setelah selesai, hapus yang lama."
    )

    def add_arguments(self, parser):
        parser.add_argument("--commit", action="store_true", help="Tanpa ini, hanya menyebut apa yang akan dilakukan.")

    def handle(self, *, commit, **options):
        self.stdout.write(f"{len(settings.FIELD_KEYS)} kunci enkripsi, {len(settings.LOOKUP_KEYS)} kunci pencarian.")
        if not commit:
            raise CommandError("Tidak ada yang diubah. Jalankan lagi dengan --commit.")
        for model, count in keys.rotate_rows():
            self.stdout.write(f"{model._meta.label}: {count} baris diperbarui.")
        self.stdout.write(f"Berkas: {keys.rotate_files()} diperbarui.")
        self.stdout.write("Selesai. Kunci lama sekarang boleh dihapus dari FIELD_KEYS dan LOOKUP_KEYS.")
