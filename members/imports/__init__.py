"""Families from the spreadsheets of villages: one row a person.

The way of a sheet: ``columns`` and ``mapping`` say what stands where, ``rows`` cleans each row, ``households`` puts
rows together into families, ``register`` knows who is recorded already, ``matching`` compares, ``check`` does all of
it, ``commit`` writes, ``undo`` takes back. ``services`` are the acts of an officer, ``queries`` what pages read.
"""
