"""Who looked at the data of one family, for the officers who answer for it."""

from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.views.access_log import AccessLog
from members import looks
from members.views.rows import VIEW_FAMILY, family_or_404


class FamilyLooks(AccessLog):
    """Looks at a family, its persons and what hangs on them; downloads name no rows, so they are not here."""

    title = _("Siapa melihat data keluarga ini")

    @cached_property
    def family(self):
        return family_or_404(self.request, self.kwargs["public_id"], VIEW_FAMILY)

    def get_queryset(self):
        of_the_family = Q()
        for label, keys in looks.keys_of(self.family).items():
            of_the_family |= Q(model=label, object_id__in=keys)
        return super().get_queryset().filter(of_the_family)

    def extra_context(self):
        return {
            "subtitle": self.family.head_name,
            "back_url": self.family.get_absolute_url(),
            "back_label": self.family.head_name,
        }
