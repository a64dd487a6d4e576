"""Reports → History: which reports are there, and which task is which from quarter to quarter?"""

from analysis_helpers.history.store import History, gather_reports, load_history

__all__ = ["History", "gather_reports", "load_history"]
