from .briefing import Briefing, compose_briefing, write_briefing
from .charts.distribution import plot_distribution
from .charts.schedule import plot_asof, plot_deviation
from .charts.status import plot_status
from .charts.workload import plot_remaining, plot_workload
from .cleaning.ledger import list_doubts, summarise_ledger
from .cleaning.report import Report, clean_report, load_report
from .cleaning.table import read_table
from .cleaning.text import clean_text
from .errors import ReportError
from .export import export_chart, export_charts
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
from .history import History, load_history
from .measures.progress import classify, count_percents, measure_classes, measure_progress, measure_status_inflation
from .measures.schedule import (
    asof_window,
    assign_lights,
    compare_with_schedule,
    find_tipping_days,
    measure_asof_sensitivity,
    rank_deviations,
)
from .measures.workload import measure_concentration, measure_workload
from .project import find_project
from .pseudonyms import Pseudonyms, choose_pseudonyms, pseudonymise
from .schema import check_tasks
from .scope import Scope, describe_scope

__version__: str
__all__ = [
    "Briefing",
    "Finding",
    "History",
    "Pseudonyms",
    "Report",
    "ReportError",
    "Scope",
    "asof_window",
    "assign_lights",
    "check_tasks",
    "choose_pseudonyms",
    "classify",
    "clean_report",
    "clean_text",
    "compare_with_schedule",
    "compose_briefing",
    "count_percents",
    "describe_scope",
    "export_chart",
    "export_charts",
    "find_asof",
    "find_deviation",
    "find_distribution",
    "find_project",
    "find_reading",
    "find_remaining",
    "find_status",
    "find_tipping_days",
    "find_workload",
    "list_doubts",
    "load_history",
    "load_report",
    "measure_asof_sensitivity",
    "measure_classes",
    "measure_concentration",
    "measure_progress",
    "measure_status_inflation",
    "measure_workload",
    "plot_asof",
    "plot_deviation",
    "plot_distribution",
    "plot_remaining",
    "plot_status",
    "plot_workload",
    "pseudonymise",
    "rank_deviations",
    "read_table",
    "summarise_ledger",
    "write_briefing",
]
