from .change import count_movements, count_transitions, measure_change, measure_change_by_leader, reconcile_change
from .districts import measure_district, measure_funnel, measure_overstatement
from .evidence import describe_task, measure_evidence, measure_shown, summarise_evidence
from .forecast import forecast_year_end, summarise_forecast
from .own_measure import OwnMeasure, list_own_measures, own_measure
from .progress import (
    classify,
    compare_published,
    count_percents,
    measure_classes,
    measure_progress,
    measure_status_inflation,
)
from .redline import Redline, compare_texts, redline_task
from .schedule import (
    asof_window,
    assign_lights,
    compare_history,
    compare_with_schedule,
    find_tipping_days,
    measure_asof_sensitivity,
    rank_deviations,
)
from .scope import Scope, describe_change, describe_districts, describe_scope
from .wording import link_recycled, measure_heaping, measure_status_entropy, measure_wording
from .workload import measure_concentration, measure_workload

__all__ = [
    "OwnMeasure",
    "Redline",
    "Scope",
    "asof_window",
    "assign_lights",
    "classify",
    "compare_history",
    "compare_published",
    "compare_texts",
    "compare_with_schedule",
    "count_movements",
    "count_percents",
    "count_transitions",
    "describe_change",
    "describe_districts",
    "describe_scope",
    "describe_task",
    "find_tipping_days",
    "forecast_year_end",
    "link_recycled",
    "list_own_measures",
    "measure_asof_sensitivity",
    "measure_change",
    "measure_change_by_leader",
    "measure_classes",
    "measure_concentration",
    "measure_district",
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
    "own_measure",
    "rank_deviations",
    "reconcile_change",
    "redline_task",
    "summarise_evidence",
    "summarise_forecast",
]
