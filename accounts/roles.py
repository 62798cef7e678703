"""Roles and what each may do, as Django permission names.

The table follows the programme's division of work: the kader records in her own village and edits cards that are
still drafts; the PKB approves and verifies; the regency returns, closes the month and looks at health only with a line
in the log; province and centre see groups and totals, people only as initials; the administrator keeps accounts and
settings and approves nothing.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from regions.scope import FAMILY

PENGURUS, KADER, PKB, OPD = "pengurus", "kader", "pkb", "opd"
PROVINSI, PUSAT, ADMIN = "provinsi", "pusat", "admin"

_READ_GROUPS = {
    "groups.view_group",
    "groups.view_meeting",
    "groups.view_register",
    "groups.view_coachingvisit",
    "groups.view_monthfigures",
}
_READ_FAMILIES = {"members.view_family", "members.view_person"}
_WRITE_FAMILIES = {"members.add_family", "members.change_family", "members.add_person", "members.change_person"}
#: Names as initials, numbers never: whoever needs totals and groups, not families.
_MASKED = {"members.view_person_masked"}
_HEALTH = {"members.view_health", "members.change_health"}
_IMPORT = {"members.import_families", "groups.import_groups"}
#: Who may say that two records are one person, and let a family move to another officer's village.
_SETTLE = {"members.decide_personpair", "members.merge_person", "members.decide_moverequest"}
_WELFARE = {"members.view_welfare", "members.add_welfare", "members.import_welfare"}
_WRITE_GROUPS = {"groups.add_group", "groups.change_group", "groups.change_membership"}
_RECORD = {"groups.record_meeting", "groups.submit_register", "groups.change_books"}
_NAMES = {"groups.view_roll"}
_COACH = {"groups.record_visit", "groups.renew_card"}


@dataclass(frozen=True)
class Role:
    """``levels`` are the lengths of the region codes that it may be assigned to (0 = the nation)."""

    key: str
    label: str | Promise
    levels: tuple[int, ...]
    permissions: frozenset
    needs_second_factor: bool = False
    #: Roles whose accounts an officer of this role makes and ends, inside her own region.
    manages: tuple[str, ...] = ()
    #: Held at a group and given on its own page, never among the regions of the list of accounts.
    is_of_group: bool = False


ROLES = {
    role.key: role
    for role in (
        Role(
            PENGURUS,
            _("Pengurus kelompok"),
            (10,),
            frozenset(_READ_GROUPS | _NAMES | _RECORD | {"groups.change_group"}),
            is_of_group=True,
        ),
        Role(
            KADER,
            _("Kader"),
            (10,),
            frozenset(_READ_GROUPS | _NAMES | _READ_FAMILIES | _WRITE_FAMILIES | _HEALTH | _WRITE_GROUPS | _RECORD),
        ),
        Role(
            PKB,
            _("PKB/PLKB"),
            (6, 10),
            frozenset(
                _READ_GROUPS
                | _READ_FAMILIES
                | _WRITE_FAMILIES
                | _HEALTH
                | _IMPORT
                | _SETTLE
                | _WELFARE
                | _WRITE_GROUPS
                | _NAMES
                | _RECORD
                | _COACH
                | {
                    "groups.activate_group",
                    "groups.verify_register",
                    "groups.return_register",
                    "members.reveal_identity",
                    "members.export_family",
                    "groups.export_group",
                    "members.view_religion",
                    "accounts.view_user",
                    "accounts.manage_user",
                }
            ),
            manages=(KADER, PENGURUS),
        ),
        Role(
            OPD,
            _("OPD-KB kabupaten/kota"),
            (4,),
            frozenset(
                _READ_GROUPS
                | _READ_FAMILIES
                | _WRITE_FAMILIES
                | _IMPORT
                | _SETTLE
                | _WELFARE
                | _WRITE_GROUPS
                | _NAMES
                | _COACH
                | {
                    "members.view_health",
                    "members.anonymise_person",
                    "groups.merge_group",
                    "groups.allow_lateentry",
                    "accounts.add_transfer",
                    "groups.activate_group",
                    "groups.return_register",
                    "groups.close_month",
                    "groups.classify_group",
                    "groups.export_group",
                    "members.reveal_identity",
                    "members.export_family",
                    "members.export_identity",
                    "members.view_religion",
                    "accounts.view_user",
                    "accounts.manage_user",
                    "accounts.view_personaldataaccess",
                }
            ),
            needs_second_factor=True,
            manages=(PKB, KADER, PENGURUS),
        ),
        Role(
            PROVINSI,
            _("Perwakilan provinsi"),
            (2,),
            frozenset(_READ_GROUPS | _MASKED | {"groups.export_group"}),
            needs_second_factor=True,
        ),
        Role(
            PUSAT,
            _("Pusat"),
            (0,),
            frozenset(_READ_GROUPS | _MASKED | {"groups.export_group"}),
            needs_second_factor=True,
        ),
        Role(
            ADMIN,
            _("Administrator"),
            (0,),
            frozenset(
                {
                    f"{app}.{act}_{model}"
                    for app, model in (
                        ("accounts", "user"),
                        ("accounts", "assignment"),
                        ("core", "datedsetting"),
                        ("regions", "region"),
                        ("regions", "regionchange"),
                        ("regions", "dusun"),
                        ("members", "codevalue"),
                        ("members", "kbmethod"),
                        ("groups", "listvalue"),
                        ("groups", "classificationrule"),
                        ("groups", "classificationcriterion"),
                    )
                    for act in ("view", "add", "change")
                }
                | _READ_GROUPS
                | _MASKED
                | {
                    "accounts.manage_user",
                    "accounts.view_personaldataaccess",
                    "core.view_importbatch",
                    "core.view_job",
                    "core.view_submission",
                    "auditlog.view_logentry",
                    "members.view_family_masked",
                }
            ),
            needs_second_factor=True,
            manages=(ADMIN, PUSAT, PROVINSI, OPD, PKB, KADER, PENGURUS),
        ),
    )
}

CHOICES = [(role.key, role.label) for role in ROLES.values()]

#: What a kader's assignment is for; she sees only what the task needs. KB and pregnancy: the PPKBD in her place, the
#: companion team (TPK) in the families that are hers.
PPKBD, POSYANDU, TPK = "ppkbd", "posyandu", "tpk"
TASKS = [(PPKBD, _("PPKBD/Sub-PPKBD")), (POSYANDU, _("Kader posyandu")), (TPK, _("Tim Pendamping Keluarga"))]
#: What an officer of a group's committee is. The chair and the secretary keep the draft of the card and hand in the
#: register; the treasurer records meetings and keeps the books.
OFFICES = [("ketua", _("Ketua")), ("sekretaris", _("Sekretaris")), ("bendahara", _("Bendahara"))]
_OF_CHAIR_AND_SECRETARY = {"groups.change_group", "groups.submit_register"}


#: What is one for all places, and therefore closed to practice: accounts, settings, lists of words, the log of looks.
_FOR_ALL = ("accounts.", "core.", "regions.", "auditlog.")
_LISTS = ("codevalue", "kbmethod", "listvalue", "classificationrule", "classificationcriterion")


def in_practice(permissions):
    """What of ``permissions`` touches rows of a place alone."""
    return frozenset(p for p in permissions if not p.startswith(_FOR_ALL) and not p.endswith(_LISTS))


def fits(role, code):
    """True when ``role`` is held at places of this size ("" is the nation)."""
    return len(code) in ROLES[role].levels


def permissions_of(role, task="", place_kind=""):
    """Permission names of one assignment."""
    permissions = ROLES[role].permissions
    if role == KADER and not (task == PPKBD or (task == TPK and place_kind == FAMILY)):
        permissions = permissions - _HEALTH
    if role == PENGURUS and task not in ("ketua", "sekretaris"):
        permissions = permissions - _OF_CHAIR_AND_SECRETARY
    return permissions
