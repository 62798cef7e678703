"""What a line in the log of looks may point to, so that a family's own lines are found."""

from members import merge_queries
from members.models import KbEpisode, Pregnancy, Welfare


def keys_of(family):
    """{model label: keys as the log holds them} of a family, those merged into it, its persons, their KB and pregnancy
    episodes and its welfare. Five queries."""
    rows = merge_queries.records_of_family(family)
    persons = [row.pk for row in rows if row._meta.model_name == "person"]
    keys = {}
    for row in rows:
        keys.setdefault(row._meta.label_lower, []).append(str(row.pk))
    for model, condition in (
        (KbEpisode, {"person__in": persons}),
        (Pregnancy, {"person__in": persons}),
        (Welfare, {"family": family}),
    ):
        found = model.objects.filter(**condition).values_list("pk", flat=True)
        keys[model._meta.label_lower] = [str(key) for key in found]
    return keys
