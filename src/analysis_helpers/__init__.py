"""Read the quarterly progress reports of Chinese local government, measure them, and show what they say.

`__init__.pyi` lists the public names: those to start from, the packages that hold the rest by subject (`measures`, `charts`,
`findings`, …), and the aliases that keep former code working. Each is loaded when it is first used, so importing this
package costs next to nothing.
"""

import lazy_loader

__version__ = "0.1.0"

__getattr__, _list_all, _with_aliases = lazy_loader.attach_stub(__name__, __file__)

__all__ = [
    "PALETTE",
    "History",
    "Report",
    "ReportError",
    "briefing",
    "charts",
    "check_tasks",
    "clean_text",
    "cleaning",
    "compare_with_schedule",
    "corpus",
    "describe_scope",
    "explore",
    "find_project",
    "findings",
    "finish",
    "keep_chart",
    "label",
    "linkage",
    "list_doubts",
    "load_history",
    "load_report",
    "measures",
    "pipeline",
    "quantities",
    "read_table",
    "save_chart",
    "set_style",
    "show_table",
    "synthetic",
    "testing",
    "trace",
]


def __dir__() -> list[str]:
    """List the names to start from; completion does not offer the aliases."""
    return __all__.copy()
