"""Findings of members.rules and of the register, told by a form."""

from core.errors import RuleError
from core.models import Submission
from members import queries, rules
from members.errors import KnownNik
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


def person_findings(form, values, *, village_id, action, besides=None):
    """All checks of a person's ``values``, of the register too unless this ``action`` was done already.

    Someone who has the NIK already is kept in ``form.known_person``, when the officer may see her. ``besides``: the
    key of the person who is being changed.
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
        findings += _taken(form, nik, besides)
    if not form.known_person:
        findings += _alike(form.user, values, village_id, besides)
    return findings


def _taken(form, nik, besides):
    try:
        look_up_nik(nik, by=form.user, besides=besides)
    except RuleError as refusal:
        form.known_person = refusal.person if isinstance(refusal, KnownNik) else None
        return [error("nik", "nik_taken", str(refusal))]
    return []


def _alike(user, values, village_id, besides):
    facts = {"name": values["name"], "birth_date": values["birth_date"], "village_id": village_id}
    same = queries.same_person(**facts, by=user, besides=besides)
    return [warning("name", "same_person", name=same.name, family=same.family.head_name)] if same else []
