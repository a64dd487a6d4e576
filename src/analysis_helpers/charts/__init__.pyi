from . import testing
from .export import export_chart, export_charts
from .keep_chart import keep_chart
from .label_frame import label
from .own_chart import finish, save_chart
from .own_style import PALETTE, Style, set_style
from .plot_change import plot_change, plot_change_by_leader, plot_movements, plot_trajectories, plot_transitions
from .plot_distribution import plot_distribution
from .plot_districts import plot_district_change, plot_district_concentration, plot_district_deviation, plot_funnel
from .plot_evidence import plot_evidence, plot_recycled, plot_shown
from .plot_schedule import plot_asof, plot_deviation, plot_status
from .plot_workload import plot_remaining, plot_workload
from .show_table import ShownTable, show_table

__all__ = [
    "PALETTE",
    "ShownTable",
    "Style",
    "export_chart",
    "export_charts",
    "finish",
    "keep_chart",
    "label",
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
    "save_chart",
    "set_style",
    "show_table",
    "testing",
]
