"""Which histologies can be those of one patient: for finding shared patients, and the parts of a total."""

from __future__ import annotations

from collections.abc import Mapping

#: Histologies that no cohort of soft tissue sarcoma holds.
BONE_ONLY = frozenset({"osteosarcoma", "chondrosarcoma", "chordoma"})

#: Histologies that no cohort of bone sarcoma holds.
SOFT_TISSUE_ONLY = frozenset({
    "ASPS", "UPS", "leiomyosarcoma", "uterine leiomyosarcoma", "dedifferentiated liposarcoma",
    "other liposarcoma", "liposarcoma", "synovial sarcoma", "epithelioid sarcoma", "MPNST", "SFT", "GIST",
    "rhabdomyosarcoma", "DSRCT", "myxofibrosarcoma", "clear cell sarcoma", "Kaposi sarcoma",
})  # fmt: skip

#: Histologies that are a kind of another one.
KIND_OF: Mapping[str, str] = {
    "uterine leiomyosarcoma": "leiomyosarcoma",
    "dedifferentiated liposarcoma": "liposarcoma",
    "other liposarcoma": "liposarcoma",
    "UPS": "undifferentiated sarcoma",
}


def is_mixture(histology: str) -> bool:
    """Whether a group may hold patients of several histologies.

    >>> is_mixture("STS mixed"), is_mixture(""), is_mixture("ASPS")
    (True, True, False)
    """
    words = histology.casefold()
    return words in ("", "other") or any(word in words for word in ("mixed", "rare", "positive"))


def histologies_apart(a: str, b: str) -> bool:
    """Whether no patient can have both histologies.

    >>> histologies_apart("ASPS", "UPS"), histologies_apart("ASPS", "STS mixed")
    (True, False)
    >>> histologies_apart("STS mixed", "bone mixed"), histologies_apart("osteosarcoma", "STS mixed")
    (True, True)
    """
    if histologies_agree(a, b):
        return False
    if not is_mixture(a) and not is_mixture(b):
        return True
    return _only(a) | _only(b) == {"bone", "soft tissue"}


def histologies_agree(a: str, b: str) -> bool:
    """Whether two histologies are the same, or one is a kind of the other.

    >>> histologies_agree("uterine leiomyosarcoma", "leiomyosarcoma"), histologies_agree("ASPS", "")
    (True, False)
    """
    return a == b or KIND_OF.get(a) == b or KIND_OF.get(b) == a


def _only(histology: str) -> frozenset[str]:
    """The tissue to which a histology or group is limited; empty where it is not."""
    if histology in BONE_ONLY or histology == "bone mixed":
        return frozenset({"bone"})
    if histology in SOFT_TISSUE_ONLY or histology.startswith("STS mixed"):
        return frozenset({"soft tissue"})
    return frozenset()
