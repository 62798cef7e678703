"""Rotation of keys: everything sealed is sealed again with the first key, every keyed hash made anew.

In batches by key, each its own short transaction, and safe to run again: what is up to date is left alone. Until it
has ended all keys are kept in the settings, and searches look for all hashes.
"""

from cryptography.fernet import Fernet, InvalidToken
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection, transaction

from core.encryption import EncryptedTextField, decrypt, decrypt_bytes, encrypt, encrypt_bytes, lookup_hash
from core.models import Attachment

BATCH = 1000


def rotate_rows():
    """Yield (model, number of rows written) for each model with sealed fields."""
    for model in apps.get_models():
        sealed = [field for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField)]
        if sealed and not model._meta.proxy:
            yield model, sum(_rotate_batches(model, sealed))


def rotate_files():
    """Number of sealed files written anew."""
    rows = Attachment.objects.filter(is_encrypted=True).exclude(file="").order_by("pk")
    return sum(_rotate_file(attachment) for attachment in rows.iterator())


def hash_column(model, field):
    """The column of the keyed hash beside a sealed ``field``: nik → nik_hash, kk_number → kk_hash; None without one."""
    names = {each.name for each in model._meta.concrete_fields}
    for stem in (field.name, field.name.split("_")[0]):
        if f"{stem}_hash" in names:
            return f"{stem}_hash"
    return None


def _rotate_batches(model, sealed):
    last = 0
    while True:
        with transaction.atomic():
            rows = _locked_tokens(model, sealed, after=last)
            if not rows:
                return
            last = rows[-1][0]
            yield _write(model, sealed, rows)


def _locked_tokens(model, sealed, *, after):
    """[(pk, token and hash of each sealed field, …)] as they stand in the database, past the field's own decryption."""
    quote = connection.ops.quote_name
    columns = [quote(name) for field in sealed for name in (field.column, hash_column(model, field)) if name]
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, {', '.join(columns)} FROM {table} WHERE id > %s ORDER BY id LIMIT {BATCH}{lock}", [after]
        )
        return cursor.fetchall()


def _write(model, sealed, rows):
    names = [name for field in sealed for name in (field.column, hash_column(model, field)) if name]
    changed = []
    for pk, *stored in rows:
        old = dict(zip(names, stored, strict=True))
        new = _renewed(model, sealed, old)
        if new != old:
            changed.append([*(new[name] for name in names), pk])
    quote = connection.ops.quote_name
    assignments = ", ".join(f"{quote(name)} = %s" for name in names)
    with connection.cursor() as cursor:
        # Past the models: a rotation is no change of the data, so neither version nor history moves.
        cursor.executemany(f"UPDATE {quote(model._meta.db_table)} SET {assignments} WHERE id = %s", changed)
    return len(changed)


def _renewed(model, sealed, old):
    new = dict(old)
    for field in sealed:
        token, hashed = old[field.column], hash_column(model, field)
        if token and not _is_current(token.encode()):
            new[field.column] = encrypt(decrypt(token))
        if hashed:
            new[hashed] = lookup_hash(decrypt(token))
    return new


def _rotate_file(attachment):
    with attachment.file.open("rb") as stored:
        token = stored.read()
    if _is_current(token):
        return 0
    old_name, storage = attachment.file.name, attachment.file.storage
    attachment.file.save(old_name.rsplit("/", 1)[-1], ContentFile(encrypt_bytes(decrypt_bytes(token))), save=False)
    Attachment.objects.filter(pk=attachment.pk).update(file=attachment.file.name)
    storage.delete(old_name)
    return 1


def _is_current(token):
    try:
        Fernet(settings.FIELD_KEYS[0]).decrypt(token)
    except InvalidToken:
        return False
    return True
