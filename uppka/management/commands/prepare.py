import fcntl
import hashlib
import os
import sys
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from core import triggers
from regions.models import Region
from uppka.demo import officers, small_places
from uppka.demo.practice import write_practice

#: Any number, the same on all hosts.
LOCK = 537104
DEMO_NAMES = [username for username, *_rest in [*small_places.COMMITTEE, *officers.CAST]]


class Command(BaseCommand):
    help = "Siapkan basis data, wilayah, data contoh, dan berkas tampilan; hanya yang belum ada."

    def handle(self, **options):
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        with _one_at_a_time():
            self._prepare()

    def _prepare(self):
        self._migrate()
        call_command("createcachetable", verbosity=0)
        self._collect_static()
        if not Region.objects.exists():
            self.stdout.write("Memuat wilayah Indonesia …")
            call_command("load_regions", stdout=self.stdout)
        if write_practice():
            self.stdout.write("Menyiapkan wilayah latihan …")
        if settings.DEMO:
            self._prepare_demo()
        else:
            self._prepare_real_use()

    def _migrate(self):
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()) or triggers.missing():
            self.stdout.write("Menyiapkan basis data …")
            call_command("migrate", verbosity=0, interactive=False)

    def _collect_static(self):
        stamp, state = settings.STATIC_ROOT / ".sources", _state_of_static_files()
        if not stamp.exists() or stamp.read_text() != state:
            self.stdout.write("Mengumpulkan berkas tampilan …")
            call_command("collectstatic", verbosity=0, interactive=False, clear=True)
            stamp.write_text(state)

    def _prepare_demo(self):
        if not get_user_model().objects.filter(is_active=True).exists():
            self.stdout.write("Membuat data contoh Kota Kupang …")
            call_command("seed_demo", commit=True, stdout=self.stdout)
        if _demo_users().count() == len(DEMO_NAMES):
            names = ", ".join(DEMO_NAMES)
            self.stdout.write(f"\nData contoh, bukan orang sungguhan. Masuk sebagai: {names}")
            self.stdout.write(f"Kata sandi semuanya: {officers.PASSWORD}")

    def _prepare_real_use(self):
        if any(user.is_active and user.check_password(officers.PASSWORD) for user in _demo_users()):
            if os.environ.get("DEMO_REFUSED") == "1":
                raise CommandError(
                    "Basis data ini berisi akun contoh yang kata sandinya diketahui umum, jadi tidak dibuka untuk "
                    "mesin lain. Pakai basis data baru (VAR_DIR= atau DATABASE_URL=), atau DEMO=1 untuk peragaan."
                )
            self.stdout.write(
                "Perhatian: basis data ini berisi akun contoh. Pakai basis data baru untuk data sungguhan."
            )
        if not get_user_model().objects.filter(is_active=True).exists():
            if sys.stdin.isatty():
                call_command("first_administrator", stdout=self.stdout)
            else:
                self.stdout.write(
                    "Belum ada administrator. Buat dengan: .venv/bin/python manage.py first_administrator"
                )


@contextmanager
def _one_at_a_time():
    """Two starts at once, or two web hosts, must not migrate side by side. The second finds all of it done."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    else:
        with open(settings.VAR_DIR / ".prepare", "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _demo_users():
    return get_user_model().objects.filter(username__in=DEMO_NAMES)


def _state_of_static_files():
    """Changes whenever a source file of the static folder does."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            about = os.stat(storage.path(path))
            digest.update(f"{path} {about.st_size} {about.st_mtime_ns}\n".encode())
    return digest.hexdigest()
