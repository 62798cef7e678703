"""manage.py import_families FILE --village CODE --as USER [--commit]: a report in JSON lines."""

import datetime
import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from accounts.models import User
from core.errors import RuleError
from core.models import ImportBatch
from members.imports import check, queries, run, services
from regions import clock
from regions.models import Region
from regions.scope import sees_whole

TOTALS = ("rows", "new", "changed", "unchanged", "rejected")


class Command(BaseCommand):
    help = "Check a sheet of families and, with --commit, write its good rows. One JSON object a line, totals last."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="XLSX or CSV, at most 10,000 rows and 10 MB")
        parser.add_argument("--village", required=True, help="code of the village, ten digits")
        parser.add_argument("--as", required=True, dest="username", help="user whose rights and name the import has")
        parser.add_argument("--as-of", type=datetime.date.fromisoformat, help="date of the list, YYYY-MM-DD; today")
        parser.add_argument("--commit", action="store_true", help="write; without it nothing is stored")

    def handle(self, *, file, village, username, as_of, commit, **options):
        user, region = self._user(username), self._region(village)
        if not sees_whole(user, queries.PERMISSION, region.code):
            raise CommandError(f"{username} may not import families into {region.code}.")
        data = self._read(file)
        as_of = as_of or clock.today(region.code)
        with translation.override("id"):
            try:
                totals = self._commit(data, file.name, user, region, as_of) if commit else None
                totals = totals or self._check(data, user, region, as_of)
            except RuleError as refused:
                raise CommandError(str(refused)) from None
        self._print({key: totals.get(key, 0) for key in TOTALS})

    def _check(self, data, user, region, as_of):
        remembered = queries.remembered_for(user)
        checked = check.check(data, by=user, village=region, as_of=as_of, remembered=remembered)
        for row in checked.rows:
            for note in row.notes:
                self._finding(row.number, note.column, note.level, note.reason)
        return checked.totals

    def _commit(self, data, name, user, region, as_of):
        """Through the same batch as on the page, so that it can be found and undone there."""
        batch = services.keep_sheet(by=user, upload=data, name=name, village_id=region.code, as_of=as_of)
        run.check_batch(batch.pk)
        self._expect(batch, ImportBatch.State.CHECKED)
        for finding in batch.findings.order_by("row", "pk").values_list("row", "column", "level", "reason"):
            self._finding(*finding)
        services.take(batch.pk, by=user, takes=["new", "changed"])
        run.commit_batch(batch.pk)
        self._expect(batch, ImportBatch.State.DONE)
        return batch.totals

    def _expect(self, batch, state):
        batch.refresh_from_db()
        if batch.state != state:
            raise CommandError(batch.message or batch.get_state_display())

    def _finding(self, row, column, level, reason):
        self._print({"row": row, "column": column, "level": level, "reason": reason})

    def _print(self, line):
        self.stdout.write(json.dumps(line, ensure_ascii=False))

    def _read(self, file):
        try:
            return file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None

    def _user(self, username):
        try:
            return User.objects.get(username=username, is_active=True)
        except User.DoesNotExist:
            raise CommandError(f"No active user {username}.") from None

    def _region(self, code):
        try:
            return Region.objects.villages().get(pk=code.replace(".", ""))
        except Region.DoesNotExist:
            raise CommandError(f"No village {code}.") from None
