"""The corpus: loading documents and gold, splitting sentences, the digest, and the statistics."""

from accord.corpus.loading import Corpus, load_corpus
from accord.corpus.sentences import split_sentences, tokenize
from accord.digest import data_digest

__all__ = ["Corpus", "data_digest", "load_corpus", "split_sentences", "tokenize"]
