"""What does a reader look at? A view, the tasks that it keeps, and the views kept for the briefing."""

from analysis_helpers.views.selecting import Selection, select_tasks
from analysis_helpers.views.view import View

__all__ = ["Selection", "View", "select_tasks"]
