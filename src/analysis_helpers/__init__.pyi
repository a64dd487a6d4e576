from .charts.distribution import plot_distribution
from .charts.evidence import plot_evidence, plot_recycled, plot_shown
from .charts.schedule import plot_asof, plot_deviation
from .charts.status import plot_status
from .charts.workload import plot_remaining, plot_workload
from .cleaning.ledger import list_doubts, summarise_ledger
from .cleaning.report import Report, clean_report, load_report
from .cleaning.table import read_table
from .cleaning.text import clean_text
from .errors import ReportError
from .findings import (
    Finding,
    find_asof,
    find_deviation,
    find_distribution,
    find_reading,
    find_remaining,
    find_status,
    find_workload,
)
from .findings.evidence import (
    find_empty,
    find_entropy,
    find_evidence,
    find_heaping,
    find_recycled,
    find_shown,
    find_task_evidence,
    list_readings,
)
from .history import History, load_history
from .measures.evidence import measure_evidence
from .measures.progress import count_percents, measure_progress, measure_status_inflation
from .measures.published import compare_published
from .measures.readings import describe_task, measure_shown, summarise_evidence
from .measures.schedule import (
    asof_window,
    assign_lights,
    compare_with_schedule,
    find_tipping_days,
    measure_asof_sensitivity,
    rank_deviations,
)
from .measures.wording import link_recycled, measure_heaping, measure_status_entropy, measure_wording
from .measures.workload import measure_concentration, measure_workload
from .project import find_project
from .quantities import Quantity, read_quantities
from .schema import check_tasks
from .scope import Scope, describe_scope

__version__: str
__all__ = [
    "Finding",
    "History",
    "Quantity",
    "Report",
    "ReportError",
    "Scope",
    "asof_window",
    "assign_lights",
    "check_tasks",
    "clean_report",
    "clean_text",
    "compare_published",
    "compare_with_schedule",
    "count_percents",
    "describe_scope",
    "describe_task",
    "find_asof",
    "find_deviation",
    "find_distribution",
    "find_empty",
    "find_entropy",
    "find_evidence",
    "find_heaping",
    "find_project",
    "find_reading",
    "find_recycled",
    "find_remaining",
    "find_shown",
    "find_status",
    "find_task_evidence",
    "find_tipping_days",
    "find_workload",
    "link_recycled",
    "list_doubts",
    "list_readings",
    "load_history",
    "load_report",
    "measure_asof_sensitivity",
    "measure_concentration",
    "measure_evidence",
    "measure_heaping",
    "measure_progress",
    "measure_shown",
    "measure_status_entropy",
    "measure_status_inflation",
    "measure_wording",
    "measure_workload",
    "plot_asof",
    "plot_deviation",
    "plot_distribution",
    "plot_evidence",
    "plot_recycled",
    "plot_remaining",
    "plot_shown",
    "plot_status",
    "plot_workload",
    "rank_deviations",
    "read_quantities",
    "read_table",
    "summarise_evidence",
    "summarise_ledger",
]
