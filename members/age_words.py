"""What an age makes of a person, in words."""

from django.utils.translation import gettext_lazy as _

from members.rules import BADUTA, BALITA, LANSIA

AGES = {BALITA: _("Balita"), BADUTA: _("Baduta"), LANSIA: _("Lansia")}
