"""Keys of names: for ordering, for search, for matching."""

import re
import unicodedata


def name_key(text):
    """Case, accents and double spaces taken off: ``"  Màría  GORETI"`` → ``"maria goreti"``."""
    plain = unicodedata.normalize("NFKD", str(text or "")).encode("ascii", "ignore").decode()
    return re.sub(r"\s+", " ", re.sub(r"[^\w\s]", " ", plain.lower())).strip()


def tidy_name(text):
    """Names in capitals become names: ``"MARIA GORETI"`` → ``"Maria Goreti"``. Mixed case is kept."""
    name = re.sub(r"\s+", " ", str(text or "")).strip().lstrip("'")
    return name.title().replace("'S ", "'s ") if name.isupper() or name.islower() else name
