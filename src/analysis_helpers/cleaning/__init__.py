"""Turn a raw table into a tidy report with a ledger of every change."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
