"""The lists of the group card. Keys are stable; labels are data, changed in the admin.

Funds, integration and posts follow the sister cards in SIGA. Kinds of business, sources of capital, topics, equipment
and trainings are our own starting lists: no blank of the UPPKA card could be read.
"""

from groups.models import ListValue

#: "Tidak" excludes every other answer to the integration question; "lainnya" asks for a text.
NOT_INTEGRATED = "tidak"
OTHER = "lainnya"

LISTS = {
    ListValue.List.FUND: [
        ("apbn", "APBN"),
        ("apbd", "APBD"),
        ("add", "ADD"),
        ("dak", "DAK"),
        ("swadaya", "Swadaya"),
        ("mitra", "Mitra"),
    ],
    ListValue.List.INTEGRATION: [
        ("bkb", "BKB"),
        ("bkr", "BKR"),
        ("bkl", "BKL"),
        ("pik_r", "PIK-R"),
        ("posyandu", "Posyandu"),
        ("paud", "PAUD"),
        ("pkk", "PKK"),
        ("koperasi", "Koperasi"),
        ("bumdes", "BUMDes"),
        (OTHER, "Lainnya"),
        (NOT_INTEGRATED, "Tidak terpadu"),
    ],
    ListValue.List.BUSINESS: [
        ("pertanian", "Pertanian"),
        ("perkebunan", "Perkebunan"),
        ("peternakan", "Peternakan"),
        ("perikanan", "Perikanan"),
        ("olahan", "Olahan makanan/minuman"),
        ("kerajinan", "Kerajinan"),
        ("tenun", "Konveksi, jahit, tenun"),
        ("perdagangan", "Perdagangan/warung"),
        ("jasa", "Jasa"),
        ("simpan_pinjam", "Simpan pinjam"),
        (OTHER, "Lainnya"),
    ],
    ListValue.List.CAPITAL: [
        ("simpanan", "Iuran/simpanan anggota"),
        ("swadaya", "Swadaya"),
        ("bumdes", "BUMDes"),
        ("bank", "KUR/bank"),
        ("koperasi", "Koperasi"),
        ("pegadaian", "Pegadaian"),
        ("mitra", "CSR/mitra"),
        ("apbd", "APBD"),
        ("dana_desa", "Dana desa"),
        ("pinjaman", "Pinjaman lain"),
    ],
    ListValue.List.TOPIC: [
        ("keuangan", "Mengelola keuangan keluarga"),
        ("wirausaha", "Kewirausahaan"),
        ("produksi", "Produksi dan mutu"),
        ("kemasan", "Kemasan, PIRT, halal, NIB"),
        ("pemasaran", "Pemasaran"),
        ("pembukuan", "Administrasi dan pembukuan kelompok"),
        ("modal", "Permodalan dan kemitraan"),
        ("delapan_fungsi", "Delapan fungsi keluarga"),
        ("kb", "KB dan kesehatan reproduksi"),
        ("stunting", "Cegah stunting dan gizi keluarga"),
        (OTHER, "Lainnya"),
    ],
    ListValue.List.EQUIPMENT: [
        ("buku", "Buku administrasi kelompok"),
        ("papan", "Papan nama kelompok"),
        ("meja_kursi", "Meja dan kursi"),
        ("alat_produksi", "Alat produksi"),
        ("attg", "Alat teknologi tepat guna (ATTG)"),
        ("etalase", "Tempat pajang/etalase"),
        ("media", "Media penyuluhan"),
        (OTHER, "Lainnya"),
    ],
    ListValue.List.TRAINING: [
        ("manajemen", "Manajemen usaha"),
        ("keuangan", "Keuangan dan pembukuan"),
        ("produksi", "Produksi"),
        ("pemasaran", "Pemasaran"),
        ("kelompok", "Mengelola kelompok UPPKA"),
        ("kb", "Orientasi program Bangga Kencana"),
    ],
}


#: Columns of the card that hold keys of a list.
CARD_COLUMNS = {
    "funds": ListValue.List.FUND,
    "integration": ListValue.List.INTEGRATION,
    "topics_held": ListValue.List.TOPIC,
    "equipment": ListValue.List.EQUIPMENT,
    "business_kinds": ListValue.List.BUSINESS,
    "capital_sources": ListValue.List.CAPITAL,
}


def load(model=ListValue):
    """Write the entries that are missing. Labels, order and use that an administrator changed are kept."""
    known = set(model.objects.values_list("list", "key"))
    model.objects.bulk_create(
        model(list=name, key=key, label=label, order=order)
        for name, entries in LISTS.items()
        for order, (key, label) in enumerate(entries)
        if (str(name), key) not in known
    )


def choices_of(*lists):
    """{list: [(key, label)]} of the entries in use, in their order. One query."""
    found = {name: [] for name in lists}
    for row in ListValue.objects.filter(list__in=lists, is_active=True).order_by("list", "order", "label"):
        found[row.list].append((row.key, row.label))
    return found


def labels_of(*lists):
    """{(list, key): label}, also of entries no longer in use. One query."""
    rows = ListValue.objects.filter(list__in=lists)
    return {(row.list, row.key): row.label for row in rows}


def words_of_the_card():
    """{(column of the card, key): label}. One query."""
    labels = labels_of(*ListValue.List)
    return {
        (column, key): label
        for column, name in CARD_COLUMNS.items()
        for (of, key), label in labels.items()
        if of == name
    }
