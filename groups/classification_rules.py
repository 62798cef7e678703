"""The rules of the indicative class as data, and how they read.

No official criteria could be found. The starting version is this application's own, says so, and may be replaced in
the admin by one of a regulation without code. Nothing is computed here.
"""

import datetime

from django.utils.translation import gettext as _

from groups.models import ClassificationCriterion, ClassificationRule, Group

STARTER = "APP-2026"
SOURCE = (
    "Disusun oleh aplikasi ini berdasarkan pertimbangan kerja, bukan dari peraturan. "
    "Ganti dengan versi resmi bila sudah ada."
)
VALID_FROM = datetime.date(2026, 1, 1)

AT_LEAST, AT_MOST = ClassificationCriterion.Operator.AT_LEAST, ClassificationCriterion.Operator.AT_MOST
IS, ONE_OF = ClassificationCriterion.Operator.IS, ClassificationCriterion.Operator.ONE_OF
BASIC, GROWING = Group.Classification.BASIC, Group.Classification.GROWING
INDEPENDENT = Group.Classification.INDEPENDENT
BEYOND_DISTRICT = ["regency", "province", "nation", "export", "online"]

#: key, label, operator, {level: value}; counts over months look back over the last twelve.
CRITERIA = (
    ("active_members", "Anggota aktif", AT_LEAST, {BASIC: 5, GROWING: 10, INDEPENDENT: 10}),
    ("chair_filled", "Ketua ada", IS, {BASIC: True}),
    ("committee_complete", "Ketua, sekretaris, dan bendahara ada", IS, {GROWING: True, INDEPENDENT: True}),
    ("has_decree", "SK pengukuhan ada", IS, {GROWING: True, INDEPENDENT: True}),
    (
        "months_with_meeting",
        "Bulan yang ada pertemuannya, 12 bulan terakhir",
        AT_LEAST,
        {BASIC: 3, GROWING: 6, INDEPENDENT: 10},
    ),
    ("attendance_percent", "Rata-rata kehadiran (%), 12 bulan terakhir", AT_LEAST, {GROWING: 60, INDEPENDENT: 75}),
    (
        "months_closed_in_books",
        "Bulan dengan buku kas ditutup, 12 bulan terakhir",
        AT_LEAST,
        {GROWING: 6, INDEPENDENT: 11},
    ),
    ("running_businesses", "Usaha kelompok atau anggota yang berjalan", AT_LEAST, {BASIC: 1}),
    ("longest_business_months", "Lama usaha berjalan (bulan)", AT_LEAST, {GROWING: 6, INDEPENDENT: 12}),
    ("has_own_capital", "Modal dari iuran anggota ada", IS, {BASIC: True}),
    ("other_capital_sources", "Sumber modal lain", AT_LEAST, {GROWING: 1}),
    ("grant_percent_of_capital", "Bagian hibah dari luar dalam modal (%)", AT_MOST, {INDEPENDENT: 25}),
    (
        "market_reach",
        "Jangkauan pasar",
        ONE_OF,
        {
            BASIC: ["village", "district", *BEYOND_DISTRICT],
            GROWING: ["district", *BEYOND_DISTRICT],
            INDEPENDENT: BEYOND_DISTRICT,
        },
    ),
    ("active_partners", "Kemitraan yang berjalan", AT_LEAST, {INDEPENDENT: 1}),
    ("trained_committee", "Pengurus yang sudah dilatih", AT_LEAST, {GROWING: 1, INDEPENDENT: 2}),
    ("kb_percent_of_pus", "Anggota PUS yang ber-KB (%)", AT_LEAST, {GROWING: 50, INDEPENDENT: 70}),
)
#: Shown as advice: a couple's choice never lowers a group.
ADVICE = {"kb_percent_of_pus"}


def load(rule_model=ClassificationRule, criterion_model=ClassificationCriterion):
    """Write the starting version with its criteria, once; what an administrator changed since stays."""
    details = {"valid_from": VALID_FROM, "source": SOURCE, "is_official": False}
    rule, is_new = rule_model.objects.get_or_create(name=STARTER, defaults=details)
    if is_new:
        criterion_model.objects.bulk_create(
            criterion_model(
                rule=rule,
                level=level,
                key=key,
                label=label,
                operator=operator,
                value=value,
                is_blocking=key not in ADVICE,
            )
            for level in (BASIC, GROWING, INDEPENDENT)
            for key, label, operator, values in CRITERIA
            if (value := values.get(level)) is not None
        )


def words_of(criterion):
    """``Anggota aktif: paling sedikit 10``"""
    if criterion.operator == IS and isinstance(criterion.value, bool):
        return criterion.label if criterion.value else _("{label}: tidak").format(label=criterion.label)
    markets = dict(Group.Market.choices)
    values = criterion.value if isinstance(criterion.value, list) else [criterion.value]
    said = ", ".join(str(markets.get(value, value)) for value in values)
    return f"{criterion.label}: {criterion.get_operator_display()} {said}"


def label_of(rule):
    """How every value that follows from ``rule`` is called, so that nobody takes it for an official class."""
    if rule.is_official:
        return _("Menurut {name}").format(name=rule.name)
    return _("Indikatif (aturan aplikasi {name})").format(name=rule.name)
