"""Duplicate records: normalise → block → match → cluster, one module each.

Three outcomes, and nothing is ever deleted: *same* (linked), *doubtful* (a person decides), *related*
(another report of the same study, or about it: an abstract and its paper, an erratum, a reply, a part, a
register entry). `review/screening/duplicates/find.py` runs the four stages.
"""
