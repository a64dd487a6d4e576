from .panel import Explorer, explore

__all__ = [
    "Explorer",
    "explore",
]
