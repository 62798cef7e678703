"""What django-auditlog keeps of groups."""

from auditlog.registry import auditlog


def register():
    from groups import models

    leave = ["passed_warnings", "used_at", "name_key", "search_key", "member_count", "version", "updated_at"]
    for model in (
        models.Group,
        models.Membership,
        models.CommitteePost,
        models.ClassificationDecision,
        models.Meeting,
        models.Register,
        models.PlannedActivity,
        models.InventoryItem,
        models.GuestBookEntry,
        models.Training,
        models.Handover,
        models.CoachingVisit,
        models.LateEntry,
        models.CardRenewal,
        models.ClassificationRule,
        models.ClassificationCriterion,
    ):
        if not auditlog.contains(model):
            present = {field.name for field in model._meta.get_fields()}
            auditlog.register(model, exclude_fields=[name for name in leave if name in present])
