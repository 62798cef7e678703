"""Rules about leaving a method, for another or for none: pure functions beside the KB block of ``members.rules``."""

from members.findings import error, warning

#: Reasons to leave a method that no new method answers.
ENDS_USE = frozenset({"wants_child", "failure", "no_need"})


def check_kb_change(*, method, old_method, stop_reason):
    """Another method than before, and why. "Ingin punya anak" or "gagal" do not fit with a new method."""
    findings = []
    if method and method == old_method:
        findings.append(error("method", "kb_same_method"))
    if not stop_reason:
        findings.append(error("stop_reason", "kb_stop_reason_missing"))
    elif stop_reason in ENDS_USE:
        findings.append(warning("stop_reason", "kb_change_ends_use"))
    return findings


def check_kb_stop(*, stop_reason, wish, is_pregnant=False):
    """Why the method was stopped, and whether that agrees with the wish for a child. A failed method is a pregnancy,
    which is recorded on its own form."""
    if not stop_reason:
        return [error("stop_reason", "kb_stop_reason_missing")]
    findings = []
    if stop_reason == "failure" and not is_pregnant:
        findings.append(warning("stop_reason", "kb_failure_without_pregnancy"))
    if stop_reason == "wants_child" and wish == "no_more":
        findings.append(warning("wish", "kb_stop_wish"))
    if stop_reason == "other_method":
        findings.append(warning("stop_reason", "kb_stop_for_another"))
    return findings
