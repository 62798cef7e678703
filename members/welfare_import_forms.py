"""Forms of an import of welfare measures: the sheet, its columns, what is taken of it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import Form
from members.import_forms import AreaForm, ColumnsForm
from members.welfare_imports import columns
from members.welfare_imports.run import KIND


class WelfareImportForm(AreaForm):
    permission = KIND.permission
    file_help = _("XLSX atau CSV, paling banyak 10.000 baris dan 10 MB. Satu baris satu nilai satu keluarga.")
    date_help = _("Tanggal berkas diterima. Periodenya dibaca dari setiap baris.")


class WelfareColumnsForm(ColumnsForm):
    columns = columns.COLUMNS

    def lacking(self, keys):
        return columns.missing(keys)


class WelfareCommitForm(Form):
    """What is taken: new values, corrections of recorded ones, or both."""

    takes = forms.MultipleChoiceField(
        label=_("Yang disimpan"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Pilih paling sedikit satu, atau kembali.")},
    )

    def __init__(self, *args, totals, **kwargs):
        super().__init__(*args, **kwargs)
        words = {"new": _("{count} nilai baru"), "changed": _("{count} nilai yang diganti")}
        offers = [(key, text.format(count=totals[key])) for key, text in words.items() if totals.get(key)]
        self.fields["takes"].choices = offers
        self.fields["takes"].initial = [key for key, _label in offers]

    def write_args(self):
        return {"request_id": self.cleaned_data.get("request_id"), "takes": self.cleaned_data["takes"]}
