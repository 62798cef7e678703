"""Time where the place is: WIB, WITA or WIT by province."""

import datetime
import zoneinfo

from django.utils import timezone

WIB, WITA, WIT = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"
#: By the first two digits of the code: Keppres 41/1987; the Papuan provinces of 2022 keep WIT.
_WITA = {"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"}
_WIT = {"81", "82", "91", "92", "93", "94", "95", "96"}
ABBREVIATIONS = {WIB: "WIB", WITA: "WITA", WIT: "WIT"}


def zone_name(code):
    """IANA zone of a region code; the nation and unknown codes follow the capital (WIB)."""
    province = (code or "")[:2]
    return WITA if province in _WITA else WIT if province in _WIT else WIB


def zone_of(code):
    return zoneinfo.ZoneInfo(zone_name(code))


def today(code) -> datetime.date:
    """The date at a place, also in workers and commands."""
    return timezone.now().astimezone(zone_of(code)).date()
