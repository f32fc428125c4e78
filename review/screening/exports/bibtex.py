"""BibTeX: entries with fields in braces or quotes, and LaTeX's accents in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from review.screening.exports.entry import Entry, Findings
from review.screening.exports.tagged import lines_of
from review.screening.exports.values import unified

COLUMNS = {
    "title": ("title",),
    "authors": ("author",),
    "year": ("year", "date"),
    "journal": ("journal", "journaltitle", "booktitle", "series", "journal-iso"),
    "volume": ("volume",),
    "number": ("number", "issue"),
    "pages": ("pages", "eid"),
    "article_number": ("article-number", "articleno", "art_number"),
    "doi": ("doi",),
    "pmid": ("pmid", "pubmed_id"),
    "abstract": ("abstract",),
    "url": ("url", "link"),
    "record_type": ("type", "document_type"),
    "language": ("language",),
    "source_uid": ("unique-id", "eprint"),
    "keywords": ("keywords", "keyword", "author_keywords", "keywords-plus"),
}

_EACH = re.MULTILINE | re.IGNORECASE
#: At the beginning of a line, or behind the brace that closes an entry, as where files are put together.
_START = re.compile(
    r"(?:^[ \t\ufeff]*|(?<=[})])[ \t]*(?=@[a-z]+[{(][^\s,={}]+,))"
    r"@(?!comment|string|preamble)([A-Za-z]+)\s*[{(]",
    _EACH,
)
_STRING = re.compile(r"^[ \t]*@string\s*[{(]\s*([\w:.+-]+)\s*=\s*(.*?)[})]\s*$", _EACH)
_FIELD = re.compile(r"\s*,?\s*([A-Za-z][\w:.+-]*)\s*=\s*")
_JOINED = re.compile(r"\s*#\s*")
_BRACES = re.compile(r"\\.|[{}\"]", re.DOTALL)
_BARE = re.compile(r"[^\s,{}()\"#]+")


def starts(text: str) -> list[int]:
    """The lines that begin an entry, once for each."""
    return [line.number for line in lines_of(text) if "@" in line.text for _ in _START.finditer(line.text)]


def parse(text: str, findings: Findings) -> Iterator[Entry]:
    """Every entry of the text."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # the text itself where it has none
    strings = {found[1].lower(): found[2].strip(' "{}') for found in _STRING.finditer(text)}
    line, before = 1, 0
    for number, (start, following) in enumerate(_starts_with_ends(text), start=1):
        findings.one_read()
        line += text.count("\n", before, start.start())
        before = start.start()
        fields, whole = _fields(text[start.end() : following], strings)
        found = {
            column: [latex_as_text(fields[name]) for name in names if name in fields]
            for column, names in COLUMNS.items()
        }
        found["record_type"] = [*found["record_type"], start[1].lower()][:1]
        values = unified(found)
        if not set(values) - {"record_type"}:
            findings.report(
                "IMP01", "error", line, number, "the entry could not be read",
                found=text[start.start() : following],
                fix="look for a brace or quote that does not close, or export it again",
            )  # fmt: skip
            continue
        if not whole:
            findings.report(
                "IMP03", "warning", line, number, "the entry does not close; it was read as far as it goes",
                found=text[start.start() : following], fix="look for a brace or quote that does not close",
            )  # fmt: skip
        yield Entry(line=line, number=number, values=values)


def _starts_with_ends(text: str) -> Iterator[tuple[re.Match[str], int]]:
    """Each start of an entry, and where the next one begins."""
    before = None
    for found in _START.finditer(text):
        if before:
            yield before, found.start()
        before = found
    if before:
        yield before, len(text)


def _fields(text: str, strings: Mapping[str, str]) -> tuple[dict[str, str], bool]:
    """The fields of an entry behind its opening brace, and whether the entry closes."""
    fields: dict[str, str] = {}
    at = text.find(",")
    # An entry without a key begins with its first field.
    if at < 0 or "=" in text[:at]:
        at = 0
    while found := _FIELD.match(text, at):
        value, at, closed = _value(text, found.end(), strings)
        fields.setdefault(found[1].lower(), value)
        if not closed:
            return fields, False
    return fields, bool(re.match(r"\s*,?\s*[})]", text[at:]))


def _value(text: str, at: int, strings: Mapping[str, str]) -> tuple[str, int, bool]:
    """A value, where it ends, and whether it closes; parts joined by ``#`` are one value."""
    parts = []
    while True:
        if text[at : at + 1] in ("{", '"'):
            end = _closing(text, at)
            if end < 0:
                # What follows may be other fields: take the line, which is usually the whole value.
                line_end = text.find("\n", at)
                return text[at + 1 : line_end if line_end >= 0 else len(text)].strip(' ",'), len(text), False
            parts.append(text[at + 1 : end])
            at = end + 1
        elif bare := _BARE.match(text, at):
            parts.append(strings.get(bare[0].lower(), bare[0]))
            at = bare.end()
        joined = _JOINED.match(text, at)
        if not joined:
            return "".join(parts), at, True
        at = joined.end()


def _closing(text: str, at: int) -> int:
    """Where the brace or quote at a position closes; -1 where it does not."""
    quoted, depth = text[at] == '"', 0
    for found in _BRACES.finditer(text, at + 1 if quoted else at):
        mark = found[0]
        if mark == "{":
            depth += 1
        elif mark == "}":
            depth -= 1
            if depth == 0 and not quoted:
                return found.start()
        elif mark == '"' and quoted and depth == 0:
            return found.start()
    return -1


_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "r": "\u030a", "d": "\u0323",
    "b": "\u0331",
}  # fmt: skip
_LETTERS = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "aa": "å", "AA": "Å", "l": "ł",
    "L": "Ł", "i": "ı", "j": "ȷ", "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε",
    "kappa": "κ", "lambda": "λ", "mu": "μ", "sigma": "σ", "tau": "τ", "omega": "ω", "Delta": "Δ", "pm": "±",
    "times": "×", "leq": "≤", "geq": "≥", "textendash": "–", "textemdash": "—", "textquoteright": "’",
    "textregistered": "®", "texttrademark": "™", "textmu": "µ", "textdegree": "°", "dh": "ð", "th": "þ",
}  # fmt: skip
_ACCENT = re.compile(
    r"\\(?:([`'^~\"=.])\s*|([uvHckrdb])(?:\s+|(?=\{)))"  # the accent: \" or \c
    r"(?:\{\s*(\\?[A-Za-z])\s*\}|(\\?[A-Za-z]))"  # the letter, with braces or without
)
_COMMAND = re.compile(r"\\([A-Za-z]+)\s*(?:\{\})?")
_ESCAPED = re.compile(r"\\([&%$#_{}~^ ,;-])")
_MARKS = re.compile(r"[{}]|\$(?=\S)|(?<=\S)\$|\\")
#: A quick look first: most values have none.
_MARK = re.compile(r"[{}$\\]")


def latex_as_text(text: str) -> str:
    r"""A value without LaTeX: accents as letters, braces and commands gone.

    >>> latex_as_text(r"{\"O}zt{\"u}rk and {\O}rsted: {TNF}-$\alpha$ \& 5\%")
    'Öztürk and Ørsted: TNF-α & 5%'
    """
    if "\\" in text:
        text = _ACCENT.sub(_accented, text)
        text = _COMMAND.sub(lambda found: _LETTERS.get(found[1], ""), text)
        text = _ESCAPED.sub(r"\1", text)
    return _MARKS.sub("", text) if _MARK.search(text) else text


def _accented(found: re.Match[str]) -> str:
    letter = (found[3] or found[4]).lstrip("\\")
    return unicodedata.normalize("NFC", letter + _ACCENTS[found[1] or found[2]])
