"""A PNG as TIFF, for journals that ask for it: without transparency, compressed without loss."""

from __future__ import annotations

from io import BytesIO


def tiff(png: bytes, *, ppi: float) -> bytes:
    r"""Return the picture as TIFF (RGB, LZW) that says how many pixels make an inch.

    Examples
    --------
    >>> from review.render.typst_compiler import compile_typst
    >>> page = compile_typst('#set page(width: 9pt, height: 9pt)', format="png", ppi=72)
    >>> tiff(page, ppi=72)[:4]
    b'II*\x00'
    """
    from PIL import Image

    with Image.open(BytesIO(png)) as picture:
        rgba = picture.convert("RGBA")
    paper = Image.new("RGB", rgba.size, "white")
    paper.paste(rgba, mask=rgba.getchannel("A"))
    stream = BytesIO()
    paper.save(stream, format="TIFF", compression="tiff_lzw", dpi=(ppi, ppi))
    return stream.getvalue()
