"""Text as it is compared: letters without accents, Greek by name, no markup, no punctuation."""

from __future__ import annotations

import html
import re
import unicodedata

#: Letters that Unicode does not take apart, and Greek as sources without it spell it.
_SPELLED = str.maketrans(
    {
        "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
        "ħ": "h",
        "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta",
        "θ": "theta", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho",
        "σ": "sigma", "ς": "sigma", "τ": "tau", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
        "&": " and ", "™": "", "®": "", "©": "", "'": "", "’": "", "‘": "", "ʼ": "",
    }
)  # fmt: skip
_MARKUP = re.compile(r"</?(?!original)[a-z][a-z0-9]{0,9}(?:\s[^<>]*)?/?>", re.IGNORECASE)
_NO_WORD = re.compile(r"[^\w]+|_")
_ACCENTS = re.compile("[\u0300-\u036f]+")


def plain(text: str) -> str:
    """Lower case without markup, accents and special letters; punctuation stays.

    >>> plain("TNF-α <i>in vivo</i> &amp; CO₂: Łódź")
    'tnf-alpha in vivo  and  co2: lodz'
    """
    if "&" in text:
        text = html.unescape(text)
    if "<" in text:
        text = _MARKUP.sub("", text)
    if not text.isascii() and _MISREAD.search(text):
        text = _read_again(text)
    if text.isascii():
        return text.lower().replace("&", " and ").replace("'", "")
    text = unicodedata.normalize("NFKD", text).lower()
    return _ACCENTS.sub("", text).translate(_SPELLED)


#: UTF-8 that a program took for Windows-1252: "â€“" for a dash, "Ã¼" for ü.
_MISREAD = re.compile("\u00e2\u20ac|[\u00c3\u00c2][\u0080-\u00bf\u2013-\u2122]")


def _read_again(text: str) -> str:
    """Such a text as it was meant; unchanged where it is none after all.

    >>> _read_again("mÃ¼ller")
    'müller'
    """
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def words(text: str) -> str:
    """The words of a plain text, one space between.

    >>> words("tnf-alpha: in vivo (part 2)")
    'tnf alpha in vivo part 2'
    """
    # Names and most titles have nothing between their words but spaces.
    if text.replace(" ", "").isalnum():
        return " ".join(text.split())
    return _NO_WORD.sub(" ", text).strip()
