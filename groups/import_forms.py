"""Forms of an import of groups: the workbook, and what is taken of it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import Form
from groups.imports.run import KIND
from members.import_forms import AreaForm


class ImportForm(AreaForm):
    """A workbook about the groups of one place: a village, a district, or the whole regency."""

    permission = KIND.permission
    file_help = _("XLSX dengan lembar Kelompok, Pengurus, Anggota; CSV untuk satu lembar. Paling banyak 10.000 baris.")
    date_help = _("Dipakai sebagai tanggal bergabung bila kolomnya kosong.")


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
