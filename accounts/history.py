"""What django-auditlog keeps of accounts: no password, no phone number, no e-mail in clear."""

from auditlog.registry import auditlog

MASK = "••••"


def hidden(_value):
    return MASK


def register():
    from accounts import models

    if not auditlog.contains(models.User):
        auditlog.register(
            models.User,
            mask_fields=["phone", "email"],
            mask_callable="accounts.history.hidden",
            exclude_fields=["password", "last_login", "version"],
        )
    if not auditlog.contains(models.Assignment):
        auditlog.register(models.Assignment)
