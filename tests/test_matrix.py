"""Every role × own, neighbouring and no region × every address: who sees what, and that nothing foreign shows."""

import io
import zipfile

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts import roles
from accounts.models import User
from tests.conftest import with_second_factor
from tests.factories import (
    AssignmentFactory,
    GroupFactory,
    UserFactory,
    officer_at,
    village,
)
from tests.matrix import OPEN, SIGNED_IN, SIGNING_OUT, TABLE, addresses
from tests.world import HOME, OURS, PEOPLE, THEIRS, World

pytestmark = pytest.mark.django_db

SEE_PEOPLE = {roles.KADER, roles.PKB, roles.OPD}
#: A committee meets the names of its own members, and nobody else's.
OUTSIDE_THE_GROUP = tuple(f"{who} {OURS}" for who in ("Kepala", "Hamil", "Suami", "Pergi", "Pindah"))
#: Where each role works, and the village next to it that is none of her business.
PLACES = {
    roles.PENGURUS: (HOME, "5371041002"),
    roles.KADER: (HOME, "5371041002"),
    roles.PKB: (HOME, "5371041002"),
    roles.OPD: ("5371", "5301012001"),
    roles.PROVINSI: ("53", "7371011001"),
    roles.PUSAT: ("", "0053041001"),
    roles.ADMIN: ("", "0053041001"),
}
#: Walked at every run: those who work with people. The rest of the matrix takes as long again and is walked in CI.
DAILY = (roles.PENGURUS, roles.KADER, roles.PKB, roles.OPD)
ROLES = [role if role in DAILY else pytest.param(role, marks=pytest.mark.slow) for role in PLACES]
ALLOWED = {200, 302, 400}
REFUSED = {404, 405}


def ready(user):
    """With a second factor and its recovery codes, so that nothing else is asked first."""
    RecoveryCodes.activate(with_second_factor(user))
    return user


def officer_in(role, code, world=None):
    """An officer of ``role`` at a region; a committee at two groups of ``world``, or at one of its own there."""
    if role != roles.PENGURUS:
        return ready(officer_at(role, code, username=f"petugas.{role}", name="Petugas Matriks"))
    user = UserFactory(username="petugas.pengurus", name="Petugas Matriks")
    own = [world.rows["group"], world.rows["draft"]] if world else [GroupFactory(village=village(code))]
    for group in own:
        lead(user, group)
    return ready(user)


def lead(user, group):
    """Make ``user`` the chair who signs in for ``group``."""
    AssignmentFactory(
        user=user,
        role=roles.PENGURUS,
        task="ketua",
        place_kind="group",
        place_key=str(group.public_id),
        region_code=group.village_id,
    )


def unseen_by(role):
    """Words that no page shows to ``role``."""
    if role == roles.PENGURUS:
        return OUTSIDE_THE_GROUP
    return () if role in SEE_PEOPLE else (PEOPLE,)


def address_of(name, page, world):
    """The page's address with the row of ``world`` in it; None when that world has no such row."""
    kwargs = dict(page.other)
    if page.row:
        row = world.rows.get(page.row)
        if row is None:
            return None
        kwargs["object_id" if name.startswith("admin:") else "public_id"] = (
            row.pk if name.startswith("admin:") else row.public_id
        )
    if page.second:
        argument, second = page.second
        kwargs[argument] = world.rows[second].public_id
    if name.endswith("_short"):
        return reverse(name.removesuffix("_short") + "_change", kwargs=kwargs).removesuffix("change/")
    if name == "admin:anything_else":
        return "/admin/tidak-ada/"
    return reverse(name, kwargs=kwargs)


def ask(client, page, url):
    """The page's answer to what it is made for."""
    if page.post is not None:
        return client.post(url, page.post)
    return client.get(url, page.query)


def text_of(response):
    """What a reader would find in the answer; spreadsheets unpacked."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"".join(book.read(name) for name in book.namelist())
    return body.decode(errors="replace")


class Findings(list):
    """Everything that is not as declared, told at once."""

    def check(self, name, act, expected, *, hidden=(THEIRS,)):
        try:
            response = act()
        except Exception as error:
            self.append(f"{name}: raised {type(error).__name__}: {str(error)[:150]}")
            return
        if response.status_code not in expected:
            self.append(f"{name}: {response.status_code}, not {sorted(expected)}")
        text = text_of(response)
        self.extend(f"{name}: shows {word}" for word in hidden if word in text)

    def __str__(self):
        return "\n" + "\n".join(self)


def test_every_address_is_declared():
    """A new page fails here until tests/matrix.py says who may open it."""
    present = {name for name, _route in addresses()}

    assert present - set(TABLE) == set(), "declare who may open these"
    assert set(TABLE) - present == set(), "these do not exist any more"


def test_every_address_needs_signing_in_unless_it_is_open(client):
    world, findings = World.at(HOME, OURS).with_support(), Findings()

    for name, page in TABLE.items():
        url = address_of(name, page, world)
        response = ask(client, page, url)
        leads_to_door = response.status_code == 302 and response.url.startswith(
            (reverse("account_login"), "/admin/login")
        )
        if page.who == OPEN:
            if leads_to_door and name not in ("mfa_authenticate", *SIGNING_OUT):
                findings.append(f"{name}: asks for signing in")
        elif not leads_to_door:
            findings.append(f"{name}: {response.status_code} for a visitor")
        if OURS in text_of(response):
            findings.append(f"{name}: shows {OURS} to a visitor")

    assert not findings, str(findings)


@pytest.mark.parametrize("role", ROLES)
def test_role_in_her_own_region(client, role):
    own, next_door = PLACES[role]
    World.at(next_door, THEIRS)
    world, findings = World.at(HOME, OURS).with_support(), Findings()
    client.force_login(officer_in(role, own, world))
    is_foreign_shown = role == roles.ADMIN

    for name, page in TABLE.items():
        url = address_of(name, page, world)
        expected = ALLOWED if page.is_for(role) else {403, 404, 405} if role == roles.ADMIN else REFUSED
        hidden = () if is_foreign_shown and name.startswith(("accounts:", "admin:")) else (THEIRS,)
        hidden += unseen_by(role)
        if name not in SIGNING_OUT:
            findings.check(name, lambda p=page, u=url: ask(client, p, u), expected, hidden=hidden)

    assert not findings, str(findings)


@pytest.mark.parametrize("role", list(PLACES))
def test_downloads(client, role):
    own, next_door = PLACES[role]
    World.at(next_door, THEIRS)
    world, findings = World.at(HOME, OURS), Findings()
    client.force_login(officer_in(role, own, world))

    for name, page in TABLE.items():
        if not page.download:
            continue
        url = address_of(name, page, world)
        expected = {200} if role in page.download.split() else REFUSED
        hidden = () if role == roles.ADMIN and name.startswith("accounts:") else (THEIRS,)
        hidden += unseen_by(role)
        for kind in ("csv", "xlsx"):
            findings.check(
                f"{name} {kind}", lambda u=url, k=kind: client.post(u, {"format": k}), expected, hidden=hidden
            )

    assert not findings, str(findings)


@pytest.mark.parametrize("role", ROLES)
def test_role_in_the_neighbouring_region(client, role):
    """Rows next door do not exist: for reading, for writing, for printing."""
    own, next_door = PLACES[role]
    world, findings = World.at(next_door, THEIRS), Findings()
    village(HOME)
    client.force_login(officer_in(role, own))

    for name, page in TABLE.items():
        if not page.row or name.startswith("admin:") or (role == roles.ADMIN and name.startswith("accounts:")):
            continue
        url = address_of(name, page, world)
        findings.check(name, lambda p=page, u=url: ask(client, p, u), REFUSED)
        findings.check(f"{name} POST", lambda u=url: client.post(u, {}), REFUSED)

    assert not findings, str(findings)


@pytest.mark.slow
def test_a_committee_beside_another_group_of_its_village(client):
    """The group next door, in the same village, is as far away as one in another."""
    world, findings = World.at(HOME, OURS), Findings()
    client.force_login(officer_in(roles.PENGURUS, HOME))

    for name, page in TABLE.items():
        if name.startswith("admin:") or name in SIGNING_OUT:
            continue
        url = address_of(name, page, world)
        expected = REFUSED if page.row else ALLOWED | REFUSED
        findings.check(name, lambda p=page, u=url: ask(client, p, u), expected, hidden=(OURS,))
        if page.row:
            findings.check(f"{name} POST", lambda u=url: client.post(u, {}), REFUSED, hidden=(OURS,))

    assert not findings, str(findings)


@pytest.mark.slow
@pytest.mark.parametrize("task", ["sekretaris", "bendahara"])
def test_who_else_of_a_committee(client, task):
    """The secretary does what the chair does; the treasurer neither edits the card nor hands in."""
    world, findings = World.at(HOME, OURS), Findings()
    user = officer_in(roles.PENGURUS, HOME, world)
    user.assignments.update(task=task)
    client.force_login(user)
    closed = set() if task == "sekretaris" else {"groups:update"}

    for name, page in TABLE.items():
        if page.row and not name.startswith("admin:"):
            expected = ALLOWED if page.is_for(roles.PENGURUS) and name not in closed else REFUSED
            url = address_of(name, page, world)
            findings.check(name, lambda p=page, u=url: ask(client, p, u), expected, hidden=OUTSIDE_THE_GROUP)
    register = reverse("groups:register", args=[world.rows["group"].public_id, "2026-10"])
    findings.check("hand in", lambda: client.post(register, {}), REFUSED if closed else ALLOWED, hidden=())

    assert not findings, str(findings)


#: Pages of KB and pregnancy; whoever has no task that needs them finds none of them.
OF_HEALTH = {
    "members:family_health",
    *(f"members:kb_{act}" for act in ("create", "confirm", "change", "stop", "unconfirmed", "bulk")),
    "members:pregnancy_create",
    "members:pregnancy_end",
}


@pytest.mark.slow
@pytest.mark.parametrize("task", [roles.POSYANDU, roles.TPK])
def test_a_kader_whose_task_needs_no_health(client, task):
    """All that a kader opens but KB and pregnancy, of which no page, list, register or search tells a word."""
    world, findings = World.at(HOME, OURS), Findings()
    method = world.rows["kb"].method.label
    user = officer_in(roles.KADER, HOME)
    user.assignments.update(task=task)
    client.force_login(user)

    for name, page in TABLE.items():
        if name.startswith("admin:") or name in SIGNING_OUT:
            continue
        url = address_of(name, page, world)
        expected = ALLOWED if page.is_for(roles.KADER) and name not in OF_HEALTH else REFUSED
        findings.check(name, lambda p=page, u=url: ask(client, p, u), expected, hidden=(method,))
    for count in ("pus", "kb", "pregnant"):
        people = reverse("groups:register_people", args=[world.rows["group"].public_id, "2026-10", count])
        findings.check(f"who is behind {count}", lambda u=people: client.get(u), REFUSED, hidden=())
    paper = reverse("groups:register_pdf", args=[world.rows["group"].public_id, "2026-10"])
    findings.check("register with health", lambda: client.post(paper, {"for": "pkb"}), REFUSED, hidden=())

    assert not findings, str(findings)


@pytest.mark.slow
def test_nobody_without_an_assignment(client):
    world, findings = World.at(HOME, OURS).with_support(), Findings()
    client.force_login(ready(UserFactory(name="Tanpa Tugas")))

    for name, page in TABLE.items():
        url = address_of(name, page, world)
        expected = ALLOWED if page.who in (OPEN, SIGNED_IN) else REFUSED
        if name not in SIGNING_OUT:
            findings.check(name, lambda p=page, u=url: ask(client, p, u), expected, hidden=(OURS,))
        if page.row:
            findings.check(f"{name} POST", lambda u=url: client.post(u, {}), REFUSED, hidden=(OURS,))

    assert not findings, str(findings)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (roles.KADER, roles.PKB),
        pytest.param(roles.PKB, roles.KADER, marks=pytest.mark.slow),
        pytest.param(roles.PENGURUS, roles.PKB, marks=pytest.mark.slow),
        pytest.param(roles.PENGURUS, roles.KADER, marks=pytest.mark.slow),
    ],
)
def test_two_roles_in_two_places_never_cross(client, first, second):
    """Each row answers by the role held at its own place, and by no other."""
    here, there = World.at(HOME, "Tempatsatu"), World.at("5371041002", "Tempatdua")
    user = ready(UserFactory(name="Dua Peran"))
    if first == roles.PENGURUS:
        lead(user, here.rows["group"])
        lead(user, here.rows["draft"])
    else:
        AssignmentFactory(user=user, role=first, region_code=HOME, task="ppkbd" if first == roles.KADER else "")
    AssignmentFactory(user=user, role=second, region_code="5371041002", task="ppkbd" if second == roles.KADER else "")
    findings = Findings()
    client.force_login(user)

    for name, page in TABLE.items():
        if not page.row or name.startswith("admin:"):
            continue
        for world, role in ((here, first), (there, second)):
            url = address_of(name, page, world)
            expected = ALLOWED if page.is_for(role) else REFUSED
            findings.check(f"{name} as {role}", lambda p=page, u=url: ask(client, p, u), expected, hidden=())

    assert not findings, str(findings)


@pytest.mark.slow
def test_an_assignment_that_is_over_opens_nothing(client):
    world, findings = World.at(HOME, OURS).with_support(), Findings()
    user = officer_in(roles.PKB, HOME)
    user.assignments.update(ended_at=timezone.now(), ended_by=User.objects.first())
    client.force_login(user)

    for name, page in TABLE.items():
        if page.who not in (OPEN, SIGNED_IN):
            url = address_of(name, page, world)
            findings.check(name, lambda p=page, u=url: ask(client, p, u), REFUSED, hidden=(OURS,))

    assert not findings, str(findings)


class TestTheWalkerItself:
    """It can only prove absence if it notices presence."""

    def test_an_address_that_it_cannot_build_is_no_pass(self):
        with pytest.raises(NoReverseMatch):
            address_of("accounts:user_detail", TABLE["home"], World({}))

    @pytest.mark.parametrize(
        "name",
        [
            "members:list",
            "members:detail",
            "members:person_search",
            "search",
            "groups:members",
            "groups:meeting_detail",
        ],
    )
    def test_reads_the_names_of_people(self, client, name):
        world = World.at(HOME, OURS)
        client.force_login(officer_in(roles.PKB, HOME))

        assert PEOPLE in text_of(ask(client, TABLE[name], address_of(name, TABLE[name], world)))

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_reads_downloads(self, client, kind):
        World.at(HOME, OURS)
        client.force_login(officer_in(roles.PKB, HOME))

        assert PEOPLE in text_of(client.post(reverse("members:list"), {"format": kind}))
