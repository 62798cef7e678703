"""Welfare measures from a spreadsheet: one row one value of one family.

``columns`` know the headings, ``sheet`` reads rows, ``check`` finds the families and decides, ``commit`` writes in one
short transaction, ``undo`` takes it back. How a batch goes its way is shared with the import of families:
``members.imports``.
"""
