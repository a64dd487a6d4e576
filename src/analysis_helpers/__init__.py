"""Read the quarterly progress reports of Chinese local government, measure them, and show what they say.

`__init__.pyi` lists the public names. Each is loaded when it is first used, so importing this package
costs next to nothing.
"""

import lazy_loader

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
