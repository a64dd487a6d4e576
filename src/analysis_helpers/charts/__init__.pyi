from .export import export_chart, export_charts
from .plot_change import plot_change, plot_change_by_leader, plot_movements, plot_trajectories, plot_transitions
from .plot_distribution import plot_distribution
from .plot_districts import plot_district_change, plot_district_concentration, plot_district_deviation, plot_funnel
from .plot_evidence import plot_evidence, plot_recycled, plot_shown
from .plot_schedule import plot_asof, plot_deviation, plot_status
from .plot_workload import plot_remaining, plot_workload
from .show_table import ShownTable, show_table

__all__ = [
    "ShownTable",
    "export_chart",
    "export_charts",
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
    "show_table",
]
