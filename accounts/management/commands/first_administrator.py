import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.services import create_first_administrator


class Command(BaseCommand):
    help = "Buat administrator pertama. Saat masuk pertama kali ia memasang verifikasi dua langkah."

    def add_arguments(self, parser):
        parser.add_argument("--username", help="Tanpa ini, ditanyakan.")
        parser.add_argument("--name", help="Nama lengkap; tanpa ini, ditanyakan.")

    def handle(self, *, username, name, **options):
        if User.objects.exists():
            raise CommandError("Sudah ada akun. Administrator berikutnya dibuat lewat halaman Akun.")
        self.stdout.write("Administrator pertama:")
        username = username or _ask("Nama pengguna: ")
        name = name or _ask("Nama lengkap: ")
        password = self._ask_password(User(username=username, name=name))
        create_first_administrator(username=username, name=name, password=password)
        self.stdout.write("Administrator dibuat. Saat masuk pertama kali, pasang verifikasi dua langkah di HP.")

    def _ask_password(self, user):
        while True:
            password = getpass.getpass("Kata sandi: ")
            if password != getpass.getpass("Kata sandi sekali lagi: "):
                self.stderr.write("Kedua kata sandi berbeda. Coba lagi.")
                continue
            try:
                validate_password(password, user)
            except ValidationError as error:
                self.stderr.write(" ".join(error.messages))
                continue
            return password


def _ask(question):
    answer = ""
    while not answer:
        answer = input(question).strip()
    return answer
