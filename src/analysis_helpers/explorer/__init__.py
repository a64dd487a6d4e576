"""The panel: choose, see, read the words, keep."""

from analysis_helpers.explorer.panel import Explorer, explore

__all__ = ["Explorer", "explore"]
