"""Thousands of reports: the functions of one district mapped over many, by Dask; the result as Parquet, asked by DuckDB."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
