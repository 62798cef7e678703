"""Forms of an import: the sheet, its columns, what is taken of it."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.files import MAX_BYTES, FileRefused, check_spreadsheet
from core.forms import Form
from members.imports.columns import COLUMNS, missing
from members.imports.mapping import KB_SCHEMES, SCHEMES
from members.imports.queries import PERMISSION
from regions import clock
from regions.models import Region
from regions.queries import names_of
from regions.scope import sees_whole


class SheetForm(Form):
    """A sheet about one place, as of one day. A kind of import says which places: ``limit_places``."""

    village = forms.ModelChoiceField(label=_("Desa/Kelurahan"), queryset=Region.objects.none(), empty_label=_("Pilih…"))
    file = forms.FileField(
        label=_("Berkas Excel atau CSV"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": _("Pilih berkas yang akan diimpor."), "empty": _("Berkas ini kosong.")},
    )
    as_of = forms.DateField(label=_("Tanggal daftar"))

    field_order = ["village", "file", "as_of"]
    file_help: str | Promise = ""
    date_help: str | Promise = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.limit_places(self.fields["village"])
        self.fields["file"].help_text, self.fields["as_of"].help_text = self.file_help, self.date_help
        self.fields["as_of"].initial = clock.today(self.user.home_code)

    def limit_places(self, field):
        raise NotImplementedError

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > MAX_BYTES:
            raise forms.ValidationError(_("Berkas terlalu besar. Paling besar 10 MB: bagi menjadi beberapa berkas."))
        self.content = upload.read()
        try:
            check_spreadsheet(self.content)
        except FileRefused as refused:
            raise forms.ValidationError(refused.message)
        return upload

    def clean_as_of(self):
        as_of = self.cleaned_data["as_of"]
        village = self.cleaned_data.get("village")
        if as_of > clock.today(village.code if village else self.user.home_code):
            raise forms.ValidationError(_("Tanggal daftar tidak boleh di masa depan."))
        return as_of

    def write_args(self):
        return {
            "request_id": self.cleaned_data.get("request_id"),
            "upload": self.content,
            "name": self.cleaned_data["file"].name,
            "village_id": self.cleaned_data["village"].pk,
            "as_of": self.cleaned_data["as_of"],
        }


class ImportForm(SheetForm):
    """A sheet of the families of one village."""

    file_help = _("XLSX atau CSV, paling banyak 10.000 baris dan 10 MB. Satu baris satu orang.")
    date_help = _("Keadaan pada tanggal berapa? KB dan kehamilan dicatat terkonfirmasi pada tanggal ini.")

    def limit_places(self, field):
        field.queryset = Region.objects.villages().current().visible_to(self.user, PERMISSION).order_by("code")
        if len(field.queryset[:2]) == 1:
            field.empty_label = None

    def clean_village(self):
        village = self.cleaned_data["village"]
        if not sees_whole(self.user, PERMISSION, village.code):
            raise forms.ValidationError(_("Impor hanya untuk seluruh desa/kelurahan di wilayah tugas Anda."))
        return village


class AreaForm(SheetForm):
    """A sheet about a village, a district, or the whole regency: any place that is wholly hers by ``permission``."""

    permission = ""

    village = forms.ModelChoiceField(label=_("Wilayah"), queryset=Region.objects.none(), empty_label=_("Pilih…"))

    def limit_places(self, field):
        levels = Region.Level.REGENCY, Region.Level.DISTRICT, Region.Level.VILLAGE
        places = Region.objects.current().filter(level__in=levels).visible_to(self.user, self.permission)
        field.queryset = places.order_by("code")
        rows = list(field.queryset)
        parents = names_of({row.parent_code for row in rows})
        choices = [(row.pk, _area_name(row, parents)) for row in rows]
        field.choices = choices if len(rows) == 1 else [("", _("Pilih…")), *choices]

    def clean_village(self):
        place = self.cleaned_data["village"]
        if not sees_whole(self.user, self.permission, place.code):
            raise forms.ValidationError(_("Pilih wilayah yang seluruhnya wilayah tugas Anda."))
        return place


def _area_name(row, parents):
    if row.level == Region.Level.VILLAGE:
        return f"{row.name}, {parents.get(row.parent_code, '')}"
    if row.level == Region.Level.DISTRICT:
        return _("Seluruh Kecamatan {name}").format(name=row.name)
    return _("Seluruh {name}").format(name=row.name)


class ColumnsForm(Form):
    """Which column is which: one choice for each column of the sheet. A kind of import says which there are
    (``columns``) and what a sheet must have (``lacking``)."""

    columns = COLUMNS
    #: What numbers mean; only sheets of families ask for it.
    scheme_fields: tuple = ()
    unasked_fields: tuple = ()

    def __init__(self, *args, plan, samples, **kwargs):
        """``samples``: column index → texts."""
        super().__init__(*args, **kwargs)
        choices = [("", _("— Tidak diambil —")), *((key, column.label) for key, column in self.columns.items())]
        for index, texts in samples.items():
            field = self.fields[f"column_{index}"] = forms.ChoiceField(
                label=" ".join(plan.headings[index].split()),
                choices=choices,
                required=False,
                initial=plan.columns.get(index, ""),
                help_text=_("Contoh: {samples}").format(samples="; ".join(texts)) if texts else _("Kosong"),
            )
            field.is_wanted = True  # no "(opsional)": not taking a column is a choice like others

    def lacking(self, keys):
        """Labels of what a sheet with these columns lacks."""
        return missing(keys)

    @property
    def column_fields(self):
        return [self[name] for name in self.fields if name.startswith("column_")]

    def clean(self):
        cleaned = super().clean()
        seen = {}
        for name in [name for name in self.fields if name.startswith("column_")]:
            key = cleaned.get(name)
            if key in seen:
                text = _("{label} sudah dipilih untuk kolom “{other}”.")
                self.add_error(name, text.format(label=self.columns[key].label, other=self.fields[seen[key]].label))
            elif key:
                seen[key] = name
        if lacking := self.lacking(seen):
            text = _("Masih kurang: {names}. Pilih kolomnya.")
            self.add_error(None, text.format(names=", ".join(map(str, lacking))))
        return cleaned

    def write_args(self):
        cleaned = self.cleaned_data
        chosen = {int(name.removeprefix("column_")): key for name, key in cleaned.items() if name.startswith("column_")}
        columns = {index: key for index, key in sorted(chosen.items()) if key}
        return {"request_id": cleaned.get("request_id"), "changes": {"columns": columns}}


class MappingForm(ColumnsForm):
    """The columns of a sheet of families, and what its numbers mean."""

    scheme = forms.ChoiceField(
        label=_("Arti angka pada hubungan keluarga, pendidikan, pekerjaan"), choices=SCHEMES, widget=forms.RadioSelect
    )
    kb_scheme = forms.ChoiceField(label=_("Arti angka pada metode KB"), choices=KB_SCHEMES, widget=forms.RadioSelect)

    def __init__(self, *args, plan, meanings, **kwargs):
        """``meanings``: scheme field → scheme → how it reads the sheet's numbers."""
        self.meanings = meanings
        super().__init__(*args, plan=plan, initial={"scheme": plan.scheme, "kb_scheme": plan.kb_scheme}, **kwargs)
        for name in ("scheme", "kb_scheme"):
            known = meanings[name]
            self.fields[name].choices = [
                (key, f"{label}: {known[key]}" if known.get(key) else label) for key, label in self.fields[name].choices
            ]

    @property
    def scheme_fields(self):
        """Only where the sheet has numbers to be read."""
        return [self[name] for name in ("scheme", "kb_scheme") if any(self.meanings[name].values())]

    @property
    def unasked_fields(self):
        return [self[name] for name in ("scheme", "kb_scheme") if not any(self.meanings[name].values())]

    def write_args(self):
        args = super().write_args()
        args["changes"] |= {name: self.cleaned_data[name] for name in ("scheme", "kb_scheme")}
        return args


class ChangesForm(Form):
    """Of the changed persons on one page, those whose changes are taken."""

    taken = forms.TypedMultipleChoiceField(
        label=_("Diambil"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, shown, skipped, **kwargs):
        super().__init__(*args, **kwargs)
        self.shown = shown
        self.fields["taken"].choices = [(number, number) for number in shown]
        self.initial["taken"] = [number for number in shown if number not in skipped]

    def write_args(self):
        cleaned = self.cleaned_data
        return {"request_id": cleaned.get("request_id"), "shown": self.shown, "taken": cleaned["taken"]}


class CommitForm(Form):
    """What is taken: new persons, changes, or both."""

    takes = forms.MultipleChoiceField(
        label=_("Yang disimpan"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Pilih paling sedikit satu, atau kembali.")},
    )

    def __init__(self, *args, totals, skipped, **kwargs):
        super().__init__(*args, **kwargs)
        offers = []
        if new := totals.get("new"):
            text = _("{count} orang baru, {families} keluarga baru")
            offers.append(("new", text.format(count=new, families=totals.get("families", 0))))
        if changed := totals.get("changed"):
            text = _("{count} perubahan pada orang yang sudah tercatat")
            offers.append(("changed", text.format(count=changed - len(skipped))))
        self.fields["takes"].choices = offers
        self.fields["takes"].initial = [key for key, _label in offers]

    def write_args(self):
        return {"request_id": self.cleaned_data.get("request_id"), "takes": self.cleaned_data["takes"]}
