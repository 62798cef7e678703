"""The handing over of office on paper: who leaves which post to whom, what is handed over, and who signs."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.money import format_rupiah
from regions import clock
from regions.queries import names_of


def paper(handover):
    """Plain data for templates/paper/handover.typ."""
    group = handover.group
    names = names_of({group.village_id})
    place = ", ".join(filter(None, (names.get(group.village_id), names.get(group.village_id[:6]))))
    return {
        "title": _("Berita Acara Serah Terima Jabatan"),
        "group": f"{group.name} · {place}",
        "office": _("Kelompok UPPKA"),
        "opening": _(
            "Pada hari ini, {day}, bertempat di {place}, pengurus lama menyerahkan jabatan beserta barang dan uang "
            "kelompok kepada pengurus baru, seperti tertulis di bawah ini."
        ).format(day=date_format(handover.on, "l, j F Y"), place=handover.place),
        "posts": handover.posts,
        "inventory": handover.inventory,
        "cash": "" if handover.cash is None else format_rupiah(handover.cash),
        "note": handover.note,
        "witnesses": [name.strip() for name in handover.witnesses.split(",") if name.strip()],
        "adviser": group.adviser_name,
        "signed": f"{handover.place}, {date_format(handover.on, 'j F Y')}",
        "words": _words(),
        "printed": _("Dicetak {date}").format(date=date_format(clock.today(group.village_id), "j F Y")),
    }


def _words():
    return {
        "posts": _("Jabatan"),
        "post": _("Jabatan"),
        "from": _("Pengurus lama"),
        "to": _("Pengurus baru"),
        "nobody": _("belum ada"),
        "inventory": _("Inventaris"),
        "number": _("No."),
        "item": _("Barang"),
        "quantity": _("Banyaknya"),
        "condition": _("Keadaan barang"),
        "no_inventory": _("Tidak ada barang dalam daftar inventaris."),
        "cash": _("Uang kas"),
        "note": _("Catatan"),
        "signatures": _("Tanda tangan"),
        "handing": _("Yang menyerahkan"),
        "receiving": _("Yang menerima"),
        "witness": _("Saksi"),
        "known": _("Mengetahui, pembina"),
    }
