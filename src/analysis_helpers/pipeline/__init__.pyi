from .compare_reports import measure_drift

__all__ = [
    "measure_drift",
]
