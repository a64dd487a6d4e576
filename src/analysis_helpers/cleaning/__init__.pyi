from .find_table import read_table
from .ledger import list_doubts, summarise_ledger
from .report import Report, clean_report, load_report

__all__ = [
    "Report",
    "clean_report",
    "list_doubts",
    "load_report",
    "read_table",
    "summarise_ledger",
]
