"""Findings, tables and charts → one briefing, as a Word file, slides, a page and a workbook."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
