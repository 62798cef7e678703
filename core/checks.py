"""System checks for house rules."""

from django.conf import settings
from django.core import checks
from django.db import OperationalError, ProgrammingError


@checks.register(checks.Tags.database)
def triggers_are_installed(app_configs, databases, **kwargs):
    from core import triggers

    if not databases:
        return []
    try:
        names = triggers.missing()
    except (OperationalError, ProgrammingError):
        return []
    # A warning, since an error would stop the very migrate that mends it; CI fails on it.
    return [checks.Warning(f"Trigger {name} is missing; run migrate.", id="core.W001") for name in names]


@checks.register(checks.Tags.security, deploy=True)
def keys_are_separate(app_configs, **kwargs):
    """Encryption and lookup keys must differ: a leak of one must not open the other."""
    if set(settings.FIELD_KEYS) & set(settings.LOOKUP_KEYS):
        return [checks.Error("FIELD_KEYS and LOOKUP_KEYS share a key.", id="core.E002")]
    return []
