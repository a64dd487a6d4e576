"""Numbers in the words of a report: where they stand, what they are worth, what they say."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
