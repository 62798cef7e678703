"""Errors about groups whose text may be shown to the user."""

from django.utils.translation import gettext_lazy as _

from core.errors import RuleError


class GroupError(RuleError):
    """A rule about groups, their members, meetings or registers refuses the act."""


class WrongState(GroupError):
    """The card is not in a state that allows the act."""


class OwnRegistration(GroupError):
    """Who registered a group does not approve it."""


class Incomplete(GroupError):
    """The card has gaps; ``faults`` are rules.Fault."""

    def __init__(self, faults):
        super().__init__(_("Kartu belum lengkap. Lengkapi dahulu yang tertulis di bawah ini."))
        self.faults = faults


#: What the codes of groups.rules say.
TEXTS = {
    "missing": _("Isian ini belum ada."),
    "in_future": _("Tanggal tidak boleh setelah hari ini."),
    "not_integrated_excludes": _("“Tidak terpadu” tidak dapat dipilih bersama yang lain."),
    "no_chair": _("Ketua belum ada."),
    "no_secretary": _("Sekretaris belum ada."),
    "no_treasurer": _("Bendahara belum ada."),
    "no_members": _("Belum ada anggota."),
    "age_unknown": _("Tanggal lahirnya belum tercatat. Lengkapi dahulu di data orangnya."),
    "treasurer_too_young": _("Bendahara berumur paling sedikit 18 tahun."),
    "committee_too_young": _("Pengurus berumur paling sedikit 17 tahun atau sudah kawin."),
    "untrained_excludes": _("“Belum dilatih” tidak dapat dipilih bersama pelatihan."),
    "training_unsaid": _("Pilih pelatihan yang pernah diikuti, atau “belum dilatih”."),
}

MEMBER_TYPES = {
    "acceptor": _("Peserta KB"),
    "pus_non_kb": _("PUS belum ber-KB"),
    "pus_unknown": _("PUS, KB belum dicatat"),
    "non_pus": _("Bukan PUS"),
    "remaja": _("Remaja"),
    "lansia": _("Lansia"),
}


# Meetings and the month's register


class WrongDate(GroupError):
    """A meeting cannot have been held on that day; ``code`` as in groups.register_rules.date_fault."""

    def __init__(self, code):
        super().__init__(DATE_TEXTS[code], field="date")
        self.code = code


class RosterIncomplete(GroupError):
    """Some members of that day have no status; ``names`` are theirs."""

    def __init__(self, names):
        text = _("Kehadiran belum diisi untuk: {names}.")
        super().__init__(text.format(names=", ".join(names)))
        self.names = names


class RegisterFixed(GroupError):
    """The month's register was verified: its meetings stay as they are until it is returned."""


class ClosedPeriod(GroupError):
    """The OPD has closed the month."""


class WrongRegisterState(GroupError):
    """The register is not in a state that allows the act."""


class OwnRegister(GroupError):
    """Who handed a register in does not verify it."""


DATE_TEXTS = {
    "future": _("Tanggal pertemuan tidak boleh setelah hari ini."),
    "before_founding": _("Tanggal pertemuan tidak boleh sebelum kelompok berdiri."),
}
