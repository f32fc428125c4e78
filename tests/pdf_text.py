"""What a reader finds in a PDF, read by another program than the one that wrote it."""

from __future__ import annotations

from io import BytesIO

import pypdf


def pages_of(pdf: bytes) -> list[str]:
    """The words of each page, in the order of reading."""
    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages]
