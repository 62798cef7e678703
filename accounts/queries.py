"""Places in words, the places an officer may give, and whose data a line of the log is about."""

from itertools import groupby

from django.apps import apps
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from accounts.models import Assignment, User
from accounts.roles import ROLES
from core.models import Attachment
from core.text import opened
from regions.models import Dusun, Region
from regions.queries import names_of
from regions.scope import DUSUN, FAMILY, GROUP, NATION, Scope, condition

#: Value of the whole nation in a choice of places; an assignment keeps it as an empty code.
WHOLE_NATION = "nasional"
#: Words of a line in the log of looks that are no field with a name of its own.
LOOKED_AT = {
    "is_pus": _("PUS"),
    "is_pregnant": _("kehamilan"),
    "is_using_kb": _("kesertaan KB"),
    "kb": _("KB"),
    "pregnancy": _("kehamilan"),
    "health": _("kesehatan"),
    "welfare": _("kesejahteraan"),
    "consent": _("persetujuan"),
    "group": _("kartu kelompok"),
    "file": _("isi berkas"),
}
#: More dusun than this are not offered at once: the place is narrowed first.
DUSUN_SHOWN = 300


def with_place_names(assignments):
    """Give each assignment ``place_name``, as one would say it. Three queries, whatever their number."""
    rows = list(assignments)
    names = names_of({row.region_code for row in rows})
    small = _small_places(rows)
    for row in rows:
        inner = small.get((row.place_kind, row.place_key), "")
        row.place_name = ", ".join(filter(None, (inner, _place_name(row.region_code, names))))
    return rows


def _small_places(rows):
    """{(kind, key): name} of what lies within a village. A family is not named: not everyone who sees an account may
    see whose family it accompanies."""
    keys = {kind: {row.place_key for row in rows if row.place_kind == kind} for kind in (DUSUN, GROUP, FAMILY)}
    found = {(FAMILY, key): __("satu keluarga dampingan") for key in keys[FAMILY]}
    if keys[DUSUN]:
        dusun = Dusun.objects.filter(pk__in=keys[DUSUN])
        found |= {(DUSUN, str(pk)): name for pk, name in dusun.values_list("pk", "name")}
    if keys[GROUP]:
        groups = apps.get_model("groups.Group").objects.filter(public_id__in=keys[GROUP])
        found |= {(GROUP, str(key)): name for key, name in groups.values_list("public_id", "name")}
    return found


def free_username(name):
    """``maria.ndun`` for Maria Ndun, with a number when that is taken. One query."""
    words = slugify(name).split("-")
    wanted = ".".join(dict.fromkeys([words[0], words[-1]]))[:25] or "pengurus"
    taken = set(User.objects.filter(username__istartswith=wanted).values_list("username", flat=True))
    names = (wanted, *(f"{wanted}{number}" for number in range(2, len(taken) + 3)))
    return next(each for each in names if each not in taken)


def manageable_roles(user):
    """Roles that ``user`` may give at a region somewhere, highest first."""
    granting = [row.role for row in user.current_assignments if "accounts.manage_user" in row.permissions]
    given = {role for granted in granting for role in ROLES[granted].manages}
    return [role for role in reversed(ROLES.values()) if role.key in given and not role.is_of_group]


def places_in_scope(user, permission, around=""):
    """Grouped choices of the places where ``user`` holds ``permission``: of the nation its provinces and regencies,
    of anything smaller (``around`` a code, or her own scope) its districts and villages."""
    regions = Region.objects.visible_to(user, permission).current()
    if sees_nation(user, permission) and not around:
        regions = regions.filter(level__lte=Region.Level.REGENCY)
        return [(_("Nasional"), [(WHOLE_NATION, _("Nasional"))]), *_grouped(regions, 2)]
    if around:
        regions = regions.filter(Scope.of([around]).q("code"))
    return _grouped(regions.filter(level__gte=Region.Level.DISTRICT), 6)


def narrower_places(user, permission, around=""):
    """Choices that make a long list of places shorter: the regencies of the nation, the districts of a regency."""
    level = Region.Level.DISTRICT
    regions = Region.objects.visible_to(user, permission).current()
    if around:
        regions = regions.filter(Scope.of([around[:4]]).q("code"))
    elif sees_nation(user, permission):
        level = Region.Level.REGENCY
    return list(regions.filter(level=level).order_by("code").values_list("code", "name"))


def dusun_in_scope(user, permission, around=""):
    """Grouped choices of dusun and RW, by village; empty when there are too many to choose from."""
    dusun = Dusun.objects.visible_to(user, permission).filter(is_active=True).select_related("village")
    if around:
        dusun = dusun.filter(Scope.of([around]).q("village_id"))
    rows = list(dusun.order_by("village_id", "name")[: DUSUN_SHOWN + 1])
    if len(rows) > DUSUN_SHOWN:
        return []
    return [(village.name, [(d.pk, d.name) for d in group]) for village, group in groupby(rows, lambda d: d.village)]


def sees_nation(user, permission):
    return any(place.kind == NATION for place in user.places(permission))


def names_looked_at(looks, user):
    """{(model, id): (name, address)} of the rows in a log that ``user`` may see by name. One query for each model."""
    wanted = {}
    for look in looks:
        if look.object_id:
            wanted.setdefault(look.model, set()).add(look.object_id)
    found = {}
    for label, keys in wanted.items():
        model = apps.get_model(label)
        if not hasattr(model, "name_key"):
            continue
        rows = model.objects.visible_to(user, f"{model._meta.app_label}.view_{model._meta.model_name}")
        for row in rows.filter(pk__in=keys):
            found[label, str(row.pk)] = (str(row), row.get_absolute_url())
    return found


def assignments_of(person, user):
    """Assignments of ``person`` that ``user`` may see, newest first, with the names of their places."""
    if person.pk == user.pk:
        rows = person.assignments.all()
    else:
        rows = Assignment.objects.visible_to(user, "accounts.view_user").filter(user=person)
    return with_place_names(rows.order_by("-starts_on", "-pk"))


def kinds_of_data():
    """Choices of the models that hold personal data, in words."""
    models = [model for model in apps.get_models() if getattr(model, "PERSONAL", None)]
    return sorted((model._meta.label_lower, opened(model._meta.verbose_name)) for model in models)


def field_labels(label, names):
    """Field names of a line of the log (``"nik,phone"``) in words: the model's own, or those of what hangs on it."""
    own = apps.get_model(label)
    models = [own, *(model for model in apps.get_models() if getattr(model, "PERSONAL", None) and model != own)]
    known = {f.name: str(f.verbose_name) for model in reversed(models) for f in model._meta.fields}
    known |= {name: str(text) for name, text in LOOKED_AT.items()}
    return ", ".join(known.get(name, name) for name in names.split(",") if name)


def _place_name(code, names):
    """A village or district with its regency: ``Oebobo, Kota Kupang``."""
    if not code:
        return __("Nasional")
    own = names.get(code, code)
    if len(code) == 6:
        own = __("Kecamatan {name}").format(name=own)
    return own if len(code) <= 4 else f"{own}, {names.get(code[:4], code[:4])}"


def _grouped(regions, parent_length):
    """Choices under the name of the province (2) or district (6) that they belong to."""
    rows = list(regions.order_by("code"))
    names = names_of({row.code[:parent_length] for row in rows})
    groups = groupby(rows, lambda row: row.code[:parent_length])
    return [(names.get(code, code), [(row.pk, _choice(row)) for row in group]) for code, group in groups]


def _choice(region):
    if region.level == Region.Level.DISTRICT:
        return __("Seluruh Kecamatan {name}").format(name=region.name)
    if region.level == Region.Level.PROVINCE:
        return __("Provinsi {name}").format(name=region.name)
    return region.name


def files_visible_to(user):
    """Files of the places where ``user`` may import; a sealed one (people in clear) or one of no place: the owner's."""
    places = user.places("members.import_families")
    inside = condition(places, Attachment.SCOPE) & ~Q(village_id="")
    own = Q(owner=user) & (inside if user.is_practising else inside | Q(village_id=""))
    return Attachment.objects.filter(own | (inside & Q(is_encrypted=False))).exclude(file="")
