"""Fields that are encrypted at rest, and the keyed hash that finds them again."""

import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


@lru_cache(maxsize=4)
def _fernet(keys):
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text):
    """Text → token; an empty text stays empty."""
    return _fernet(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode() if text else ""


def decrypt(token):
    """Token → text. Raises InvalidToken when no key fits."""
    return _fernet(tuple(settings.FIELD_KEYS)).decrypt(token.encode()).decode() if token else ""


def encrypt_bytes(data):
    return _fernet(tuple(settings.FIELD_KEYS)).encrypt(data)


def decrypt_bytes(data):
    return _fernet(tuple(settings.FIELD_KEYS)).decrypt(data)


def lookup_hash(value, key=None):
    """HMAC-SHA256 of ``value`` under the current lookup key, hex; empty for an empty value."""
    if not value:
        return ""
    return hmac.new((key or settings.LOOKUP_KEYS[0]).encode(), value.encode(), hashlib.sha256).hexdigest()


def lookup_hashes(value):
    """The hashes of ``value`` under all lookup keys: search with ``__in`` while keys rotate."""
    return [lookup_hash(value, key) for key in settings.LOOKUP_KEYS] if value else []


class Sealed(str):
    """A clear text whose token is made ahead, so that a bulk write need not encrypt inside its transaction."""

    def __new__(cls, text):
        sealed = super().__new__(cls, text)
        sealed.token = encrypt(text)
        return sealed


class EncryptedTextField(models.TextField):
    """Clear in Python, a Fernet token in the database. Not searchable: keep a ``lookup_hash`` beside it."""

    def get_prep_value(self, value):
        if isinstance(value, Sealed):
            return value.token
        return encrypt(super().get_prep_value(value) or "")

    def from_db_value(self, value, expression, connection):
        return decrypt(value) if value else ""


__all__ = [
    "EncryptedTextField",
    "InvalidToken",
    "Sealed",
    "decrypt",
    "decrypt_bytes",
    "encrypt",
    "encrypt_bytes",
    "lookup_hash",
    "lookup_hashes",
]
