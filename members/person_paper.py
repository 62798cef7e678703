"""A person's own copy of all that is held about her: plain data for templates/paper/person.typ."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.queries import field_labels
from core.text import opened, phone_text
from members import extract_queries as queries
from members import welfare_queries
from regions.queries import names_of


def person(row, user, *, purpose, with_nik, sees):
    """``sees``: which of "health", "welfare", "religion" this officer may see of her; what she may not is said."""
    names = names_of([row.village_id])
    now = timezone.localtime()
    printed = _("Dicetak {when} oleh {who}").format(when=date_format(now, "j F Y H.i"), who=user)
    return {
        "title": _("Salinan data pribadi"),
        "name": row.name,
        "printed": printed,
        "purpose": _("Untuk keperluan: {purpose}").format(purpose=purpose),
        "sections": [
            _facts(_("Data diri"), _identity(row, with_nik, sees)),
            _facts(_("Keluarga"), _family(row.family, names, with_nik)),
            *_health(row, sees),
            *_welfare(row, sees),
            _consents(row),
            _events(row),
            _looks(row),
        ],
        "note": _(
            "Keanggotaan kelompok dan simpan pinjam tidak tercantum di sini; mintalah salinannya pada kelompok. "
            "Anda berhak meminta data ini diperbaiki, dan menarik kembali persetujuan kapan saja."
        ),
    }


def _facts(title, pairs):
    return {"title": title, "kind": "facts", "rows": [[str(label), str(value or "—")] for label, value in pairs]}


def _table(title, columns, rows, *, empty):
    return {"title": title, "kind": "table", "columns": [str(c) for c in columns], "rows": rows, "empty": str(empty)}


def _day(date):
    return date_format(date, "j M Y") if date else ""


def _span(row):
    return f"{_day(row.since)} – {_day(row.ended_on)}" if row.ended_on else _("sejak {day}").format(day=_day(row.since))


def _identity(row, with_nik, sees):
    yield _("Nama"), row.name
    yield "NIK", (row.nik if with_nik else row.masked_nik) or row.get_no_nik_reason_display()
    yield _("Jenis kelamin"), row.get_sex_display()
    yield _("Lahir"), ", ".join(filter(None, (row.birth_place, _day(row.birth_date))))
    yield _("Status kawin"), row.get_marriage_display()
    yield _("Hubungan dengan kepala keluarga"), row.get_relation_display()
    yield _("Pendidikan"), row.get_education_display()
    yield _("Pekerjaan"), row.get_job_display()
    yield "JKN", row.get_insurance_display()
    yield _("Keberadaan"), row.get_presence_display()
    yield _("Nomor HP"), phone_text(row.phone)
    if "religion" in sees:
        yield _("Agama"), row.get_religion_display()
    yield from ((opened(label), value) for label, value in row.other_values)
    if not row.is_active:
        yield _("Nonaktif"), row.inactive_reason


def _family(family, names, with_nik):
    code = family.village_id
    yield _("Kepala keluarga"), family.head_name
    yield _("Nomor KK"), family.kk_number if with_nik else family.masked_kk
    yield "KKI", family.kki
    yield _("Alamat"), family.place_line
    yield _("Desa/Kelurahan"), names.get(code, "")
    yield _("Kecamatan"), names.get(code[:6], "")
    yield _("Kabupaten/Kota"), names.get(code[:4], "")
    yield _("Nomor HP keluarga"), phone_text(family.phone)
    yield _("Sumber data"), f"{family.get_source_display()} {family.source_year or ''}".strip()


def _health(row, sees):
    if "health" not in sees:
        yield _left_out(_("KB dan kehamilan"))
        return
    columns = [_("Waktu"), _("Keadaan"), _("Alasan"), _("Keinginan anak"), _("Dikonfirmasi")]
    rows = [
        [
            _span(episode),
            episode.method.label if episode.method_id else episode.get_status_display(),
            episode.get_reason_display() or episode.get_stop_reason_display(),
            episode.get_wish_display(),
            _day(episode.confirmed_on),
        ]
        for episode in queries.kb_of(row)
    ]
    yield _table(_("KB"), columns, [[str(cell) for cell in line] for line in rows], empty=_("Tidak ada catatan."))
    spans = [[_span(each), str(each.get_ended_how_display())] for each in queries.pregnancies_of(row)]
    yield _table(_("Kehamilan"), [_("Waktu"), _("Berakhir dengan")], spans, empty=_("Tidak ada catatan."))


def _welfare(row, sees):
    if "welfare" not in sees:
        yield _left_out(_("Kesejahteraan keluarga"))
        return
    told = [each for measure in welfare_queries.welfare_of(row.family) for each in (measure.latest, *measure.earlier)]
    rows = [[str(each.title), str(each.period_text), each.level_text, each.source] for each in told]
    columns = [_("Ukuran"), _("Periode"), _("Nilai"), _("Sumber")]
    yield _table(_("Kesejahteraan keluarga"), columns, rows, empty=_("Tidak ada catatan."))


def _left_out(title):
    return _facts(title, [("", _("Tidak dapat dicetak oleh petugas ini. Mintalah pada PKB/PLKB."))])


def _consents(row):
    rows = [[_day(each.given_on), *(str(text) for text in _answer(each))] for each in queries.consents_of(row)]
    columns = [_("Tanggal"), _("Untuk"), _("Jawaban"), _("Cara")]
    return _table(_("Persetujuan"), columns, rows, empty=_("Belum pernah diminta."))


def _answer(consent):
    return consent.get_purpose_display(), consent.get_answer_display(), consent.get_means_display()


def _events(row):
    rows = [[_day(event.on), str(event.get_kind_display()), event.note] for event in queries.events_of(row)]
    return _table(_("Peristiwa"), [_("Tanggal"), _("Peristiwa"), _("Keterangan")], rows, empty=_("Tidak ada catatan."))


def _looks(row):
    """By day, role and purpose: each line once."""
    lines = {}
    for look in queries.looks_at(row):
        at = _day(timezone.localtime(look.at).date())
        lines[at, look.role, field_labels(look.label, look.fields), look.purpose] = None
    columns = [_("Tanggal"), _("Peran"), _("Yang dibuka"), _("Keperluan")]
    rows = [[str(cell) for cell in line] for line in lines]
    return _table(_("Siapa membuka data ini"), columns, rows, empty=_("Belum ada yang membuka."))
