"""d2lmini: the helpers and explorers behind the notebooks.

Names are loaded on first use, so that importing d2lmini stays light.
The list of them is in ``__init__.pyi``.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
