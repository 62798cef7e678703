"""What every write about families and persons needs: the locked row, the refused finding, the mark."""

from core.dates import Month
from members.errors import AlreadyAnonymised, AlreadyMerged, NotActive, Refused
from regions import clock
from regions.changes import mark

#: Kept on a person who was deactivated together with her family, so that she comes back with it.
WITH_FAMILY = "inactive_with_family"


def locked(model, pk):
    """The row, locked until the end of the transaction."""
    return model.objects.select_for_update(of=("self",)).get(pk=pk)


def refuse_inactive(row):
    """Raise NotActive for a deactivated row. Ask after the claim: the second arrival may find its own work done."""
    if not row.is_active:
        raise NotActive()


def refuse_merged(row):
    """Raise AlreadyMerged for a record that is another's now: only the undo of the merge brings it back."""
    if row.merged_into_id:
        raise AlreadyMerged()


def refuse_anonymised(row):
    """Raise AlreadyAnonymised for a person whose data were taken off on request: nothing brings her back."""
    if row.anonymised_at:
        raise AlreadyAnonymised()


def refuse_errors(findings):
    """Raise Refused for the first error; warnings are the officer's to judge."""
    for finding in findings:
        if finding.is_error:
            raise Refused(finding)


def mark_today(village_id, subject="members"):
    mark(village_id, Month.of(clock.today(village_id)), subject)
