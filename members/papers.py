"""What stands on the papers of families: plain data for the templates under templates/paper."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.printing import printed_by
from core.text import phone_text
from members.models import Person
from regions.queries import names_of


def family(row, persons, user):
    """The family sheet (family.typ): numbers masked, neither health nor religion."""
    code = row.village_id
    names = names_of([code])
    persons = sorted(persons, key=lambda person: person.relation != Person.Relation.HEAD)
    is_kelurahan = code[6] == "1"
    return {
        "title": _("Data keluarga"),
        "printed": printed_by(user),
        "head": row.head_name,
        "facts": [
            [_("Nomor KK"), row.masked_kk],
            [_("KKI"), row.kki],
            [_("Alamat"), row.address],
            [_("RT/RW") if is_kelurahan else _("Dusun"), row.place_text],
            [_("Kelurahan") if is_kelurahan else _("Desa"), names.get(code, "")],
            [_("Kecamatan"), names.get(code[:6], "")],
            [_("Kabupaten/Kota"), names.get(code[:4], "")],
            [_("Nomor HP"), phone_text(row.phone)],
        ],
        "columns": [
            _("No."),
            _("Nama"),
            _("NIK"),
            _("L/P"),
            _("Tanggal lahir"),
            _("Hubungan"),
            _("Status kawin"),
            _("Pendidikan"),
            _("Pekerjaan"),
        ],
        "rows": [[str(number), *_cells(person)] for number, person in enumerate(persons, start=1)],
        "signed": [_("Kepala keluarga"), row.head_name, _("Petugas"), str(user)],
    }


def _cells(person):
    born = date_format(person.birth_date, "d-m-Y") if person.birth_date else ""
    return [
        person.name,
        person.masked_nik or person.get_no_nik_reason_display(),
        person.sex,
        born,
        person.get_relation_display(),
        person.get_marriage_display(),
        person.get_education_display(),
        person.get_job_display(),
    ]
