"""Names of regions along the line upwards."""

from regions.models import Region


def lineage(code):
    """Regions from province down to ``code``, those that exist. One query."""
    codes = [code[:n] for n in (2, 4, 6, 10) if len(code) >= n]
    return list(Region.objects.filter(pk__in=codes).order_by("code"))


def names_of(codes):
    """{code: name} for every code and its ancestors. One query, whatever the number of codes."""
    wanted = {code[:n] for code in codes for n in (2, 4, 6, 10) if code and len(code) >= n}
    return dict(Region.objects.filter(pk__in=wanted).values_list("code", "name"))
