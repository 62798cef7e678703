"""Rules about persons and couples: pure functions on plain values, used by forms and by imports alike.

A check returns findings; none means that nothing is wrong. Dates are dates, keys are ours (see code_lists), a value
not given is "" or None. Sources: structure of NIK and nomor KK in the civil registry; the KB block of the family data
collection (PK15, PK21); ages at the reporting date, not today.
"""

from dataclasses import dataclass
from datetime import date as Date
from datetime import timedelta

from core.dates import age_on, months_old_on
from core.identity import parse_kk, parse_nik
from members.findings import error, warning

REPRODUCTIVE_FROM, REPRODUCTIVE_TO = 15, 49
ADULT_FROM = 17
BADUTA, BALITA, LANSIA = "baduta", "balita", "lansia"
BADUTA_MONTHS, BALITA_YEARS, ELDERLY_FROM = 24, 5, 60
#: KB and pregnancy begin after this birthday.
KB_FROM = 10
OLDEST = 120
MAL_UNTIL_MONTHS = 6
LONGEST_PREGNANCY = timedelta(weeks=44)
WOMEN, MEN = "P", "L"
#: Which sex a relation says; the others say nothing.
RELATION_SEX = {"husband": MEN, "wife": WOMEN}


def is_pus(*, sex, marriage, age, override=False):
    """Couple of reproductive age, told by the wife: married and 15–49 years old on the reporting date.

    ``override``: the officer noted that she menstruates although younger or older. ``age`` in completed years,
    None when unknown. Source: definition of PUS in the family data collection of BKKBN.
    """
    if sex != WOMEN or marriage != "married":
        return False
    return override or (age is not None and REPRODUCTIVE_FROM <= age <= REPRODUCTIVE_TO)


def is_adult(*, marriage, age):
    """17 years or older, or married. Unknown age: adult unless she never married."""
    return marriage in ("married", "divorced", "widowed") or age is None or age >= ADULT_FROM


def age_state(birth_date, date):
    """baduta (not 24 months old on ``date``), balita (not yet 60), lansia (60 years and older); "" in between.

    Sources: target families of the stunting programme; UU 13/1998, pasal 1.
    """
    months = months_old_on(birth_date, date)
    if months is None or months < 0:
        return ""
    if months < BADUTA_MONTHS:
        return BADUTA
    if months < BALITA_YEARS * 12:
        return BALITA
    return LANSIA if months >= ELDERLY_FROM * 12 else ""


def born_as(state, date):
    """(first, last) day of birth of who is in ``state`` on ``date``, None where it is open. A baduta is a balita."""
    if state == LANSIA:
        return None, years_before(date, ELDERLY_FROM)
    years = BALITA_YEARS if state == BALITA else BADUTA_MONTHS // 12
    return years_before(date, years) + timedelta(days=1), date


# --- Identity numbers ---------------------------------------------------------------------------------------------


def check_nik(nik, *, sex="", birth_date=None, districts=None):
    """Not 16 digits, an impossible date or serial 0000 is an error; everything else a warning, since a NIK never
    changes when a person moves or her data are corrected. ``districts``: known six-digit codes, None to skip."""
    number = parse_nik(nik)
    if number.errors:
        return [error("nik", "nik", text) for text in number.errors]
    findings = []
    if districts is not None and number.region not in districts:
        findings.append(warning("nik", "nik_region"))
    if sex and number.sex != sex:
        findings.append(warning("nik", "nik_sex"))
    if birth_date and _written(birth_date) != (number.day, number.month, number.year_two_digits):
        findings.append(warning("nik", "nik_birth"))
    return findings


def check_kk(kk, *, districts=None):
    """Six digits of region, date of recording, serial. An unknown region is a warning: areas get split."""
    number = parse_kk(kk)
    if number.errors:
        return [error("kk_number", "kk", text) for text in number.errors]
    return [warning("kk_number", "kk_region")] if districts is not None and number.region not in districts else []


def check_identity(*, nik, no_nik_reason, sex="", birth_date=None, districts=None):
    """A NIK, or the reason why there is none yet."""
    if nik:
        return check_nik(nik, sex=sex, birth_date=birth_date, districts=districts)
    return [] if no_nik_reason else [error("nik", "nik_or_reason")]


def _written(date):
    return date.day, date.month, date.year % 100


# --- Person -------------------------------------------------------------------------------------------------------


def check_person(*, name, sex, relation, marriage, birth_date, today):
    """What must be there, and what does not fit together."""
    findings = []
    if not name:
        findings.append(error("name", "name_missing"))
    if not sex:
        findings.append(error("sex", "sex_missing"))
    if not relation:
        findings.append(error("relation", "relation_missing"))
    elif sex and RELATION_SEX.get(relation, sex) != sex:
        findings.append(warning("relation", "relation_sex"))
    if relation in RELATION_SEX and marriage and marriage != "married":
        findings.append(warning("marriage", "spouse_not_married"))
    if relation == "other" and marriage == "married":
        findings.append(warning("relation", "other_married"))
    return findings + _check_birth(birth_date, marriage, today)


def _check_birth(birth_date, marriage, today):
    if birth_date is None:
        return [warning("birth_date", "birth_missing")]
    if birth_date > today:
        return [error("birth_date", "birth_future")]
    age = age_on(birth_date, today)
    if age > OLDEST:
        return [error("birth_date", "birth_too_long_ago")]
    if marriage == "married" and age < KB_FROM:
        return [warning("birth_date", "married_child", age=age)]
    return []


# --- KB -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Couple:
    """What the KB rules ask about the person whose record carries the couple's state."""

    sex: str = WOMEN
    marriage: str = ""
    birth_date: Date | None = None
    pus_override: bool = False
    is_pregnant: bool = False
    #: Birth date of the youngest child, if known.
    youngest_birth: Date | None = None
    #: The husband's record stands for the couple, because no wife is recorded.
    stands_alone: bool = False

    def is_pus_on(self, date):
        if self.stands_alone and self.sex == MEN:
            return self.marriage == "married"
        age = age_on(self.birth_date, date)
        return is_pus(sex=self.sex, marriage=self.marriage, age=age, override=self.pus_override)


def kb_reason(reason, *, status, is_pregnant):
    """Pregnant: the reason is known without asking."""
    return "pregnant" if is_pregnant and status and status != "now" else reason


def check_kb(
    couple,
    *,
    on,
    status="",
    method="",
    asked_yearly=False,
    since=None,
    wish="",
    reason="",
    confirmed_on=None,
    draft=False,
):
    """The KB block of a couple on the reporting date ``on``. ``method`` is a key of KbMethod, ``asked_yearly`` its
    flag ``needs_confirmation``.

    Errors and warnings as in the validation table of the programme; ``draft`` spares what is only missing.
    """
    if not couple.is_pus_on(on):
        given = any((status, method, since, wish, reason))
        return [error("status", "kb_not_pus")] if given else []
    findings = [*_check_status(couple, status, method, draft)]
    if status and status != "now" and not draft:
        if not wish:
            findings.append(error("wish", "kb_wish_missing"))
        if not kb_reason(reason, status=status, is_pregnant=couple.is_pregnant):
            findings.append(error("reason", "kb_reason_missing"))
    findings += _check_since(couple, since, on, draft)
    if status == "now":
        findings += _check_method(couple, method, wish, on)
        if is_unconfirmed(asked_yearly, confirmed_on or since, on):
            findings.append(warning("method", "kb_not_confirmed", method=method.capitalize()))
    return findings


def _check_status(couple, status, method, draft):
    if not status:
        if method:
            yield error("method", "kb_method_without_use")
        if not draft:
            yield error("status", "kb_status_missing")
    elif status != "now":
        if method:
            yield error("method", "kb_method_without_use")
    elif couple.is_pregnant:
        yield error("status", "kb_pregnant_method")
    elif not method and not draft:
        yield error("method", "kb_method_missing")


def _check_since(couple, since, on, draft):
    if since is None:
        return [] if draft else [error("since", "kb_since_missing")]
    if since > on:
        return [error("since", "kb_since_future")]
    age = age_on(couple.birth_date, since)
    return [error("since", "kb_since_too_young")] if age is not None and age < KB_FROM else []


def _check_method(couple, method, wish, on):
    findings = []
    if method == "mow" and wish in ("soon", "later"):
        findings.append(warning("wish", "kb_mow_wish"))
    youngest = months_old_on(couple.youngest_birth, on)
    if method == "mal" and youngest is not None and youngest > MAL_UNTIL_MONTHS:
        findings.append(warning("method", "kb_mal_old_child"))
    return findings


def is_unconfirmed(asked_yearly, confirmed_on, on):
    """A method that stops quietly, so that it is asked about each year, not confirmed for more than 12 months."""
    if not asked_yearly or confirmed_on is None:
        return False
    return confirmed_on < years_before(on, 1)


def years_before(date, years):
    """The same day so many years earlier; of 29 February the 28th."""
    try:
        return date.replace(year=date.year - years)
    except ValueError:
        return date.replace(year=date.year - years, day=28)


# --- Pregnancy and consent ----------------------------------------------------------------------------------------


def check_pregnancy(*, sex, birth_date, since, on):
    """A woman past her tenth birthday; not in the future; longer than 44 weeks is asked again."""
    if sex != WOMEN:
        return [error("since", "pregnant_not_woman")]
    if since is None:
        return [error("since", "pregnant_since_missing")]
    if since > on:
        return [error("since", "pregnant_since_future")]
    age = age_on(birth_date, since)
    if age is not None and age < KB_FROM:
        return [error("since", "pregnant_too_young")]
    return [warning("since", "pregnant_too_long")] if on - since > LONGEST_PREGNANCY else []


def check_pregnancy_end(*, since, ended_on, on):
    """Not before it began, not in the future."""
    if ended_on > on:
        return [error("ended_on", "pregnant_end_future")]
    return [error("ended_on", "pregnant_end_before_start")] if ended_on < since else []


def check_consent(*, marriage, age, answer, given_on, last_answer, on):
    """An adult's own word; only what was given can be withdrawn."""
    findings = []
    if not is_adult(marriage=marriage, age=age):
        findings.append(error("answer", "consent_not_adult"))
    if given_on > on:
        findings.append(error("given_on", "consent_future"))
    if answer == "withdrawn" and last_answer != "given":
        findings.append(error("answer", "consent_nothing_to_withdraw"))
    return findings
