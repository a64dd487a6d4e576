from .build import Built, build_corpus
from .dataset import Corpus, open_corpus

__all__ = [
    "Built",
    "Corpus",
    "build_corpus",
    "open_corpus",
]
