"""What stands where in one sheet: its header, its columns, and the lists its numbers come from."""

from collections import Counter
from dataclasses import asdict, dataclass, field

from django.utils.translation import gettext_lazy as _

from core.errors import RuleError
from core.imports import cells, headings, report
from members import code_lists
from members.code_lists import forms, registry
from members.imports.columns import COLUMNS, SYNONYMS, missing

#: Schemes an officer may choose: what numbers in relation, education, job … mean.
SCHEMES = [(code_lists.SHDK, _("Dukcapil atau buku induk desa")), (code_lists.PK21, _("Formulir Pendataan Keluarga"))]
KB_SCHEMES = [
    (code_lists.PK21, _("Pendataan Keluarga 2021 dan sesudahnya")),
    (code_lists.PK15, _("Pendataan Keluarga 2015")),
    (code_lists.SHDK, _("Buku induk desa")),
]


class NoHeader(RuleError):
    """No row of the file names columns we know."""


@dataclass
class Mapping:
    """``columns`` maps column indexes to column keys; ``header`` is the header's index in the sheet."""

    sheet: str
    header: int
    headings: list[str]
    columns: dict[int, str]
    scheme: str = code_lists.PK21
    kb_scheme: str = code_lists.PK21
    signature: str = ""
    #: The officer has looked at it and agreed.
    is_confirmed: bool = False
    #: What the officer takes (statuses), and the rows she leaves out nevertheless.
    takes: list[str] = field(default_factory=lambda: ["new", "changed"])
    skipped: list[int] = field(default_factory=list)
    #: So many rows looked like other people that the check stopped; the officer looked at them and goes on.
    stopped_by: int = 0
    goes_on: bool = False

    @classmethod
    def of(cls, stored):
        """From a batch's JSON, None when nothing was stored yet."""
        if not stored:
            return None
        return cls(**{**stored, "columns": {int(index): key for index, key in stored["columns"].items()}})

    def stored(self):
        """As JSON for the batch."""
        return {**asdict(self), "columns": {str(index): key for index, key in self.columns.items()}}

    @property
    def missing(self):
        return missing(self.columns.values())

    def index_of(self, key):
        return next((index for index, name in self.columns.items() if name == key), None)

    def heading_of(self, key):
        """The officer's own heading of a column; our label when the sheet has no such column."""
        index = self.index_of(key)
        if index is None:
            return str(COLUMNS[key].label) if key in COLUMNS else ""
        return " ".join(self.headings[index].split()) or str(COLUMNS[key].label)

    def scheme_of(self, codes):
        """The list of numbers that the officer chose for a field, or the one that exists for it."""
        wanted = self.kb_scheme if codes == "kb_method" else self.scheme
        lists = [form for name, form in forms.ORDER if name == codes]
        lists += [code_lists.SHDK] if codes in registry.LISTS else []
        return wanted if wanted in lists or not lists else lists[-1]

    @property
    def ignored(self):
        """Headings of columns that are not taken."""
        return [
            " ".join(text.split())
            for index, text in enumerate(self.headings)
            if text and index not in self.columns and text != report.HEADING
        ]


def propose(sheets, remembered=None):
    """The sheet that names the most columns, mapped by its headings.

    ``remembered`` looks up what the officer chose for the same headings before (signature → stored mapping or None).
    Raises NoHeader.
    """
    found = [(headings.find_header(sheet.rows, SYNONYMS), sheet) for sheet in sheets]
    found = [(header, sheet) for header, sheet in found if header]
    if not found:
        raise NoHeader(
            _(
                "Tidak ada baris judul kolom yang dikenal. Beri judul seperti NO KK, NIK, NAMA di atas data, "
                "atau salin data ke templat."
            ),
            field="file",
        )
    header, sheet = max(found, key=lambda pair: (len(pair[0].fields), len(pair[1].rows)))
    mapping = Mapping(
        sheet.name, header.row, header.headings, _without_doubles(header.fields), signature=header.signature
    )
    if known := remembered(header.signature) if remembered else None:
        earlier = Mapping.of(known)
        mapping.columns, mapping.scheme, mapping.kb_scheme = earlier.columns, earlier.scheme, earlier.kb_scheme
        mapping.is_confirmed = True
        return mapping
    mapping.scheme, mapping.kb_scheme = guess_schemes(sheet, mapping)
    return mapping


def _without_doubles(fields):
    """A column of place and date together steps back where both stand alone."""
    keys = set(fields.values())
    drop = {"birth_place_date"} if {"birth_place", "birth_date"} <= keys else set()
    return {index: key for index, key in fields.items() if key not in drop}


def data_rows(sheet, mapping):
    """(row number as the officer sees it, cells) of every row below the header that holds anything we read."""
    start = mapping.header + 1
    if len(sheet.rows) > start and headings.is_numbering(sheet.rows[start]):
        start += 1
    indexes = list(mapping.columns)
    for offset, row in enumerate(sheet.rows[start:], start=start + 1):
        width = len(row)
        if any(index < width and row[index] != "" and cells.text(row[index]) for index in indexes):
            yield offset, row


def has_numbers(sheet, mapping, key):
    """True when a column of codes is written in numbers, so that their list matters."""
    index = mapping.index_of(key)
    if index is None:
        return False
    texts = {cells.filled(row[index]) for _number, row in data_rows(sheet, mapping) if index < len(row)}
    return any(text.isdecimal() for text in texts)


def guess_schemes(sheet, mapping):
    """(scheme, scheme of KB methods), told by the numbers and the headings of the sheet."""
    texts = {key: Counter() for key in mapping.columns.values() if COLUMNS[key].codes}
    pairs = Counter()
    sex, relation = mapping.index_of("sex"), mapping.index_of("relation")
    for _number, row in data_rows(sheet, mapping):
        for index, key in mapping.columns.items():
            if key in texts and index < len(row):
                texts[key][cells.filled(row[index])] += 1
        if sex is not None and relation is not None and max(sex, relation) < len(row):
            pairs[cells.filled(row[relation]), code_lists.key_of("sex", cells.text(row[sex]))] += 1
    scheme = _scheme_of(texts, pairs)
    return scheme, _kb_scheme_of(mapping, texts, scheme)


def _scheme_of(texts, pairs):
    """The registry has eleven relations and some ninety jobs; where only small numbers stand, 3 is a wife there and
    a child in the family-data form."""
    for key in ("relation", "job", "religion", "marriage"):
        fitting = code_lists.schemes_of(COLUMNS[key].codes, texts.get(key, ()))
        if code_lists.PK21 not in fitting and code_lists.SHDK in fitting:
            return code_lists.SHDK
        if code_lists.SHDK not in fitting and code_lists.PK21 in fitting:
            return code_lists.PK21
    women, men = pairs["3", "P"], pairs["3", "L"]
    return code_lists.SHDK if women + men and men <= women * 0.1 else code_lists.PK21


def _kb_scheme_of(mapping, texts, scheme):
    index = mapping.index_of("kb_method")
    if index is not None and headings.heading_key(mapping.headings[index]) in ("carakbid", "carakb", "akseptorkb"):
        return code_lists.SHDK
    fitting = code_lists.schemes_of("kb_method", texts.get("kb_method", ()))
    wanted = code_lists.SHDK if scheme == code_lists.SHDK else code_lists.PK21
    return wanted if wanted in fitting or not fitting else fitting[-1]
