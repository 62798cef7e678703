"""Reading of spreadsheets that people have: titles above the header, headings of many spellings, cells of all kinds.

``reading`` opens XLSX and CSV, ``headings`` finds the header and its columns, ``cells`` cleans single cells,
``report`` writes the same sheet again with a column of remarks. What the columns mean is told by the caller.
"""
