"""Groups from a spreadsheet: their cards (Kelompok), committee (Pengurus) and members (Anggota).

``columns`` know the headings, ``workbook`` finds the sheets, ``rows`` cleans cells, ``people`` finds the persons,
``check`` decides about every row, ``plan`` builds what ``commit`` writes in one short transaction, ``undo`` takes it
back. How a batch goes its way is shared with the import of families: ``members.imports``.
"""
