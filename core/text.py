"""Keys of names for ordering, search and matching; names, labels and phone numbers as one reads them."""

import re
import unicodedata

from lokal import parse_phone


def name_key(text):
    """Case, accents and double spaces taken off: ``"  Màría  GORETI"`` → ``"maria goreti"``."""
    plain = unicodedata.normalize("NFKD", str(text or "")).encode("ascii", "ignore").decode()
    return re.sub(r"\s+", " ", re.sub(r"[^\w\s]", " ", plain.lower())).strip()


def tidy_name(text):
    """Names in capitals become names: ``"MARIA GORETI"`` → ``"Maria Goreti"``. Mixed case is kept."""
    name = re.sub(r"\s+", " ", str(text or "")).strip().lstrip("'")
    return name.title().replace("'S ", "'s ") if name.isupper() or name.islower() else name


def opened(words):
    """With a capital at the beginning, the others as they are: ``"nomor HP"`` → ``"Nomor HP"``."""
    text = str(words)
    return text[:1].upper() + text[1:]


def phone_text(number):
    """As people write it: ``"+6281234567890"`` → ``"0812-3456-7890"``. What is no Indonesian number stays as it is."""
    return parse_phone(number).national or number if number else ""
