"""Onto paper: SVG, HTML, PDF, and the fonts that ship with the package."""
