from .decisions import load_decisions
from .history import History
from .load_history import load_history
from .link_quarters import link_quarters
from .review import list_open_links

__all__ = [
    "History",
    "link_quarters",
    "list_open_links",
    "load_decisions",
    "load_history",
]
