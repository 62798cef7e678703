import time

from django.core.management import BaseCommand, CommandError

from uppka.demo import bulk, kupang
from uppka.demo.volume import write_volume


class Command(BaseCommand):
    help = "Data contoh: tanpa jumlah, Kota Kupang dengan petugas dan kelompok; dengan jumlah, sebanyak itu."

    def add_arguments(self, parser):
        parser.add_argument("--families", type=int, help="jumlah keluarga (sekitar empat orang tiap keluarga)")
        parser.add_argument("--groups", type=int, help="jumlah kelompok")
        parser.add_argument("--regions", default=kupang.CITY, help="kode wilayah, dipisah koma")
        parser.add_argument("--seed", type=int, default=1, help="benih: benih yang sama, orang yang sama")
        parser.add_argument("--commit", action="store_true", help="tulis; tanpa ini hanya diceritakan")

    def handle(self, *, families, groups, regions, seed, commit, **options):
        if families is None and groups is None:
            self._demo(seed, commit)
        else:
            self._volume(families or 0, groups or 0, regions.split(","), seed, commit)

    def _demo(self, seed, commit):
        if kupang.exists():
            self.stdout.write("Data contoh sudah ada; tidak ada yang ditulis.")
        elif not commit:
            self.stdout.write(
                "Akan ditulis: data contoh Kota Kupang (petugas, keluarga, kelompok). Tambahkan --commit."
            )
        else:
            families, groups = kupang.write_demo(seed=seed)
            self.stdout.write(f"Data contoh Kota Kupang: {families} keluarga, {groups} kelompok.")

    def _volume(self, families, groups, codes, seed, commit):
        if families < 0 or groups < 0:
            raise CommandError("Jumlah tidak boleh kurang dari nol.")
        kupang.load_regions_once()
        villages = bulk.villages_under(codes)
        if not villages:
            raise CommandError(f"Tidak ada desa/kelurahan di bawah {', '.join(codes)}.")
        if not commit:
            self.stdout.write(
                f"Akan ditulis: {families} keluarga dan {groups} kelompok di {len(villages)} desa/kelurahan. "
                "Tambahkan --commit."
            )
            return
        began = time.monotonic()
        persons = write_volume(villages, families, groups, seed=seed)
        self.stdout.write(
            f"{families} keluarga, {persons} orang, {groups} kelompok dalam {time.monotonic() - began:.1f} detik."
        )
