"""What django-auditlog keeps of families and persons: never a number in clear."""

from auditlog.registry import auditlog

MASK = "••••"


def hidden(_value):
    return MASK


def register():
    from members import models

    for model, hide, leave in (
        (models.Family, ["kk_number", "phone"], ["kk_hash", "search_key", "name_key", "version", "updated_at"]),
        (models.Person, ["nik", "phone"], ["nik_hash", "name_key", "sound_key", "version", "updated_at", "religion"]),
        (models.KbEpisode, ["method", "reason", "stop_reason"], ["updated_at", "version"]),
        (models.Pregnancy, ["ended_how"], ["updated_at", "version"]),
        (models.Consent, [], []),
        (models.LifeEvent, [], ["before", "after", "closed", "act", "updated_at"]),
        (models.MoveRequest, ["address", "rt"], ["version", "updated_at"]),
        (models.PersonPair, [], ["reasons", "score", "updated_at"]),
        (models.Welfare, ["level", "value"], ["updated_at", "version"]),
    ):
        if not auditlog.contains(model):
            auditlog.register(model, mask_fields=hide, mask_callable="members.history.hidden", exclude_fields=leave)
