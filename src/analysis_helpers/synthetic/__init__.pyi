from .sample import sample_corpus

__all__ = [
    "sample_corpus",
]
