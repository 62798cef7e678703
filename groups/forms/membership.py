"""Forms of members and committee."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DateInput, Form, PhoneField
from core.identity import clean_digits, is_blank, parse_nik
from groups import code_lists, queries
from groups.models import CommitteePost, ListValue, Membership
from members.models import DIGITS_3, Person
from regions import clock


class NewMemberForm(Form):
    """Someone who is in no register yet: as little as a family needs."""

    personal_fields = frozenset({"nik", "phone"})

    name = forms.CharField(label=_("Nama lengkap"), max_length=100)
    sex = forms.ChoiceField(label=_("Jenis kelamin"), choices=Person.Sex.choices, widget=forms.RadioSelect)
    birth_date = forms.DateField(label=_("Tanggal lahir"), widget=DateInput())
    marriage = forms.ChoiceField(label=_("Status kawin"), choices=[("", _("Pilih…")), *Person.Marriage.choices])
    nik = forms.CharField(
        label=_("NIK"),
        required=False,
        max_length=25,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("16 angka. Kosongkan bila belum ada, lalu pilih alasannya."),
    )
    no_nik_reason = forms.ChoiceField(
        label=_("Alasan tanpa NIK"), required=False, choices=[("", _("Pilih…")), *Person.NoNik.choices]
    )
    phone = PhoneField()
    address = forms.CharField(label=_("Alamat"), max_length=200)
    rt = forms.CharField(label="RT", required=False, max_length=3, validators=[DIGITS_3])
    rw = forms.CharField(label="RW", required=False, max_length=3, validators=[DIGITS_3])
    joined_on = forms.DateField(label=_("Bergabung sejak"), widget=DateInput())

    FAMILY = ("address", "rt", "rw", "phone")
    PERSON = ("name", "sex", "birth_date", "marriage", "nik", "no_nik_reason", "phone")

    def __init__(self, *args, group, **kwargs):
        super().__init__(*args, **kwargs)
        self.group = group
        self.fields["joined_on"].initial = clock.today(group.village_id)
        if not group.village.is_kelurahan:
            del self.fields["rw"], self.fields["rt"]

    def clean_nik(self):
        if is_blank(self.cleaned_data["nik"]):
            return ""
        number = parse_nik(self.cleaned_data["nik"])
        if number.errors:
            raise forms.ValidationError(list(number.errors))
        return clean_digits(self.cleaned_data["nik"])

    def clean_birth_date(self):
        birth_date = self.cleaned_data["birth_date"]
        if birth_date > clock.today(self.group.village_id):
            raise forms.ValidationError(_("Tanggal lahir tidak boleh di masa depan."))
        return birth_date

    def clean(self):
        cleaned = super().clean()
        if "nik" in cleaned and not cleaned["nik"] and not cleaned.get("no_nik_reason"):
            self.add_error("no_nik_reason", _("Isi NIK, atau pilih alasan belum ada NIK."))
        return cleaned

    def service_args(self):
        """The cleaned values, parted for services.membership.register_member."""
        cleaned = self.cleaned_data
        reason = "" if cleaned["nik"] else cleaned["no_nik_reason"]
        return {
            "request_id": cleaned["request_id"],
            "family": {name: cleaned[name] for name in self.FAMILY if name in cleaned},
            "person": {**{name: cleaned[name] for name in self.PERSON}, "no_nik_reason": reason},
            "joined_on": cleaned["joined_on"],
        }


class LeaveForm(Form):
    """A member leaves: day and reason; "Lainnya" asks for a word."""

    left_on = forms.DateField(label=_("Keluar pada"), widget=DateInput())
    left_reason = forms.ChoiceField(label=_("Alasan"), choices=Membership.LeftReason.choices, widget=forms.RadioSelect)
    left_note = forms.CharField(label=_("Keterangan"), required=False, max_length=200)

    def __init__(self, *args, membership, **kwargs):
        super().__init__(*args, **kwargs)
        self.membership = membership

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("left_reason") == Membership.LeftReason.OTHER and not cleaned.get("left_note"):
            self.add_error("left_note", _("Tulis alasannya."))
        posts = self.membership.group.posts.filter(person=self.membership.person_id, to_on__isnull=True)
        for post in posts:
            text = _("Masih menjabat {post}; jabatan itu ikut berakhir.")
            self.warn("left_on", text.format(post=post.get_post_display()), f"leaves_{post.post}")
        return cleaned


class PostForm(Form):
    """Who holds a post since when, and what she was trained in."""

    person = forms.ModelChoiceField(
        label=_("Anggota"), queryset=Person.objects.none(), empty_label=_("Pilih anggota"), to_field_name="public_id"
    )
    from_on = forms.DateField(label=_("Menjabat sejak"), widget=DateInput())
    term_ends_on = forms.DateField(
        label=_("Masa bakti sampai"),
        required=False,
        widget=DateInput(),
        help_text=_("Menurut aturan kelompok, misalnya tiga tahun. Kosongkan bila tidak ditentukan."),
    )
    is_untrained = forms.BooleanField(label=_("Belum dilatih"), required=False)
    trainings = forms.MultipleChoiceField(
        label=_("Pelatihan yang pernah diikuti"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, group, post, holder=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.group, self.post, self.holder = group, post, holder
        members = group.memberships.filter(left_on__isnull=True).values("person_id")
        self.fields["person"].queryset = Person.objects.filter(pk__in=members).order_by("name_key", "pk")
        choices = code_lists.choices_of(ListValue.List.TRAINING)
        self.fields["trainings"].choices = choices[ListValue.List.TRAINING]
        self.initial = {**self._initial(), **self.initial}

    def _initial(self):
        if self.holder is None:
            return {"from_on": clock.today(self.group.village_id), "is_untrained": True}
        return {
            "person": self.holder.person.public_id,
            "from_on": self.holder.from_on,
            "term_ends_on": self.holder.term_ends_on,
            "is_untrained": self.holder.is_untrained,
            "trainings": self.holder.trainings,
            "version": self.holder.version,
        }

    def clean(self):
        cleaned = super().clean()
        person = cleaned.get("person")
        if person and self.post == CommitteePost.Post.CHAIR:
            for other in queries.chaired_elsewhere(person.pk, but=self.group.pk):
                text = _("{name} sudah menjadi ketua {group}.")
                self.warn("person", text.format(name=person.name, group=other.name), "second_chair")
        if person:
            self._warn_second_post(person)
        return cleaned

    def _warn_second_post(self, person):
        held = self.group.posts.filter(person=person, to_on__isnull=True).exclude(pk=self.holder and self.holder.pk)
        for row in held.exclude(post=self.post):
            text = _("{name} sudah memegang jabatan {post} di kelompok ini.")
            self.warn("person", text.format(name=person.name, post=row.get_post_display()), "second_post")


class EndPostForm(Form):
    to_on = forms.DateField(label=_("Jabatan berakhir pada"), widget=DateInput())
