"""Thousands of reports: the functions of one district mapped over many, by Dask; the result as Parquet, asked by DuckDB."""

from analysis_helpers.corpus.build import Built, build_corpus
from analysis_helpers.corpus.dataset import Corpus, open_corpus

__all__ = ["Built", "Corpus", "build_corpus", "open_corpus"]
