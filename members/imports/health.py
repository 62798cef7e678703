"""KB and pregnancy of the sheet's couples: the wife's record tells, the husband's where no wife is recorded."""

from django.utils.translation import gettext as _

from members import rules
from members.imports.households import HEAD
from members.imports.rows import CHANGED, REJECTED, UNCHANGED

KB_KEYS = ("kb_status", "kb_method", "kb_since", "wish", "reason")
#: Field of a rule → column of the sheet.
COLUMN_OF = {"status": "kb_status", "method": "kb_method", "since": "kb_since"}
COUPLE = (HEAD, "husband", "wife")


def decide(household, *, as_of):
    """Check the health columns of every row and note what the commit will do (``row.health``).

    ``as_of`` is the date of the list: what it says is confirmed on that day.
    """
    _hand_to_wife(household)
    for row in household.rows:
        said = {key: row.values[key] for key in (*KB_KEYS, "pregnant", "pregnant_since") if row.values.get(key)}
        if not said or row.is_faulty:
            continue
        if row.known and row.known.refuses_health:
            row.warn(
                "kb_method", _("Tidak menyetujui pencatatan data kesehatan, jadi KB dan kehamilan tidak disimpan.")
            )
            continue
        row.take(_check(row, household, said, as_of), COLUMN_OF)
        if row.is_faulty:
            row.status = REJECTED
        else:
            _plan(row, said, as_of)


def _hand_to_wife(household):
    """A method that stands with the husband is the couple's."""
    wives = [row for row in household.rows if row.get("sex") == "P" and row.get("relation") in COUPLE]
    wives = [row for row in wives if row.get("marriage") in ("married", "")]
    for row in household.rows:
        if row.get("sex") != "L" or row.get("relation") not in COUPLE or len(wives) != 1:
            continue
        said = {key: row.values.pop(key) for key in KB_KEYS if row.values.get(key)}
        if said.get("kb_method") and wives[0].get("kb_method") not in ("", said["kb_method"]):
            row.warn(
                "kb_method",
                _("Berbeda dengan baris istri (baris {row}); yang dipakai baris istri.").format(row=wives[0].number),
            )
        elif said.get("kb_method"):
            wives[0].values.update({key: value for key, value in said.items() if not wives[0].get(key)})


def _check(row, household, said, as_of):
    couple = rules.Couple(
        sex=row.get("sex"),
        marriage=_told(row, "marriage"),
        birth_date=_told(row, "birth_date") or None,
        pus_override=bool(row.known and row.known.values["pus_override"]),
        is_pregnant=said.get("pregnant") == "yes",
        youngest_birth=_youngest(household),
        stands_alone=row.get("sex") == "L",
    )
    status, method = _status(row), said.get("kb_method", "")
    if status != "now" and not couple.is_pus_on(as_of):
        _forget(row, said)
        status = method = ""
    findings = []
    if status or method:
        since = said.get("kb_since")
        findings += rules.check_kb(
            couple,
            on=as_of,
            status=status,
            method=method,
            since=since,
            wish=said.get("wish", ""),
            reason=said.get("reason", ""),
            confirmed_on=as_of,
            draft=True,
        )
        if status == "now" and not method:
            findings.append(rules.error("method", "kb_method_missing"))
    if said.get("pregnant") == "yes":
        since = said.get("pregnant_since") or as_of
        pregnancy = rules.check_pregnancy(sex=row.get("sex"), birth_date=couple.birth_date, since=since, on=as_of)
        findings += [finding.__class__(finding.level, "pregnant", finding.code, finding.text) for finding in pregnancy]
    return findings


def _status(row):
    """A method without a status means that it is used."""
    return row.get("kb_status") or ("now" if row.get("kb_method") else "")


def _forget(row, said):
    """Sheets write "tidak" for everyone; of those who are no couple of reproductive age nothing is kept."""
    for key in KB_KEYS:
        said.pop(key, None)
        row.values.pop(key, None)


def _told(row, key):
    """What the sheet says, else what is recorded."""
    return row.values.get(key) or (row.known.values[key] if row.known else "")


def _youngest(household):
    births = [
        row.values["birth_date"]
        for row in household.rows
        if row.get("relation") == "child" and row.values.get("birth_date")
    ]
    return max(births, default=None)


# --- What the commit does


def _plan(row, said, as_of):
    pregnancy = row.known.pregnancy if row.known else None
    status, is_pregnant = _status(row), said.get("pregnant") == "yes"
    if is_pregnant and not (pregnancy and pregnancy.ended_on is None):
        since = _after(pregnancy, said.get("pregnant_since") or as_of)
        if since > as_of:
            row.warn("pregnant", _("Sudah ada catatan kehamilan yang lebih baru; yang di lembar ini tidak diambil."))
            return
        row.health["pregnancy"] = {"since": since.isoformat()}
        status = status or _state_of_pregnant(row)
    if status:
        _plan_kb(row, said, status, as_of)
    if row.health and row.status == UNCHANGED:
        row.status = CHANGED


def _state_of_pregnant(row):
    """A pregnant woman uses nothing: what she used before ends that day."""
    return "before" if row.known and row.known.kb and row.known.kb.status != "never" else "never"


def _plan_kb(row, said, status, as_of):
    latest = row.known.kb if row.known else None
    is_pregnant = said.get("pregnant") == "yes"
    wanted = {
        "status": status,
        "method": said.get("kb_method", ""),
        "wish": said.get("wish", ""),
        "reason": rules.kb_reason(said.get("reason", ""), status=status, is_pregnant=is_pregnant),
    }
    is_open = latest is not None and latest.ended_on is None
    if is_open and latest.status == status and (latest.method_id or "") == wanted["method"]:
        return _plan_confirmation(row, latest, wanted, as_of)
    since = _after(latest, said.get("kb_since") or as_of)
    if since > as_of or (is_open and latest.confirmed_on > as_of):
        column = "kb_status" if row.get("kb_status") else "kb_method"
        return row.warn(column, _("Sudah ada catatan KB yang lebih baru; yang di lembar ini tidak diambil."))
    row.health["kb"] = {"since": since.isoformat(), **wanted}
    if is_open:
        row.health["kb"]["ends"] = latest.pk


def _plan_confirmation(row, episode, wanted, as_of):
    """The same state: confirmed by a newer list, filled in where it was silent."""
    filled = {key: wanted[key] for key in ("wish", "reason") if wanted[key] and not getattr(episode, key)}
    if episode.confirmed_on < as_of or filled:
        row.health["kb"] = {"confirms": episode.pk, **filled}


def _after(latest, since):
    """What is recorded stays: a new state begins when the latest one has ended or begun."""
    if latest is None:
        return since
    return max(since, latest.ended_on or latest.since)
