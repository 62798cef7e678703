"""Forms of an import of groups: the workbook, and what is taken of it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import Form
from groups.imports.run import KIND
from members.import_forms import SheetForm
from regions.models import Region
from regions.queries import names_of
from regions.scope import sees_whole


class ImportForm(SheetForm):
    """A workbook about the groups of one place: a village, a district, or the whole regency."""

    village = forms.ModelChoiceField(label=_("Wilayah"), queryset=Region.objects.none(), empty_label=_("Pilih…"))

    field_order = ["village", "file", "as_of"]
    file_help = _("XLSX dengan lembar Kelompok, Pengurus, Anggota; CSV untuk satu lembar. Paling banyak 10.000 baris.")
    date_help = _("Dipakai sebagai tanggal bergabung bila kolomnya kosong.")

    def limit_places(self, field):
        levels = Region.Level.REGENCY, Region.Level.DISTRICT, Region.Level.VILLAGE
        places = Region.objects.current().filter(level__in=levels).visible_to(self.user, KIND.permission)
        field.queryset = places.order_by("code")
        rows = list(field.queryset)
        parents = names_of({row.parent_code for row in rows})
        choices = [(row.pk, _name(row, parents)) for row in rows]
        field.choices = choices if len(rows) == 1 else [("", _("Pilih…")), *choices]

    def clean_village(self):
        place = self.cleaned_data["village"]
        if not sees_whole(self.user, KIND.permission, place.code):
            raise forms.ValidationError(_("Pilih wilayah yang seluruhnya wilayah tugas Anda."))
        return place


def _name(row, parents):
    if row.level == Region.Level.VILLAGE:
        return f"{row.name}, {parents.get(row.parent_code, '')}"
    if row.level == Region.Level.DISTRICT:
        return _("Seluruh Kecamatan {name}").format(name=row.name)
    return _("Seluruh {name}").format(name=row.name)


class CommitForm(Form):
    """What is taken: new rows, changes of recorded cards, or both."""

    takes = forms.MultipleChoiceField(
        label=_("Yang disimpan"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Pilih paling sedikit satu, atau kembali.")},
    )

    def __init__(self, *args, totals, **kwargs):
        super().__init__(*args, **kwargs)
        offers = []
        if totals.get("new"):
            text = _("{groups} kelompok baru, {posts} pengurus, {members} anggota")
            offers.append(("new", text.format(**{key: totals.get(key, 0) for key in ("groups", "posts", "members")})))
        if changed := totals.get("changed"):
            offers.append(("changed", _("{count} kartu yang berubah").format(count=changed)))
        self.fields["takes"].choices = offers
        self.fields["takes"].initial = [key for key, _label in offers]

    def write_args(self):
        return {"request_id": self.cleaned_data.get("request_id"), "takes": self.cleaned_data["takes"]}
