"""What makes two records look like one person, in words."""

from django.utils.translation import gettext_lazy as _

SAME, NEAR, OTHER = "same", "near", "other"

#: Code of members.matching_rules → (how it speaks, words).
WORDS = {
    "nik_same": (SAME, _("NIK sama")),
    "nik_near": (NEAR, _("NIK berbeda satu angka")),
    "nik_other": (OTHER, _("NIK lain")),
    "name_same": (SAME, _("nama sama")),
    "name_near": (NEAR, _("nama mirip")),
    "name_other": (OTHER, _("sebagian nama lain")),
    "born_same": (SAME, _("tanggal lahir sama")),
    "born_swapped": (NEAR, _("tanggal dan bulan lahir tertukar")),
    "born_near": (NEAR, _("tanggal lahir mirip")),
    "born_nik": (NEAR, _("tanggal pada NIK sama")),
    "born_other": (OTHER, _("tanggal lahir lain")),
    "sex_other": (OTHER, _("jenis kelamin lain")),
    "mother_same": (SAME, _("ibu sama")),
    "mother_other": (OTHER, _("ibu lain")),
    "partner_same": (SAME, _("suami/istri sama")),
    "partner_other": (OTHER, _("suami/istri lain")),
    "family_same": (SAME, _("satu keluarga")),
    "village_same": (SAME, _("satu desa/kelurahan")),
    "twins": (OTHER, _("mungkin kembar")),
}
#: Score from which on, and how it is said.
SCORES = ((0.95, _("Hampir pasti")), (0.8, _("Sangat mirip")), (0, _("Mirip")))


def verdict_of(reasons, about):
    """How two records compare in one matter (``nik``, ``name``, ``born`` …): SAME, NEAR, OTHER, or "" for unsaid."""
    return next((WORDS[code][0] for code in reasons if code in WORDS and code.startswith(f"{about}_")), "")


def sentence(reasons, *kinds):
    """The reasons of some ``kinds`` in one line: ``nama sama, tanggal lahir sama``."""
    return ", ".join(str(WORDS[code][1]) for code in reasons if code in WORDS and WORDS[code][0] in kinds)


def score_text(score):
    return next(text for least, text in SCORES if score >= least)
