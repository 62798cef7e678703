"""Which role may open which page: one row for each address of the project. What is not declared here fails."""

import datetime
import re
from dataclasses import dataclass, field

from django.urls import get_resolver

#: Roles by what they do, so that a row reads as a sentence.
RECORDERS = "kader pkb"
OFFICERS = "kader pkb opd"
LEADERS = "pkb opd"
EVERY_ROLE = "pengurus kader pkb opd provinsi pusat admin"
#: Totals of an area are not for one group's committee.
ABOVE_GROUPS = "kader pkb opd provinsi pusat admin"
#: A committee does these in its own group as well.
COMMITTEE_TOO = "pengurus kader pkb"
#: Signed in, with or without an assignment.
SIGNED_IN = "signed in"
#: Nobody but the one who made the row.
NOBODY = ""
#: Without signing in.
OPEN = "open"


@dataclass(frozen=True)
class Page:
    """``who`` opens it in her own region; ``row`` is what stands in the address; ``other`` the rest of the address.

    ``post``: the page has no GET and is asked by POST with these data. ``download``: roles that may POST a format.
    """

    who: str
    row: str = ""
    other: dict = field(default_factory=dict)
    post: dict | None = None
    query: dict = field(default_factory=dict)
    download: str = ""
    #: (argument, row) of a second row in the address.
    second: tuple[str, str] | None = None

    def is_for(self, role):
        return self.who in (OPEN, SIGNED_IN) or role in self.who.split()


MONTH = {"month": "2026-10"}

PAGES = {
    "home": Page(SIGNED_IN),
    "record": Page(SIGNED_IN),
    "more": Page(SIGNED_IN),
    "search": Page(SIGNED_IN, query={"q": "wargaki"}),
    "alive": Page(OPEN),
    "ready": Page(OPEN),
    "set_language": Page(OPEN, post={"language": "id"}),
    # Accounts
    "accounts:user_list": Page("pkb opd admin", download="pkb opd admin"),
    "accounts:user_create": Page("pkb opd admin"),
    "accounts:user_detail": Page("pkb opd admin", "user"),
    "accounts:user_update": Page("pkb opd admin", "user"),
    "accounts:assignment_create": Page("pkb opd admin", "user"),
    "accounts:assignment_end": Page("pkb opd admin", "assignment"),
    "accounts:reset_code": Page("pkb opd admin", "user"),
    "accounts:second_factor_remove": Page("pkb opd admin", "user"),
    "accounts:reset_with_code": Page(OPEN),
    "accounts:profile": Page(SIGNED_IN),
    "accounts:profile_update": Page(SIGNED_IN),
    "accounts:purpose": Page(SIGNED_IN),
    "accounts:practice_on": Page(SIGNED_IN, post={}),
    "accounts:practice_off": Page(SIGNED_IN, post={}),
    "accounts:file": Page(NOBODY, "file", post={}),
    "accounts:view_save": Page(SIGNED_IN, post={}),
    "accounts:view_remove": Page(SIGNED_IN, post={}),
    "accounts:access_log": Page("opd admin", download="opd admin"),
    # Handing over
    "transfer_create": Page("opd", "user"),
    "transfer_detail": Page("opd", "transfer"),
    "transfer_undo": Page("opd", "transfer"),
    # Groups
    "groups:list": Page(EVERY_ROLE, download="pkb opd provinsi pusat"),
    "groups:create": Page(OFFICERS),
    "groups:detail": Page(EVERY_ROLE, "group"),
    "groups:update": Page("pengurus kader pkb opd", "draft"),
    "groups:routine": Page(COMMITTEE_TOO, "draft"),
    "groups:history": Page(EVERY_ROLE, "group"),
    "groups:submit": Page(OFFICERS, "draft"),
    "groups:approve": Page(LEADERS, "submitted"),
    "groups:return": Page(LEADERS, "submitted"),
    "groups:deactivate": Page(LEADERS, "group"),
    "groups:reactivate": Page(LEADERS, "inactive"),
    "groups:members": Page(EVERY_ROLE, "group"),
    "groups:member_add": Page(OFFICERS, "draft"),
    "groups:member_new": Page(OFFICERS, "draft"),
    "groups:member_end": Page(OFFICERS, "group", {"number": 1}),
    "groups:member_stays": Page(OFFICERS, "group", {"number": 1}, post={}),
    "groups:committee": Page(EVERY_ROLE, "group"),
    "groups:post": Page(OFFICERS, "draft", {"slot": "chair"}),
    "groups:post_end": Page(OFFICERS, "group", {"slot": "chair"}),
    "groups:account_create": Page(LEADERS, "group", {"slot": "chair"}),
    "groups:card_blank_pdf": Page(EVERY_ROLE),
    "groups:card_pdf": Page(OFFICERS, "group"),
    "groups:card_siga": Page(LEADERS, "group"),
    "groups:card_nik": Page(LEADERS, "group", post={}),
    "groups:classify": Page("opd", "group"),
    "groups:siga_todo": Page(LEADERS),
    "groups:meetings": Page(EVERY_ROLE, "group"),
    "groups:meeting_create": Page(COMMITTEE_TOO, "group"),
    "groups:meeting_detail": Page(EVERY_ROLE, "meeting"),
    "groups:meeting_update": Page(COMMITTEE_TOO, "meeting"),
    "groups:attendance": Page(COMMITTEE_TOO, "meeting"),
    "groups:meeting_withdraw": Page(COMMITTEE_TOO, "meeting"),
    "groups:meeting_call_off": Page(COMMITTEE_TOO, "group", {"day": datetime.date(2026, 11, 12)}),
    "groups:attendance_pdf": Page("pengurus kader pkb opd", "group", {"day": datetime.date(2026, 11, 12)}, post={}),
    "groups:invitation": Page(EVERY_ROLE, "group"),
    "groups:register": Page(EVERY_ROLE, "group", MONTH),
    "groups:register_return": Page(LEADERS, "group", MONTH),
    "groups:register_pdf": Page("pengurus kader pkb opd", "group", MONTH, post={"kind": "chair"}),
    "groups:register_siga": Page(LEADERS, "group", MONTH),
    "groups:register_nik": Page(LEADERS, "group", MONTH, post={}),
    "groups:register_share": Page(EVERY_ROLE, "group", MONTH),
    "groups:register_people": Page(OFFICERS, "group", {**MONTH, "count": "present"}),
    "groups:register_list": Page(EVERY_ROLE, download="pkb opd provinsi pusat"),
    "groups:register_verify": Page("pkb", post={}),
    "groups:register_coverage": Page(EVERY_ROLE),
    "groups:month_close": Page("opd", other=MONTH),
    # What a month adds up to
    "groups:recap_latest": Page(ABOVE_GROUPS),
    "groups:recap": Page(ABOVE_GROUPS, other=MONTH),
    "groups:recap_pdf": Page(ABOVE_GROUPS, other=MONTH),
    "groups:recap_xlsx": Page("pkb opd provinsi pusat", other=MONTH, post={}),
    "groups:village_report": Page(OFFICERS, other={**MONTH, "code": "5371041001"}),
    "groups:village_people": Page(OFFICERS, other={**MONTH, "code": "5371041001", "count": "hadir"}),
    "groups:calendar": Page("pengurus kader pkb opd"),
    "groups:calendar_file": Page("pengurus kader pkb opd"),
    "groups:activity_report": Page(LEADERS, other=MONTH),
    "groups:activity_pdf": Page(LEADERS, other=MONTH, post={}),
    "groups:late_entry_list": Page("pengurus kader pkb opd"),
    "groups:late_entry_create": Page("opd", "group", MONTH),
    "groups:late_entry_end": Page("opd", "late_entry"),
    "groups:village_pdf": Page(OFFICERS, other={**MONTH, "code": "5371041001"}),
    # Coaching and photos
    "groups:visits": Page(EVERY_ROLE, "group"),
    "groups:visit_todo": Page(LEADERS, download=LEADERS),
    "groups:visit_create": Page(LEADERS, "group"),
    "groups:visit_detail": Page(EVERY_ROLE, "visit"),
    "groups:visit_update": Page(NOBODY, "visit"),
    "groups:visit_done": Page(LEADERS, "visit"),
    "groups:photo_add": Page(COMMITTEE_TOO, "meeting", {"occasion": "pertemuan"}),
    "groups:photo": Page("pengurus kader pkb opd", "photo"),
    "groups:photo_remove": Page(COMMITTEE_TOO, "photo"),
    "groups:pairs": Page("opd"),
    "groups:merge": Page("opd", "group"),
    "groups:merge_undo": Page("opd", "merged_group"),
    "groups:pair_different": Page("opd", "group", second=("other", "inactive")),
    # Lives and moves
    "members:family_life": Page(OFFICERS, "family"),
    "members:life": Page(OFFICERS, "person"),
    "members:event_create": Page(OFFICERS, "person", {"kind": "death"}),
    "members:event_withdraw": Page(OFFICERS, "event"),
    "members:birth_create": Page(OFFICERS, "family"),
    "members:split": Page(OFFICERS, "family"),
    "members:move_create": Page(OFFICERS, "family"),
    "members:move_out": Page(OFFICERS, "family"),
    "members:move_in": Page(OFFICERS),
    "members:move_list": Page(OFFICERS),
    "members:move_detail": Page(OFFICERS, "move"),
    "members:move_answer": Page(LEADERS, "incoming"),
    "members:move_withdraw": Page(OFFICERS, "move", post={}),
    "members:village_search": Page(OFFICERS, query={"q": "oebobo"}),
    # Families
    "members:list": Page(OFFICERS, download=LEADERS),
    "members:create": Page(OFFICERS),
    "members:place_fields": Page(OFFICERS),
    "members:detail": Page(OFFICERS, "family"),
    "members:update": Page(OFFICERS, "family"),
    "members:deactivate": Page(OFFICERS, "family"),
    "members:reactivate": Page(OFFICERS, "left_family", post={}),
    "members:looks": Page("opd", "family", download="opd"),
    "members:history": Page(OFFICERS, "family"),
    "members:family_print": Page(OFFICERS, "family", post={}),
    "members:reveal_kk": Page(LEADERS, "family", post={}),
    "members:companion_add": Page(LEADERS, "family"),
    "members:companion_end": Page(LEADERS, "companion"),
    "members:person_create": Page(OFFICERS, "family"),
    "members:family_health": Page(OFFICERS, "family"),
    "members:family_consents": Page(OFFICERS, "family"),
    "members:family_welfare": Page(LEADERS, "family"),
    "members:welfare_create": Page(LEADERS, "family"),
    "members:person_search": Page(OFFICERS, query={"q": "wargaki"}),
    "members:person_detail": Page(OFFICERS, "person"),
    "members:person_update": Page(OFFICERS, "person"),
    "members:person_extract": Page(LEADERS, "person"),
    "members:anonymise": Page("opd", "person"),
    "members:person_deactivate": Page(OFFICERS, "person"),
    "members:person_reactivate": Page(OFFICERS, "left_person", post={}),
    "members:reveal": Page(LEADERS, "person", post={}),
    "members:kb_create": Page(RECORDERS, "person"),
    "members:pregnancy_create": Page(RECORDERS, "person"),
    "members:consent_create": Page(OFFICERS, "person"),
    "members:consent_say": Page(OFFICERS, "person", {"purpose": "money", "answer": "given"}, post={}),
    "members:consent_bulk": Page(OFFICERS),
    "members:consent_rows": Page(NOBODY, "file"),
    "groups:approvals": Page(LEADERS),
    "groups:approve_many": Page(LEADERS, post={}),
    "groups:import_list": Page(LEADERS),
    "groups:import_create": Page(LEADERS),
    "groups:import_template": Page(LEADERS),
    "groups:import_detail": Page(LEADERS, "group_batch"),
    "groups:import_commit": Page(LEADERS, "group_batch"),
    "groups:import_undo": Page(LEADERS, "done_group_batch"),
    "groups:import_report": Page(NOBODY, "group_batch", post={}),
    "members:merge_list": Page(LEADERS),
    "members:merge_detail": Page(LEADERS, "merge"),
    "members:merge_undo": Page(LEADERS, "merge"),
    "members:merge_pick": Page(LEADERS, "person"),
    "members:merge": Page(LEADERS, "person", second=("other", "double")),
    "members:welfare_import_list": Page(LEADERS),
    "members:welfare_import_create": Page(LEADERS),
    "members:welfare_import_template": Page(LEADERS),
    "members:welfare_import_detail": Page(LEADERS, "welfare_batch"),
    "members:welfare_import_mapping": Page(LEADERS, "welfare_batch"),
    "members:welfare_import_commit": Page(LEADERS, "welfare_batch"),
    "members:welfare_import_undo": Page(LEADERS, "done_welfare_batch"),
    "members:welfare_import_report": Page(NOBODY, "welfare_batch", post={}),
    "members:pair_list": Page(LEADERS),
    "members:pair_detail": Page(LEADERS, "pair"),
    "members:pair_decide": Page(LEADERS, "pair", post={}),
    "members:person_alike": Page(OFFICERS, post={"head_name": "Wargaki", "village": "5371041001"}),
    "members:import_list": Page(LEADERS),
    "members:import_create": Page(LEADERS),
    "members:import_template": Page(LEADERS),
    "members:import_detail": Page(LEADERS, "batch"),
    "members:import_mapping": Page(LEADERS, "batch"),
    "members:import_go_on": Page(LEADERS, "stopped_batch"),
    "members:import_changes": Page(LEADERS, "batch"),
    "members:import_commit": Page(LEADERS, "batch"),
    "members:import_undo": Page(LEADERS, "done_batch"),
    "members:import_report": Page(NOBODY, "batch", post={}),
    "members:kb_confirm": Page(RECORDERS, "kb", post={}),
    "members:kb_change": Page(RECORDERS, "kb"),
    "members:kb_stop": Page(RECORDERS, "kb"),
    "members:kb_unconfirmed": Page(OFFICERS, download=LEADERS),
    "members:kb_bulk": Page(RECORDERS, post={}),
    "members:pregnancy_end": Page(RECORDERS, "pregnancy"),
}

#: The books of a group: the same pages for each of them; those with an end have one more.
for book, row, has_end in (
    ("plan", "plan", True),
    ("inventory", "item", True),
    ("guest", "guest", False),
    ("training", "training", False),
):
    PAGES |= {
        f"groups:{book}_list": Page(EVERY_ROLE, "group"),
        f"groups:{book}_add": Page(COMMITTEE_TOO, "group"),
        f"groups:{book}_change": Page(COMMITTEE_TOO, row),
        f"groups:{book}_pdf": Page("pengurus kader pkb opd", "group", post={}),
        f"groups:{book}_export": Page("pkb opd provinsi pusat", "group", post={"format": "csv"}),
    }
    if has_end:
        PAGES[f"groups:{book}_end"] = Page(COMMITTEE_TOO, row)
PAGES |= {
    "groups:books": Page(EVERY_ROLE, "group"),
    "groups:plan_copy": Page(COMMITTEE_TOO, "group", post={}),
    "groups:renewals": Page(EVERY_ROLE, download="pkb opd provinsi pusat"),
    "groups:renew": Page(LEADERS, "group"),
    "groups:dormant": Page(EVERY_ROLE, download="pkb opd provinsi pusat"),
    "groups:classification_rules": Page(EVERY_ROLE),
    "groups:classifications": Page(EVERY_ROLE, "group"),
    "groups:decision_scan": Page("pengurus kader pkb opd", "scan"),
    "groups:handover_list": Page(EVERY_ROLE, "group"),
    "groups:handover_create": Page(OFFICERS, "group"),
    "groups:handover_detail": Page("pengurus kader pkb opd", "handover"),
    "groups:handover_pdf": Page("pengurus kader pkb opd", "handover", post={}),
    "groups:handover_document": Page(OFFICERS, "handover"),
    "groups:handover_file": Page("pengurus kader pkb opd", "handover"),
}

#: django-allauth's own pages: open ones, and those of every signed-in user.
PAGES |= {
    name: Page(OPEN)
    for name in (
        "account_login",
        "account_signup",
        "account_inactive",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
        "mfa_authenticate",
    )
}
PAGES |= {
    "account_reset_password_from_key": Page(OPEN, other={"uidb36": "1", "key": "c-0"}),
    "account_logout": Page(OPEN),
    "account_reauthenticate": Page(SIGNED_IN),
    "account_change_password": Page(SIGNED_IN),
    "account_set_password": Page(SIGNED_IN),
    "mfa_index": Page(SIGNED_IN),
    "mfa_reauthenticate": Page(SIGNED_IN),
    "mfa_activate_totp": Page(SIGNED_IN),
    "mfa_deactivate_totp": Page(SIGNED_IN),
    "mfa_view_recovery_codes": Page(SIGNED_IN),
    "mfa_generate_recovery_codes": Page(SIGNED_IN),
    "mfa_download_recovery_codes": Page(SIGNED_IN),
    "usersessions_list": Page(SIGNED_IN),
}

#: Admin pages answer 404 to every other role; within, an administrator changes these and reads those.
CHANGED = [
    "core_datedsetting",
    "groups_classificationrule",
    "groups_listvalue",
    "members_codevalue",
    "members_kbmethod",
    "regions_dusun",
    "regions_region",
    "regions_regionchange",
]
READ = [
    "accounts_assignment",
    "accounts_personaldataaccess",
    "accounts_user",
    "auditlog_logentry",
    "core_importbatch",
    "core_job",
    "core_submission",
    "groups_group",
    "members_family",
    "members_person",
]
IMPORTED = ["members_codevalue", "regions_region"]

ADMIN_PAGES = {
    f"admin:{name}": Page("admin")
    for name in ("index", "login", "logout", "password_change", "password_change_done", "jsi18n")
}
#: Asked last of all, since nothing answers afterwards.
SIGNING_OUT = ["account_logout", "admin:logout"]
ADMIN_PAGES["admin:app_list"] = Page("admin", other={"app_label": "accounts"})
for model in CHANGED + READ:
    ADMIN_PAGES |= {
        f"admin:{model}_changelist": Page("admin"),
        f"admin:{model}_add": Page("admin" if model in CHANGED else ""),
        f"admin:{model}_change": Page("admin", model),
        f"admin:{model}_history": Page("admin", model),
        f"admin:{model}_delete": Page("", model),
        f"admin:{model}_short": Page("admin", model),
    }
for model in IMPORTED:
    ADMIN_PAGES |= {
        f"admin:{model}_import": Page("admin"),
        f"admin:{model}_export": Page("admin"),
        f"admin:{model}_process_import": Page("admin", post={}),
    }
#: Asked with what only the admin's own pages send; they refuse everything else.
ADMIN_PAGES |= {
    "admin:autocomplete": Page(""),
    "admin:view_on_site": Page("", other={"content_type_id": "0", "object_id": "0"}),
    "admin:anything_else": Page("", other={"url": "tidak-ada/"}),
}

TABLE = PAGES | ADMIN_PAGES


def addresses(resolver=None, namespace="", route=""):
    """(name, pattern) of every address of the project. Those without a name get one from their route."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = route + str(entry.pattern)
        if hasattr(entry, "url_patterns"):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from addresses(entry, inner, path)
        else:
            yield namespace + (entry.name or _unnamed(path)), path


def _unnamed(route):
    match = re.fullmatch(r"admin/(\w+)/(\w+)/<path:object_id>/", route)
    if match:
        return f"{match[1]}_{match[2]}_short"
    return "anything_else" if route.startswith("admin/") else route
