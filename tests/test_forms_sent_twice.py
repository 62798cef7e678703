"""Every form of the project, sent three times under one id: written once, answered alike, other content refused.

One row for each address that takes a form; an address that is not here fails ``test_every_form_is_here``.
"""

import inspect
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from auditlog.models import LogEntry
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, reverse

from accounts import roles
from accounts.models import SavedView, User
from core.files import store
from groups.models import Group
from tests.conftest import with_second_factor
from tests.core.test_files import photo
from tests.factories import (
    FamilyFactory,
    GroupFactory,
    HandoverFactory,
    KbEpisodeFactory,
    LateEntryFactory,
    PersonFactory,
    PhotoFactory,
    PlannedActivityFactory,
    UserFactory,
    officer_at,
    village,
)
from tests.factories.accounts import PASSWORD
from tests.factories.groups import picture
from tests.forms_life import LIFE_FORMS
from tests.matrix import PAGES
from tests.typed import (
    DOUBLE,
    a_complete_card,
    another_merge,
    checked_deciles,
    checked_sheet,
    checked_workbook,
    companion,
    everyone_present,
    first_member_moved,
    group_beside_another,
    new_account,
    new_family,
    new_member,
    new_person,
    own_visit,
    ready,
    registered,
    submitted,
    two_groups,
    two_records,
    upload,
    upload_of_groups,
    upload_of_welfare,
)
from tests.world import HOME, OURS, World, done, merged_into, stopped

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-11-24 08:00", tick=False)]

REFUSAL = "sudah pernah dikirim dengan isi lain"
PKB, OPD = roles.PKB, roles.OPD
PARTS = ["identity", "adviser", "decree", "funds", "status", "held", "business", "committee", "members"]


@dataclass(frozen=True)
class Sent:
    """``data`` is what is typed over what the page offers; ``other`` the content that comes second under the same id.

    Where nothing is typed, ``twin`` makes another row of the kind, for which the same id is sent. ``button``: the page
    is nothing but a button, so its refusal is a message on the page that it leads to.
    """

    data: Callable[[World], dict] | dict
    other: Callable[[World], dict] | dict | None = None
    twin: Callable[[World], object] | None = None
    role: str = PKB
    row: Callable[[World], object] | None = None
    at: dict = field(default_factory=dict)
    button: bool = False
    has_page: bool = True
    query: str = ""


def saved_view():
    """Of the officer who sends the forms."""
    user = User.objects.get(name=DOUBLE)
    return SavedView.objects.create(user=user, list="groups:list", name="Lama", query="state=active")


REASON = {"data": {"reason": "Karena salah catat"}, "other": {"reason": "Karena alasan yang lain"}}

FORMS = {
    # Accounts
    "accounts:user_create": Sent(new_account, {"name": "Rosa Lain"}),
    "accounts:user_update": Sent({"name": "Kader Baru"}, {"name": "Kader Lain"}),
    "accounts:assignment_create": Sent(
        {"role": roles.KADER, "region_code": "5371041002", "task": "ppkbd", "starts_on": "2026-11-24"},
        {"starts_on": "2026-11-30"},
        role=OPD,
    ),
    "accounts:assignment_end": Sent(**REASON),
    "transfer_create": Sent(
        lambda world: {"taker": str(companion("ina").public_id), "on": "2026-12-01", "reason": "Mutasi"},
        {"reason": "Pensiun"},
        role=OPD,
    ),
    "transfer_undo": Sent(**REASON, role=OPD),
    "accounts:reset_code": Sent({}, twin=lambda world: officer_at(roles.KADER, HOME)),
    "accounts:second_factor_remove": Sent(**REASON),
    "accounts:profile_update": Sent(
        {"email": "pkb@contoh.id", "password": PASSWORD}, {"email": "lain@contoh.id", "password": PASSWORD}
    ),
    "accounts:view_save": Sent(
        {"name": "Belum masuk", "path": "/kelompok/?register=belum"}, {"name": "Lain"}, button=True, has_page=False
    ),
    "accounts:view_remove": Sent(
        lambda world: {"view": str(saved_view().pk), "path": "/kelompok/"},
        lambda world: {"view": "0"},
        button=True,
        has_page=False,
    ),
    # The card
    "groups:create": Sent({"village": HOME, "name": "UPPKA Baru", "address": "Gang 3"}, {"name": "UPPKA Lain"}),
    "groups:update": Sent({"address": "Gang baru"}, {"address": "Gang lain"}),
    "groups:routine": Sent(
        {"meeting_weekday": "0", "meeting_week": "2", "meeting_place": "Balai"}, {"meeting_place": "Posyandu"}
    ),
    "groups:submit": Sent({}, twin=a_complete_card, row=a_complete_card),
    "groups:approve": Sent({}, twin=submitted, row=submitted),
    "groups:return": Sent(**REASON),
    "groups:deactivate": Sent(**REASON),
    "groups:reactivate": Sent(**REASON),
    "groups:classify": Sent(
        {"level": "dasar", "decided_on": "2026-11-02", "assessor": "Tim", "document": "1/2026"},
        {"assessor": "Tim lain"},
        role=OPD,
    ),
    "groups:card_siga": Sent({"on": "2026-11-02"}, {"on": "2026-11-03"}),
    # Members and committee
    "groups:member_add": Sent(
        lambda world: {"q": "maria", "persons": [str(world.rows["person"].public_id)], "joined_on": "2026-11-01"},
        {"joined_on": "2026-11-02"},
        query="?q=maria",
    ),
    "groups:member_new": Sent(new_member, {"name": "Yasinta Lain"}),
    "groups:member_end": Sent({"left_on": "2026-11-02", "left_reason": "moved"}, {"left_on": "2026-11-03"}),
    "groups:member_stays": Sent(
        {},
        twin=lambda world: first_member_moved(GroupFactory(village=world.rows["group"].village, members=1)),
        row=lambda world: first_member_moved(world.rows["group"]),
        button=True,
        has_page=False,
    ),
    "groups:post": Sent(
        lambda world: {
            "person": str(world.rows["group"].memberships.get(number=2).person.public_id),
            "from_on": "2026-11-01",
            "is_untrained": "on",
        },
        {"from_on": "2026-11-02"},
        row=lambda world: world.rows["group"],
    ),
    "groups:account_create": Sent(
        {"username": "rosa.tahu", "phone": "0812 3456 7890"}, {"username": "rosa.lain"}, row=lambda w: w.rows["group"]
    ),
    "groups:post_end": Sent({"to_on": "2026-11-02"}, {"to_on": "2026-11-03"}),
    # Meetings and registers
    "groups:meeting_create": Sent(everyone_present, {"place": "Rumah lain"}),
    "groups:meeting_update": Sent({"place": "Balai"}, {"place": "Rumah lain"}),
    "groups:attendance": Sent({"place": "Balai"}, {"place": "Rumah lain"}),
    "groups:meeting_withdraw": Sent(**REASON),
    "groups:meeting_call_off": Sent(**REASON),
    "groups:register": Sent(
        {"is_zero": "on", "zero_reason": "Masa panen"}, {"zero_reason": "Masa tanam"}, at={"month": "2026-09"}
    ),
    "groups:register_return": Sent(**REASON),
    "groups:register_siga": Sent({"entered": "on"}, twin=registered, row=registered),
    "groups:approve_many": Sent(
        lambda world: {"groups": [str(ready(world).public_id)]},
        other=lambda world: {"groups": [str(ready(world).public_id)]},
        button=True,
        has_page=False,
    ),
    "groups:register_verify": Sent(
        lambda world: {"registers": [str(world.rows["group"].registers.get().public_id)]},
        other=lambda world: {"registers": [str(registered(world, "submitted").registers.get().public_id)]},
        button=True,
        has_page=False,
    ),
    "groups:late_entry_create": Sent(
        lambda world: {
            "officer": str(world.rows["user"].public_id),
            "until": "2026-11-30",
            "reason": "Daftar hadir baru ditemukan",
        },
        {"until": "2026-11-29"},
        row=registered,
        role=OPD,
    ),
    "groups:late_entry_end": Sent({}, twin=lambda world: LateEntryFactory(group=world.rows["group"]), role=OPD),
    "groups:month_close": Sent({}, twin=lambda world: {"month": "2026-09"}, role=OPD),
    "groups:renew": Sent(
        {f"right_{part}": "on" for part in PARTS} | {"signed_place": "Kupang", "signed_on": "2026-11-20"},
        {"signed_on": "2026-11-21"},
        row=lambda world: a_complete_card(world, Group.State.ACTIVE),
    ),
    # Coaching and photos
    "groups:visit_create": Sent(
        {"date": "2026-11-02", "kind": "group", "step": "7", "finding": "Buku kas kosong"}, {"finding": "Buku penuh"}
    ),
    "groups:visit_update": Sent({"finding": "Buku kas kosong"}, {"finding": "Buku penuh"}, row=own_visit),
    "groups:visit_done": Sent({"done_on": "2026-11-02", "done_note": "Terisi"}, {"done_note": "Belum semua"}),
    "groups:photo_add": Sent(
        lambda world: {"photos": [SimpleUploadedFile("rapat.jpg", picture())], "caption": "Rapat"},
        {"caption": "Arisan"},
    ),
    "groups:photo_remove": Sent({}, twin=lambda world: PhotoFactory(meeting=world.rows["meeting"])),
    # Books
    "groups:plan_add": Sent({"year": "2026", "activity": "Pameran"}, {"activity": "Bazar"}),
    "groups:plan_change": Sent({"activity": "Pameran"}, {"activity": "Bazar"}),
    "groups:plan_end": Sent({"state": "dropped", "outcome": "Tidak ada dana"}, {"outcome": "Tidak ada waktu"}),
    "groups:plan_copy": Sent(
        lambda world: {"tahun": PlannedActivityFactory(group=world.rows["group"], year=2025).year + 1},
        {"tahun": "2027"},
        button=True,
        has_page=False,
    ),
    "groups:inventory_add": Sent(
        {"name": "Oven", "quantity": "1", "unit": "buah", "source": "own", "condition": "good"}, {"name": "Mixer"}
    ),
    "groups:inventory_change": Sent({"name": "Oven listrik"}, {"name": "Mixer"}),
    "groups:inventory_end": Sent({"removed_reason": "Rusak"}, {"removed_reason": "Hilang"}),
    "groups:guest_add": Sent({"name": "Camat", "purpose": "Melihat produk"}, {"purpose": "Rapat"}),
    "groups:guest_change": Sent({"purpose": "Memesan kue"}, {"purpose": "Rapat"}),
    "groups:training_add": Sent(
        lambda world: {
            "person": str(world.rows["group"].memberships.get(number=2).person.public_id),
            "kind": "keuangan",
            "organiser": "Dinas Koperasi",
        },
        {"organiser": "Bank"},
    ),
    "groups:training_change": Sent({"organiser": "Bank"}, {"organiser": "Koperasi"}),
    "groups:handover_create": Sent(
        lambda world: {"to_chair": str(world.rows["group"].memberships.get(number=2).person.public_id)},
        {"witnesses": "Lurah"},
    ),
    "groups:handover_document": Sent(
        lambda world: {"file": SimpleUploadedFile("ba.jpg", picture())},
        twin=lambda world: HandoverFactory(group=world.rows["group"]),
    ),
    # Families and persons
    "members:create": Sent(new_family, {"address": "Gang lain"}),
    "members:update": Sent({"address": "Gang baru"}, {"address": "Gang lain"}),
    "members:deactivate": Sent({"kind": "moved", "note": "ke Dili"}, {"note": "ke Tawau"}),
    "members:reactivate": Sent(
        {},
        twin=lambda world: FamilyFactory(village=world.rows["family"].village, is_active=False, inactive_reason="x"),
        button=True,
        has_page=False,
    ),
    "members:companion_add": Sent(
        lambda world: {"user": str(companion("ina").public_id)}, lambda world: {"user": str(companion("ani").public_id)}
    ),
    "members:companion_end": Sent(**REASON),
    "members:person_create": Sent(new_person, {"name": "Anak Lain"}),
    "members:person_update": Sent({"name": "Maria Baru"}, {"name": "Maria Lain"}),
    "members:person_deactivate": Sent({"kind": "moved", "note": "ke Dili"}, {"note": "ke Tawau"}),
    "members:person_reactivate": Sent(
        {},
        twin=lambda world: PersonFactory(family=world.rows["family"], is_active=False, inactive_reason="x"),
        button=True,
        has_page=False,
    ),
    "members:kb_create": Sent({"status": "now", "method": "pil", "since": "2026-11-01"}, {"since": "2026-11-02"}),
    "members:kb_confirm": Sent(
        {},
        twin=lambda world: KbEpisodeFactory(person__family=FamilyFactory(village=world.rows["family"].village)),
        button=True,
        has_page=False,
    ),
    "members:kb_change": Sent(
        {"method": "pil", "since": "2026-11-02", "stop_reason": "side_effects"}, {"since": "2026-11-03"}
    ),
    "members:kb_stop": Sent(
        {"since": "2026-11-02", "stop_reason": "side_effects", "reason": "side_effects", "wish": "later"},
        {"since": "2026-11-03"},
    ),
    "members:kb_bulk": Sent(
        lambda world: {f"answer_{world.rows['kb'].pk}": "same"},
        lambda world: {
            f"answer_{world.rows['kb'].pk}": "stop",
            f"since_{world.rows['kb'].pk}": "2026-11-02",
            f"stop_reason_{world.rows['kb'].pk}": "cost",
            f"reason_{world.rows['kb'].pk}": "cost",
            f"wish_{world.rows['kb'].pk}": "later",
        },
        has_page=False,
    ),
    "members:pregnancy_create": Sent({"since": "2026-09-01"}, {"since": "2026-09-02"}),
    "members:pregnancy_end": Sent({"ended_how": "birth", "ended_on": "2026-11-20"}, {"ended_on": "2026-11-21"}),
    "members:consent_create": Sent(
        {"purpose": "health", "answer": "given", "means": "spoken", "given_on": "2026-11-02"},
        {"given_on": "2026-11-03"},
    ),
    "groups:merge": Sent(
        lambda world: {"target": str(world.rows["draft"].public_id), "reason": "Kelompok sama", "on": "2026-11-20"},
        {"reason": "Alasan lain"},
        role=OPD,
        row=group_beside_another,
    ),
    "groups:merge_undo": Sent(
        {}, twin=lambda world: merged_into(world.rows["inactive"], UserFactory(), OURS), role=OPD
    ),
    "groups:pair_different": Sent({"note": "Beda RW"}, {"note": "Beda dusun"}, role=OPD, row=two_groups),
    "members:pair_decide": Sent(
        {"decision": "different", "note": "Sudah ditanya"}, {"note": "Belum ditanya"}, has_page=False
    ),
    "members:merge": Sent({"name": "gone"}, {"name": "kept"}, row=two_records),
    "members:merge_undo": Sent({}, twin=another_merge),
    # Imports
    "groups:import_create": Sent(lambda world: upload_of_groups(), {"as_of": "2026-11-02"}),
    "groups:import_commit": Sent({"takes": ["new"]}, {"takes": ["changed"]}, row=checked_workbook),
    "groups:import_undo": Sent({}, twin=lambda world: done(world.rows["group_batch"])),
    "members:anonymise": Sent({"basis": "own", "no_membership": "on", "word": "HAPUS"}, {"basis": "heir"}, role=OPD),
    "members:consent_say": Sent(
        {}, twin=lambda world: PersonFactory(family=world.rows["family"]), button=True, has_page=False
    ),
    "members:consent_bulk": Sent(
        lambda world: {
            "place": f"desa-{HOME}",
            "purpose": "health",
            "given_on": "2026-11-02",
            "document": SimpleUploadedFile("daftar.jpg", photo()),
        },
        {"given_on": "2026-11-03"},
    ),
    "members:consent_rows": Sent(
        lambda world: {f"answer_{world.rows['person'].pk}": "given"},
        lambda world: {f"answer_{world.rows['person'].pk}": "refused"},
        row=lambda world: store(photo(), name="a.jpg", owner=User.objects.get(name=DOUBLE), village_id=HOME),
        query=f"?tempat=desa-{HOME}&untuk=health&tanggal=2026-11-02",
    ),
    "members:welfare_create": Sent(
        {"level": "dtsen:3", "year": "2026", "quarter": "3", "source": "Berkas DTSEN"}, {"level": "dtsen:4"}
    ),
    "members:welfare_import_create": Sent(upload_of_welfare, {"as_of": "2026-11-02"}),
    "members:welfare_import_mapping": Sent({}, {"column_0": "nik"}),
    "members:welfare_import_commit": Sent({"takes": ["new"]}, {"takes": ["changed"]}, row=checked_deciles),
    "members:welfare_import_undo": Sent({}, twin=lambda world: done(world.rows["welfare_batch"])),
    "members:import_create": Sent(lambda world: upload(), {"as_of": "2026-11-02"}),
    "members:import_mapping": Sent({}, {"column_1": ""}),
    "members:import_go_on": Sent({}, twin=lambda world: stopped(world.rows["batch"])),
    "members:import_changes": Sent({"taken": []}, {"taken": ["2"]}, row=checked_sheet),
    "members:import_commit": Sent({"takes": ["new"]}, {"takes": ["changed"]}, row=checked_sheet),
    "members:import_undo": Sent({}, twin=lambda world: done(world.rows["batch"])),
}

FORMS |= {name: Sent(**row) for name, row in LIFE_FORMS.items()}

#: Addresses that take a POST and are no form that writes, each with its reason.
NO_FORM = {
    "members:person_search": "a look: a number is asked by POST, so that no address holds it",
    "search": "a look: a number is asked by POST, so that no address holds it",
    "set_language": "a cookie of the browser",
    "accounts:reset_with_code": "signed out; the code itself works once",
    "accounts:purpose": "kept in the session alone",
    **dict.fromkeys(["accounts:practice_on", "accounts:practice_off"], "kept in the session alone"),
    **dict.fromkeys(
        ["accounts:file", "members:import_report", "members:welfare_import_report", "groups:import_report"],
        "a download, logged each time",
    ),
    "groups:recap_xlsx": "a download of totals",
    "groups:activity_pdf": "a print",
    **dict.fromkeys(["groups:card_nik", "groups:register_nik", "members:reveal", "members:reveal_kk"], "a look"),
    "members:person_alike": "a look, by POST so that no address holds a name",
    **dict.fromkeys(
        [f"groups:{book}_{copy}" for book in ("plan", "inventory", "guest", "training") for copy in ("pdf", "export")],
        "a print or a download",
    ),
    **dict.fromkeys(
        [
            "groups:handover_pdf",
            "groups:card_pdf",
            "groups:attendance_pdf",
            "groups:register_pdf",
            "members:family_print",
            "members:person_extract",
        ],
        "a print",
    ),
}


def takes_a_form(view):
    """True for our own functions that answer a POST; lists answer it with a download."""
    methods = inspect.getclosurevars(view).nonlocals.get("request_method_list", []) if inspect.isfunction(view) else []
    return "POST" in methods and view.__module__.partition(".")[0] in {"accounts", "groups", "members", "uppka"}


def forms_of_the_project(resolver=None, namespace=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if hasattr(entry, "url_patterns"):
            yield from forms_of_the_project(entry, f"{entry.namespace}:" if entry.namespace else namespace)
        elif takes_a_form(entry.callback):
            yield namespace + entry.name


def test_every_form_is_here():
    present = set(forms_of_the_project())

    assert present - set(FORMS) - set(NO_FORM) == set(), "say in FORMS what is typed here"
    assert set(FORMS) - present == set(), "these do not exist any more"


def address_of(name, entry, row):
    page = PAGES[name]
    kwargs = {**page.other, **entry.at, **(row if isinstance(row, dict) else {})}
    if page.row and not isinstance(row, dict):
        kwargs["public_id"] = row.public_id
    return reverse(name, kwargs=kwargs) + entry.query


def offered(response):
    """What the browser would send back of the form on a page."""
    form = response.context["form"]
    values = {field.html_name: field.value() for field in form}
    return {name: plain(value) for name, value in values.items() if value not in (None, False, "")}


def plain(value):
    return [str(each) for each in value] if isinstance(value, list | tuple) else str(value)


def everything():
    """Every row of the project but the one-time ids and the log of looks."""
    kept = {"core.Submission", "accounts.PersonalDataAccess"}
    ours = [m for m in apps.get_models() if m._meta.app_label in ("core", "regions", "accounts", "members", "groups")]
    rows = {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in ours
        if model._meta.label not in kept
    }
    return rows | {"history": LogEntry.objects.count()}


def rewound(data):
    for value in data.values():
        for each in value if isinstance(value, list) else [value]:
            if hasattr(each, "seek"):
                each.seek(0)
    return data


@pytest.fixture
def world():
    world = World.at(HOME, OURS)
    village("5371041002")
    return world


@pytest.mark.parametrize("name", FORMS)
def test_is_written_once_and_other_content_is_refused(client, world, name):
    entry = FORMS[name]
    user = with_second_factor(officer_at(entry.role, {PKB: HOME, OPD: "5371"}[entry.role], name=DOUBLE))
    client.force_login(user)
    row = entry.row(world) if entry.row else world.rows.get(PAGES[name].row)
    url = address_of(name, entry, row)
    typed = entry.data(world) if callable(entry.data) else entry.data
    shown = offered(client.get(url)) if entry.has_page else {}
    data = {**shown, **typed, "request_id": str(uuid.uuid4()), "accept_warnings": "1"}
    twin = entry.twin(world) if entry.twin else None
    other = entry.other(world) if callable(entry.other) else entry.other or {}
    before = everything()

    first = client.post(url, rewound(data))
    written = everything()
    second = client.post(url, rewound(data))
    after_second = everything()
    url = address_of(name, entry, twin) if twin else url
    third = client.post(url, rewound({**data, **other}), follow=entry.button)

    assert first.status_code == 302, faults_of(first)
    assert written != before
    assert (second.status_code, second.headers.get("Location")) == (302, first.headers["Location"]), faults_of(second)
    assert after_second == written
    assert third.status_code == 200
    assert REFUSAL in third.content.decode(), faults_of(third)
    assert everything() == written
    if not entry.button:
        form = third.context["form"]
        assert {name: plain(form[name].value()) for name in other} == other
        assert form["request_id"].value() != data["request_id"]


def faults_of(response):
    form = (response.context or {}).get("form")
    return dict(form.errors) if form is not None else response.status_code
