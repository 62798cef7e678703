"""Addresses of the group's own books, the same for each of them; taken in by groups.urls."""

from django.urls import path

from groups.books import BOOKS
from groups.views import books, handover


def of_book(book):
    given, shelf, line = {"book": book}, f"<uuid:public_id>/buku/{book.slug}/", f"buku/{book.slug}/<uuid:public_id>/"
    yield path(shelf, books.show, given, name=f"{book.key}_list")
    yield path(f"{shelf}tambah/", books.add, given, name=f"{book.key}_add")
    yield path(f"{shelf}cetak/", books.pdf, given, name=f"{book.key}_pdf")
    yield path(f"{shelf}unduh/", books.export, given, name=f"{book.key}_export")
    yield path(f"{line}ubah/", books.change, given, name=f"{book.key}_change")
    if book.ending:
        yield path(f"{line}akhir/", books.end, given, name=f"{book.key}_end")


urlpatterns: list = [
    path("<uuid:public_id>/buku/", books.index, name="books"),
    path("<uuid:public_id>/buku/rencana/salin/", books.copy_plan, name="plan_copy"),
    *(pattern for book in BOOKS for pattern in of_book(book)),
    path("<uuid:public_id>/buku/serah-terima/", handover.index, name="handover_list"),
    path("<uuid:public_id>/buku/serah-terima/catat/", handover.create, name="handover_create"),
    path("buku/serah-terima/<uuid:public_id>/", handover.detail, name="handover_detail"),
    path("buku/serah-terima/<uuid:public_id>/cetak/", handover.pdf, name="handover_pdf"),
    path("buku/serah-terima/<uuid:public_id>/unggah/", handover.document, name="handover_document"),
    path("buku/serah-terima/<uuid:public_id>/berkas/", handover.file, name="handover_file"),
]
