"""Kinds of sheets that go the same way: sent, checked, looked at, saved, taken back."""

from dataclasses import dataclass

from django.urls import reverse

#: Pages of an import, each under the kind's own prefix.
PAGES = ("list", "create", "template", "detail", "mapping", "changes", "commit", "undo", "report")


@dataclass(frozen=True)
class Kind:
    """``key`` stands in ImportBatch.kind; ``check_task`` and ``commit_task`` are dotted paths of tasks that take the
    batch's id; ``prefix`` begins the names of its pages (``members:import``)."""

    key: str
    permission: str
    check_task: str
    commit_task: str
    prefix: str

    @property
    def urls(self):
        """Page → URL name, for templates: ``{% url urls.detail batch.public_id %}``."""
        return {page: f"{self.prefix}_{page}" for page in PAGES}

    def url(self, page, *args):
        return reverse(f"{self.prefix}_{page}", args=args)


FAMILIES = Kind(
    "families",
    "members.import_families",
    "members.tasks.check_import",
    "members.tasks.commit_import",
    "members:import",
)
