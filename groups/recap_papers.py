"""The month's recap on paper and in a workbook, and the cadre's report of a village."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.templatetags.ui import number
from groups import meeting_texts, recap_pages, recap_queries, recap_rules
from groups.models import Group, MonthFigures, Register
from groups.recap_queries import DISTRICT, REGENCY, VILLAGE
from groups.register_queries import active_in
from regions import clock
from regions.models import Region
from regions.queries import names_of
from regions.scope import LEVELS, Scope

SMALL = f"<{recap_rules.SMALL_CELL}"
#: "Belum lapor" of the whole nation is told by its provinces; so many names are no sheet to read.
NAMED_UNDER = len("53")


def head():
    """First row of the sheet Rekap."""
    figures = [_("ADA"), _("LAPOR"), _("% LAPOR"), _("ANGGOTA"), _("HADIR"), _("% HADIR")]
    figures += [_("Keluarga UPPKA"), _("PUS"), _("ber-KB"), _("Pertemuan")]
    return [_("Bulan"), _("Kode"), _("Kabupaten/Kota"), _("Kecamatan"), _("Desa/Kelurahan"), *figures, _("Status")]


# The workbook


def workbook(codes, month, *, hides):
    """{sheet: rows}: every village of a province or less, every regency of the nation, and who has not reported."""
    if recap_pages.is_wide(codes):
        return _wide_workbook(codes, month)
    parts = recap_pages.regencies(codes, month, hides=hides)
    missing = [[_("Kabupaten/Kota"), _("Kecamatan"), _("Desa/Kelurahan"), _("Kelompok")]]
    rows = [head()]
    for part in parts:
        status = str(part.status)
        for district in part.districts:
            place = [part.line.name, district.line.name]
            rows += [_row(month, line, [*place, line.name], status) for line in district.villages]
            rows.append(_row(month, district.line, [*place, _("Jumlah")], status))
        rows.append(_row(month, part.line, [part.line.name, _("Jumlah"), ""], status))
        missing += [[part.line.name, *line[:2], line[3]] for line in part.missing]
    return {_("Rekap"): rows, _("Belum lapor"): missing}


def _row(month, line, places, status):
    return [str(month), line.code, *places, *_figures(line.figures, line.kb), status]


def _figures(figures, kb):
    shown = SMALL if kb is None else kb
    percent, hadir = ("" if each is None else each for each in (figures.percent, figures.hadir_percent))
    return [
        figures.ada,
        figures.lapor,
        percent,
        figures.anggota,
        figures.hadir,
        hadir,
        figures.families,
        figures.pus,
        shown,
        figures.meetings,
    ]


def _wide_workbook(codes, month):
    closings = recap_queries.closings_now(month)
    length = REGENCY if codes == [""] else VILLAGE
    rows = [head()]
    for code in codes:
        lines, names = _wide_lines(code, month, closings, length)
        rows += [_wide_row(month, line, names, closings) for line in lines]
        rows.append(_wide_total(month, code, lines))
    return {_("Rekap"): rows, _("Belum lapor"): _missing_under(codes, month, closings)}


def _wide_lines(code, month, closings, length):
    """(lines, names) of all villages of a province, small counts of KB hidden, or of all regencies of the nation."""
    scope = Scope.of([code]) if code else Scope.nation()
    sums = recap_queries.sums(month, scope, closings, length)
    regions = Region.objects.current().filter(scope.q("code"), level=LEVELS.index(length) + 1)
    listed = set(regions.values_list("code", flat=True)) | sums.keys()
    names = names_of(listed)
    nothing = recap_rules.Figures()
    lines = [recap_pages.Line(each, names.get(each, each), sums.get(each, nothing)) for each in sorted(listed)]
    if length == VILLAGE:
        _hide_by_district(lines)
    return lines, names


def _hide_by_district(lines):
    by_district = {}
    for line in lines:
        by_district.setdefault(line.code[:DISTRICT], []).append(line)
    for part in by_district.values():
        recap_pages.hide_small(part)


def _wide_row(month, line, names, closings):
    places = [names.get(line.code[:length], "") if len(line.code) >= length else "" for length in LEVELS[1:]]
    return _row(month, line, places, str(recap_pages.status_of(closings.get(line.code[:REGENCY]))))


def _wide_total(month, code, lines):
    figures = recap_rules.total(line.figures for line in lines)
    total = recap_pages.Line(code, "", figures)
    return _row(month, total, [_("Jumlah"), "", ""], "")


def _missing_under(codes, month, closings):
    """Rows of the sheet Belum lapor: names as the month was closed, or as it stands; none for the nation as a whole."""
    rows = [[_("Kabupaten/Kota"), _("Kecamatan"), _("Desa/Kelurahan"), _("Kelompok")]]
    codes = [code for code in codes if len(code) >= NAMED_UNDER]
    if not codes:
        return rows
    inside = Scope.of(codes).q("village_id")
    kept = MonthFigures.objects.filter(inside, closing__in=[row.pk for row in closings.values()]).exclude(missing=[])
    found = [(code, name) for code, missing in kept.values_list("village_id", "missing") for _key, name in missing]
    reported = Register.objects.of_month(month).reported().values("group_id")
    groups = Group.objects.filter(active_in(month), inside).exclude(pk__in=reported)
    if closings:
        groups = groups.exclude(Scope.of(closings).q("village_id"))
    found += groups.values_list("village_id", "name")
    names = names_of({code for code, _name in found})
    return rows + [[*(names.get(code[:length], "") for length in LEVELS[1:]), name] for code, name in sorted(found)]


# Paper


def paper_of(user, codes, month, *, hides):
    """Data of recap.typ: every village of a regency or less, or the regions of a province or the nation."""
    place = str(recap_pages.title_of(codes))
    data = {
        "month": month.name,
        "place": place,
        "deadlines": [f"{words} {date_format(day, 'j F Y')}" for words, day in recap_pages.deadlines(month)],
        "signed": f"{place}, {date_format(clock.today(user.home_code), 'j F Y')}",
        "printed": _printed(user),
        "signer": user.name,
        "post": str(user.main_assignment.get_role_display()) if user.main_assignment else "",
    }
    if recap_pages.is_wide(codes):
        return data | _wide_paper(codes, month)
    parts = recap_pages.regencies(codes, month, hides=hides)
    return data | {"parts": [_part(part) for part in parts], "status": ", ".join(str(part.status) for part in parts)}


def _part(part):
    return {
        "name": str(part.total_name),
        "sections": [
            {
                "title": _("Kecamatan {name}").format(name=district.line.name),
                "rows": [_cells(line) for line in district.villages],
                "total": _cells(district.line),
            }
            for district in part.districts
        ],
        "total": _cells(part.line),
        "missing": [f"{name} ({village})" for _district, village, _key, name in part.missing],
        "corrections": corrections_of(part),
        "first": _("Desa/Kelurahan"),
    }


def _cells(line):
    figures = line.figures
    percent, hadir = ("–" if each is None else f"{each}%" for each in (figures.percent, figures.hadir_percent))
    return [
        line.name,
        number(figures.ada),
        number(figures.lapor),
        percent,
        number(figures.anggota),
        number(figures.hadir),
        hadir,
        number(figures.families),
        number(figures.pus),
        SMALL if line.kb is None else number(line.kb),
        number(figures.meetings),
    ]


def _wide_paper(codes, month):
    rows = recap_pages.summaries(codes, month)
    lines = [recap_pages.Line(row.region.code, row.region.name, row.figures) for row in rows]
    section = {
        "title": "",
        "rows": [_cells(line) for line in lines],
        "total": [],
    }
    total = recap_pages.Line("", str(recap_pages.title_of(codes)), recap_pages.summed(rows))
    part = {"name": total.name, "sections": [section], "total": _cells(total), "missing": [], "corrections": []}
    part["first"] = _("Provinsi") if codes == [""] else _("Kabupaten/Kota")
    return {"parts": [part], "status": wide_status(rows)}


def wide_status(rows):
    """How many regencies are closed: the others are provisional."""
    closed, still_open = sum(row.closed for row in rows), sum(row.open for row in rows)
    if not still_open:
        return _("Semua kabupaten/kota sudah ditutup")
    text = _("Sementara: {closed} dari {all} kabupaten/kota sudah ditutup")
    return text.format(closed=number(closed), all=number(closed + still_open))


def corrections_of(part):
    return [
        _("{village}: {what}").format(
            village=line.name, what=", ".join(f"{name} {number(old)} → {number(new)}" for name, old, new in figures)
        )
        for line, figures in part.corrected
        if figures
    ]


def _printed(user):
    now = timezone.now().astimezone(clock.zone_of(user.clock_code))
    return _("dicetak {when}").format(when=date_format(now, "j F Y H.i"))


# The cadre's report of a village


def village_figures(line):
    """[(words, figure, address of what is behind it)] of the village's section UPPKA."""
    words = {
        "families": _("Keluarga yang menjadi anggota kelompok UPPKA"),
        "pus": _("di antaranya masih PUS"),
        "kb": _("PUS anggota UPPKA yang ber-KB (cara modern)"),
        "meetings": _("Pertemuan kelompok UPPKA"),
    }
    return [(text, getattr(line.figures, name), line.links.get(name, "")) for name, text in words.items()]


def village_paper(user, village, month, part, line):
    """Data of village_report.typ, to be signed by kader and PKB."""
    return {
        "month": month.name,
        "village": village.name,
        "places": meeting_texts.place_lines(village.code),
        "status": str(part.status),
        "figures": [[str(words), str(figure)] for words, figure, _url in village_figures(line)],
        "more": [
            [str(recap_pages.LABELS[name]), number(getattr(line.figures, name))]
            for name in ("ada", "lapor", "anggota", "hadir")
        ],
        "missing": [name for _key, name in line.missing],
        "signed": f"{village.name}, {date_format(clock.today(village.code), 'j F Y')}",
        "printed": _printed(user),
    }
