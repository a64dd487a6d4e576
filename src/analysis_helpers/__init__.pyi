from .briefing.compose import Briefing, compose_briefing
from .briefing.pseudonyms import Pseudonyms, choose_pseudonyms, pseudonymise
from .briefing.write import write_briefing
from .charts.export import export_chart, export_charts
from .charts.plot_change import (
    plot_change,
    plot_change_by_leader,
    plot_movements,
    plot_trajectories,
    plot_transitions,
)
from .charts.plot_distribution import plot_distribution
from .charts.plot_districts import (
    plot_district_change,
    plot_district_concentration,
    plot_district_deviation,
    plot_funnel,
)
from .charts.plot_evidence import plot_evidence, plot_recycled, plot_shown
from .charts.plot_schedule import plot_asof, plot_deviation, plot_status
from .charts.plot_workload import plot_remaining, plot_workload
from .charts.show_table import ShownTable, show_table
from .cleaning.find_table import read_table
from .cleaning.ledger import list_doubts, summarise_ledger
from .cleaning.report import Report, clean_report, load_report
from .core.errors import ReportError
from .core.project import find_project
from .core.schema import check_tasks
from .corpus.build import Built, build_corpus
from .corpus.dataset import Corpus, open_corpus
from .explorer.panel import Explorer, explore
from .findings.find_change import (
    find_change,
    find_change_by_leader,
    find_forecast,
    find_movements,
    find_transitions,
    trace_change,
)
from .findings.find_districts import (
    find_district_change,
    find_district_concentration,
    find_district_deviation,
    find_funnel,
)
from .findings.find_evidence import (
    find_empty,
    find_entropy,
    find_evidence,
    find_heaping,
    find_recycled,
    find_shown,
    find_task_evidence,
    list_readings,
)
from .findings.finding import (
    Cell,
    Finding,
    Part,
    find_asof,
    find_deviation,
    find_distribution,
    find_reading,
    find_remaining,
    find_status,
    find_workload,
)
from .findings.tracing import look_up, trace
from .linkage.decisions import load_decisions
from .linkage.history import History
from .linkage.link_quarters import link_quarters
from .linkage.load_history import load_history
from .linkage.review import list_open_links
from .measures.change import (
    count_movements,
    count_transitions,
    measure_change,
    measure_change_by_leader,
    reconcile_change,
)
from .measures.districts import measure_district, measure_funnel, measure_overstatement
from .measures.evidence import describe_task, measure_evidence, measure_shown, summarise_evidence
from .measures.forecast import forecast_year_end, summarise_forecast
from .measures.progress import (
    classify,
    compare_published,
    count_percents,
    measure_classes,
    measure_progress,
    measure_status_inflation,
)
from .measures.redline import Redline, compare_texts, redline_task
from .measures.schedule import (
    asof_window,
    assign_lights,
    compare_history,
    compare_with_schedule,
    find_tipping_days,
    measure_asof_sensitivity,
    rank_deviations,
)
from .measures.scope import (
    Scope,
    describe_change,
    describe_districts,
    describe_scope,
)
from .measures.wording import (
    link_recycled,
    measure_heaping,
    measure_status_entropy,
    measure_wording,
)
from .measures.workload import measure_concentration, measure_workload
from .pipeline.compare_reports import measure_drift
from .quantities.reader import Quantity, read_quantities
from .synthetic.sample import sample_corpus
from .textfix.clean_text import clean_text

__version__: str
__all__ = [
    "Briefing",
    "Built",
    "Cell",
    "Corpus",
    "Explorer",
    "Finding",
    "History",
    "Part",
    "Pseudonyms",
    "Quantity",
    "Redline",
    "Report",
    "ReportError",
    "Scope",
    "ShownTable",
    "asof_window",
    "assign_lights",
    "build_corpus",
    "check_tasks",
    "choose_pseudonyms",
    "classify",
    "clean_report",
    "clean_text",
    "compare_history",
    "compare_published",
    "compare_texts",
    "compare_with_schedule",
    "compose_briefing",
    "count_movements",
    "count_percents",
    "count_transitions",
    "describe_change",
    "describe_districts",
    "describe_scope",
    "describe_task",
    "explore",
    "export_chart",
    "export_charts",
    "find_asof",
    "find_change",
    "find_change_by_leader",
    "find_deviation",
    "find_distribution",
    "find_district_change",
    "find_district_concentration",
    "find_district_deviation",
    "find_empty",
    "find_entropy",
    "find_evidence",
    "find_forecast",
    "find_funnel",
    "find_heaping",
    "find_movements",
    "find_project",
    "find_reading",
    "find_recycled",
    "find_remaining",
    "find_shown",
    "find_status",
    "find_task_evidence",
    "find_tipping_days",
    "find_transitions",
    "find_workload",
    "forecast_year_end",
    "link_quarters",
    "link_recycled",
    "list_doubts",
    "list_open_links",
    "list_readings",
    "load_decisions",
    "load_history",
    "load_report",
    "look_up",
    "measure_asof_sensitivity",
    "measure_change",
    "measure_change_by_leader",
    "measure_classes",
    "measure_concentration",
    "measure_district",
    "measure_drift",
    "measure_evidence",
    "measure_funnel",
    "measure_heaping",
    "measure_overstatement",
    "measure_progress",
    "measure_shown",
    "measure_status_entropy",
    "measure_status_inflation",
    "measure_wording",
    "measure_workload",
    "open_corpus",
    "plot_asof",
    "plot_change",
    "plot_change_by_leader",
    "plot_deviation",
    "plot_distribution",
    "plot_district_change",
    "plot_district_concentration",
    "plot_district_deviation",
    "plot_evidence",
    "plot_funnel",
    "plot_movements",
    "plot_recycled",
    "plot_remaining",
    "plot_shown",
    "plot_status",
    "plot_trajectories",
    "plot_transitions",
    "plot_workload",
    "pseudonymise",
    "rank_deviations",
    "read_quantities",
    "read_table",
    "reconcile_change",
    "redline_task",
    "sample_corpus",
    "show_table",
    "summarise_evidence",
    "summarise_forecast",
    "summarise_ledger",
    "trace",
    "trace_change",
    "write_briefing",
]
