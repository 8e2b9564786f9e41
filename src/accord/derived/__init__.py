"""Sets made from the test split: the name-swap set, computed, and the contrast set, written by hand."""

from accord.corpus import Corpus
from accord.derived.contrast import contrast_corpus, load_contrast
from accord.derived.names import swap_names

CONTRAST, NAME_SWAP = "contrast", "name_swap"
DERIVED = (CONTRAST, NAME_SWAP)
"""Names of the sets; a system can be run on them as on a split."""

__all__ = ["CONTRAST", "DERIVED", "NAME_SWAP", "contrast_corpus", "load_contrast", "select", "swap_names"]


def select(corpus: Corpus, name: str) -> Corpus:
    """Return the documents of a split, or of a set that is made from the test split.

    Args:
        corpus: the whole corpus.
        name: ``train``, ``validation``, ``test``, ``all``, ``name_swap`` (with gold), or ``contrast`` (originals and
            variants, without gold: it is scored by the pairs of ``load_contrast``).

    Raises:
        DataNotFoundError: where there is no such split.
        FormatError: where a contrast pair is malformed or names run out.
    """
    if name == NAME_SWAP:
        return swap_names(corpus.split("test"), corpus)
    if name == CONTRAST:
        test = corpus.split("test")
        return contrast_corpus(test, load_contrast(test))
    return corpus.split(name)
