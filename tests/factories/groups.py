import datetime
import io

import factory
from django.utils import timezone
from PIL import Image

from core import files
from core.text import name_key
from groups.models import (
    Attendance,
    CoachingVisit,
    CommitteePost,
    Group,
    GuestBookEntry,
    Handover,
    InventoryItem,
    LateEntry,
    Meeting,
    Membership,
    Photo,
    PlannedActivity,
    Register,
    Training,
)
from tests.factories.accounts import UserFactory
from tests.factories.members import PersonFactory
from tests.factories.regions import village


class GroupFactory(factory.django.DjangoModelFactory):
    """An active group. Trait ``draft``. ``members=3`` adds three members, the first of them the chair."""

    class Meta:
        model = Group
        skip_postgeneration_save = True

    class Params:
        draft = factory.Trait(state=Group.State.DRAFT)

    village = factory.LazyFunction(village)
    name = factory.Sequence(lambda n: f"UPPKA Melati {n}")
    name_key = factory.LazyAttribute(lambda o: name_key(o.name))
    search_key = factory.LazyAttribute(lambda o: name_key(o.name))
    register_number = factory.Sequence(lambda n: f"{n:04d}")
    address = "Jalan Contoh 1"
    state = Group.State.ACTIVE
    state_on = datetime.date(2025, 1, 10)
    registered_by = factory.SubFactory(UserFactory)
    adviser_kind = "pkb"
    adviser_name = "Pembina Contoh"
    funds = ["swadaya"]
    integration = ["tidak"]
    member_count = 0

    @factory.post_generation
    def members(group, create, extracted, **kwargs):
        for number in range(1, (extracted or 0) + 1):
            membership = MembershipFactory(group=group, number=number, **kwargs)
            if number == 1:
                CommitteePostFactory(group=group, person=membership.person)
        if extracted:
            group.member_count = extracted
            group.save(update_fields=["member_count"])


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    group = factory.SubFactory(GroupFactory)
    person = factory.SubFactory(PersonFactory, family__village=factory.SelfAttribute("...group.village"))
    number = factory.Sequence(lambda n: n + 1)
    joined_on = datetime.date(2025, 1, 10)


class CommitteePostFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CommitteePost

    group = factory.SubFactory(GroupFactory)
    person = factory.SubFactory(PersonFactory)
    post = CommitteePost.Post.CHAIR
    from_on = datetime.date(2025, 1, 10)


class MeetingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Meeting

    group = factory.SubFactory(GroupFactory)
    village = factory.SelfAttribute("group.village")
    date = datetime.date(2026, 10, 12)
    recorded_by = factory.SubFactory(UserFactory)


class AttendanceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Attendance

    meeting = factory.SubFactory(MeetingFactory)
    membership = factory.SubFactory(MembershipFactory, group=factory.SelfAttribute("..meeting.group"))
    status = Attendance.Status.PRESENT


class LateEntryFactory(factory.django.DjangoModelFactory):
    """October for the officer, until the end of November 2026."""

    class Meta:
        model = LateEntry

    group = factory.SubFactory(GroupFactory)
    month = datetime.date(2026, 10, 1)
    officer = factory.SubFactory(UserFactory)
    until = datetime.date(2026, 11, 30)
    reason = "Daftar hadir baru ditemukan"
    given_by = factory.SubFactory(UserFactory)


class RegisterFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Register

    group = factory.SubFactory(GroupFactory)
    village = factory.SelfAttribute("group.village")
    month = datetime.date(2026, 10, 1)
    state = Register.State.SUBMITTED
    handed_in_by = factory.SubFactory(UserFactory)
    handed_in_at = factory.LazyFunction(timezone.now)
    is_on_time = True


class CoachingVisitFactory(factory.django.DjangoModelFactory):
    """A visit with an action that is still open."""

    class Meta:
        model = CoachingVisit

    group = factory.SubFactory(GroupFactory)
    village = factory.SelfAttribute("group.village")
    officer = factory.SubFactory(UserFactory)
    date = datetime.date(2026, 10, 20)
    step = CoachingVisit.Step.BOOKS
    finding = "Buku kas belum diisi sejak Agustus."
    action = "Mengisi buku kas bersama bendahara"
    due_on = datetime.date(2026, 11, 10)


def picture(width=32, height=24, form="JPEG", **save):
    """Bytes of a plain picture."""
    target = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(target, form, **save)
    return target.getvalue()


class PhotoFactory(factory.django.DjangoModelFactory):
    """A photo of a meeting, kept as an upload is."""

    class Meta:
        model = Photo

    meeting = factory.SubFactory(MeetingFactory)
    group = factory.LazyAttribute(lambda o: (o.meeting or o.visit).group)
    village = factory.LazyAttribute(lambda o: o.group.village)
    added_by = factory.SubFactory(UserFactory)
    file = factory.LazyAttribute(
        lambda o: files.store(picture(), name="foto.jpg", owner=o.added_by, village_id=o.village.pk)
    )


class PlannedActivityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PlannedActivity

    group = factory.SubFactory(GroupFactory)
    year = 2026
    month = 11
    activity = factory.Sequence(lambda n: f"Pelatihan kemasan {n}")


class InventoryItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = InventoryItem

    group = factory.SubFactory(GroupFactory)
    name = factory.Sequence(lambda n: f"Oven {n}")
    source = InventoryItem.Source.OWN


class GuestBookEntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GuestBookEntry

    group = factory.SubFactory(GroupFactory)
    date = datetime.date(2026, 10, 12)
    name = factory.Sequence(lambda n: f"Tamu Contoh {n}")
    purpose = "Melihat produk"


class TrainingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Training

    group = factory.SubFactory(GroupFactory)
    person = factory.SubFactory(PersonFactory)
    kind = "keuangan"
    on = datetime.date(2026, 10, 12)
    organiser = "Dinas Koperasi"


class HandoverFactory(factory.django.DjangoModelFactory):
    """Kept as it was printed. Trait ``signed``: with the photographed paper."""

    class Meta:
        model = Handover

    group = factory.SubFactory(GroupFactory)
    on = datetime.date(2026, 10, 12)
    place = "Balai kelurahan"
    posts = [{"post": "Ketua", "from": "Ibu Lama", "to": "Ibu Baru"}]
    recorded_by = factory.SubFactory(UserFactory)

    class Params:
        signed = factory.Trait(
            document=factory.LazyAttribute(
                lambda o: files.store(picture(), name="ba.jpg", owner=o.recorded_by, village_id=o.group.village_id)
            )
        )
