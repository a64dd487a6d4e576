# The names to start from; the rest stands by subject, in the rooms below.
from .charts import testing
from .charts.keep_chart import keep_chart
from .charts.label_frame import label
from .charts.own_chart import finish, save_chart
from .charts.own_style import PALETTE, set_style
from .charts.show_table import show_table
from .cleaning.find_table import read_table
from .cleaning.ledger import list_doubts
from .cleaning.report import Report, load_report
from .core.errors import ReportError
from .core.project import find_project
from .core.schema import check_tasks
from .explorer.panel import explore
from .findings.tracing import trace
from .linkage.history import History
from .linkage.load_history import load_history
from .measures.schedule import compare_with_schedule
from .measures.scope import describe_scope
from .textfix.clean_text import clean_text

# By subject.
from . import briefing, charts, cleaning, corpus, findings, linkage, measures, pipeline, quantities, synthetic

# Names that stood at the top before: aliases, which go on working.
from .briefing import (
    Briefing,
    Pseudonyms,
    choose_pseudonyms,
    compose_briefing,
    pseudonymise,
    write_briefing,
)
from .charts import (
    ShownTable,
    export_chart,
    export_charts,
    plot_asof,
    plot_change,
    plot_change_by_leader,
    plot_deviation,
    plot_distribution,
    plot_district_change,
    plot_district_concentration,
    plot_district_deviation,
    plot_evidence,
    plot_funnel,
    plot_movements,
    plot_recycled,
    plot_remaining,
    plot_shown,
    plot_status,
    plot_trajectories,
    plot_transitions,
    plot_workload,
)
from .cleaning import (
    clean_report,
    summarise_ledger,
)
from .corpus import (
    Built,
    Corpus,
    build_corpus,
    open_corpus,
)
from .explorer import (
    Explorer,
)
from .findings import (
    Cell,
    Finding,
    Part,
    find_asof,
    find_change,
    find_change_by_leader,
    find_deviation,
    find_distribution,
    find_district_change,
    find_district_concentration,
    find_district_deviation,
    find_empty,
    find_entropy,
    find_evidence,
    find_forecast,
    find_funnel,
    find_heaping,
    find_movements,
    find_reading,
    find_recycled,
    find_remaining,
    find_shown,
    find_status,
    find_task_evidence,
    find_transitions,
    find_workload,
    list_readings,
    look_up,
    trace_change,
)
from .linkage import (
    link_quarters,
    list_open_links,
    load_decisions,
)
from .measures import (
    Redline,
    Scope,
    asof_window,
    assign_lights,
    classify,
    compare_history,
    compare_published,
    compare_texts,
    count_movements,
    count_percents,
    count_transitions,
    describe_change,
    describe_districts,
    describe_task,
    find_tipping_days,
    forecast_year_end,
    link_recycled,
    measure_asof_sensitivity,
    measure_change,
    measure_change_by_leader,
    measure_classes,
    measure_concentration,
    measure_district,
    measure_evidence,
    measure_funnel,
    measure_heaping,
    measure_overstatement,
    measure_progress,
    measure_shown,
    measure_status_entropy,
    measure_status_inflation,
    measure_wording,
    measure_workload,
    rank_deviations,
    reconcile_change,
    redline_task,
    summarise_evidence,
    summarise_forecast,
)
from .pipeline import (
    measure_drift,
)
from .quantities import (
    Quantity,
    read_quantities,
)
from .synthetic import (
    sample_corpus,
)

__version__: str
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
