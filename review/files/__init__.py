"""Onto disk and from it: workbooks, tables, TOML, results, provenance."""
