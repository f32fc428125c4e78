"""The model behind the order of relevance: TF-IDF and logistic regression, by scikit-learn.

The only module that imports scikit-learn, and only when it is asked for: the package is an extra.
"""

from __future__ import annotations

from collections.abc import Sequence

from review.problems import UnreadableFile

#: As the methods section names it.
NAME = "TF-IDF of single words and logistic regression with balanced classes"


def relevance(known: Sequence[str], sent_on: Sequence[bool], left: Sequence[str]) -> tuple[float, ...]:
    """How likely each text goes on, learnt from texts that were decided on.

    The numbers order the texts. They are no probabilities: records that were read first are not a random
    sample, and the classes are weighted to count alike, since few records go on.

    Parameters
    ----------
    known, sent_on
        Texts that were decided on, and whether each goes on; both kinds must be among them.
    left
        Texts to be ordered.

    Raises
    ------
    UnreadableFile
        Where scikit-learn is not installed.

    Examples
    --------
    >>> high, low = relevance(["pembrolizumab in sarcoma", "knee pain"], [True, False],
    ...                       ["nivolumab in sarcoma", "pain of the knee"])
    >>> high > low
    True
    """
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
    except ImportError:
        raise UnreadableFile(
            "--order relevance: needs scikit-learn, which is not installed; install it with: "
            "pip install scikit-learn"
        ) from None
    if not left:
        return ()
    # All words, none left out as common: titles come in several languages, and "in" or "versus" tell designs.
    words = TfidfVectorizer(strip_accents="unicode", sublinear_tf=True)
    try:
        weights = words.fit_transform([*known, *left])
    except ValueError:  # not one word in all texts
        return (0.0,) * len(left)
    model = LogisticRegression(class_weight="balanced", max_iter=1000)
    model.fit(weights[: len(known)], list(sent_on))
    return tuple(map(float, model.decision_function(weights[len(known) :])))
