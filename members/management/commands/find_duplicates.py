"""manage.py find_duplicates [--region CODE] [--threshold X]: the pairs that may be one person, as JSON lines."""

import json

from django.core.management.base import BaseCommand, CommandError

from members.doubles import finder, settings
from regions.models import Region


class Command(BaseCommand):
    help = "Print pairs of persons who may be one. Reads only. One JSON object a line: both public ids, score, reasons."

    def add_arguments(self, parser):
        parser.add_argument("--region", default="", help="code of a province, regency, district or village; all")
        parser.add_argument("--threshold", type=float, help="score from 0 to 1; without it the one that is set")

    def handle(self, *, region, threshold, **options):
        code = region.replace(".", "")
        if code and not Region.objects.filter(pk=code).exists():
            raise CommandError(f"No region {region}.")
        if threshold is not None and not 0 <= threshold <= 1:
            raise CommandError("The threshold is a number from 0 to 1.")
        for found in finder.find(code, threshold=settings.threshold() if threshold is None else threshold):
            self.stdout.write(json.dumps(_line(found)))


def _line(found):
    return {
        "first": str(found.first.public_id),
        "second": str(found.second.public_id),
        "score": found.likeness.score,
        "reasons": list(found.likeness.reasons),
    }
