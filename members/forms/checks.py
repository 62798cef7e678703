"""Findings of members.rules and of the register, told by a form."""

from django.utils.translation import gettext as _

from core.errors import RuleError
from core.models import Submission
from members import queries, rules
from members.doubles.typed import lookalikes
from members.errors import ForeignNik, KnownNik
from members.findings import error, warning
from members.services import look_up_nik
from regions import clock


def report(form, findings, prefix=""):
    """Errors beside their fields, once each; warnings to be passed with one tap."""
    for finding in findings:
        field = prefix + finding.field
        if not finding.is_error:
            form.warn(field, finding.text, finding.code)
        elif field not in form.errors:
            form.add_error(field if field in form.fields else None, finding.text)


def has_arrived(form, action):
    """True at the second arrival of the same act: what the register says now is its own doing, so only the service
    may answer."""
    return Submission.has_arrived(form.user, action, form.cleaned_data.get("request_id"))


def person_findings(form, values, *, village_id, action, person=None):
    """All checks of a person's ``values``, of the register too unless this ``action`` was done already.

    Someone who has the NIK already is kept in ``form.known_person``, when the officer may see her; those who may be the
    same person in ``form.lookalikes``. ``person``: the one who is being changed.
    """
    nik = values["nik"]
    findings = rules.check_person(
        name=values["name"],
        sex=values["sex"],
        relation=values["relation"],
        marriage=values["marriage"],
        birth_date=values["birth_date"],
        today=clock.today(village_id),
    )
    findings += rules.check_identity(
        nik=nik,
        no_nik_reason=values["no_nik_reason"],
        sex=values["sex"],
        birth_date=values["birth_date"],
        districts=queries.known_districts(nik),
    )
    if has_arrived(form, action):
        return findings
    if nik and not any(f.is_error and f.field == "nik" for f in findings):
        findings += _taken(form, nik, person and person.pk)
    if not form.known_person and _is_another(values, person):
        findings += _alike(form, values, village_id, person)
    return findings


def _taken(form, nik, besides):
    try:
        look_up_nik(nik, by=form.user, besides=besides)
    except RuleError as refusal:
        form.known_person = refusal.person if isinstance(refusal, KnownNik) else None
        form.is_registered_elsewhere = isinstance(refusal, ForeignNik)
        return [error("nik", "nik_taken", str(refusal))]
    return []


def _is_another(values, person):
    """Of a recorded person nothing is asked again while who she is stays as it was."""
    return person is None or any(values[name] != getattr(person, name) for name in ("name", "birth_date", "nik"))


def _alike(form, values, village_id, person):
    family, besides = getattr(form, "family", None), person and person.pk
    form.lookalikes = lookalikes(values, village_id=village_id, by=form.user, family=family, besides=besides)
    if not form.lookalikes:
        return []
    who = "; ".join(_who(each.person) for each in form.lookalikes)
    return [warning("name", "same_person", who=who)]


def _who(person):
    age = "" if person.age is None else _("{age} tahun").format(age=person.age)
    family = _("keluarga {name}").format(name=person.family.head_name)
    return ", ".join(filter(None, (person.name, age, family)))
