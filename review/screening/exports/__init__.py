"""Search exports as text or rows, read into entries: one format each, all of them in `formats.FORMATS`.

A format counts the starts of records and parses them on two separate roads; whatever keeps the two from
agreeing is a problem that names its line. To add a format: a module with ``starts`` and ``parse``,
and an entry in `review/screening/exports/formats.py`.
"""
