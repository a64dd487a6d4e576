"""How does a user of the command line find the way?"""

from __future__ import annotations

import re
from typing import Any

from typer.core import TyperGroup

from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.project import find_project

# In the order of work; a command that is not named here stands behind these, with its own first sentence.
LINES = {
    "check": "Say what a file holds, and what a person should look at.",
    "add": "Take in a report that arrived, and say how it differs.",
    "review": "Decide which task is which, where only a person can.",
    "rerun": "Charts and notebooks of a quarter, into output/QUARTER/.",
    "briefing": "Word, slides, page and workbook for the director.",
    "verify": "Say whether outputs still fit their inputs.",
    "app": "Explore the reports in the browser, without code.",
    "lab": "Open the notebooks in JupyterLab.",
    "clean": "Write the tidy table of a file as .xlsx, .csv, .parquet.",
    "corpus": "Thousands of reports of many districts: build, measure, query.",
    "sample": "Write synthetic (合成数据) quarters, or whole provinces, to try it all with.",
}
WALK = """A new quarter, in five steps:

1. quarterly check FILE — what the file says, and what a person should look at

2. quarterly add FILE — how it differs from the last one; copies it into data/raw

3. quarterly review — which task is which, where only a person can tell

4. quarterly rerun — charts and notebooks, into output/QUARTER/

5. quarterly briefing — Word, slides, page and workbook, for the director

Each command explains itself: quarterly add --help. Complete words with the Tab key: quarterly --install-completion."""


class InOrder(TyperGroup):
    """Commands in the order of work, each with one line."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of all commands."""
        order = list(LINES)
        return sorted(super().list_commands(ctx), key=lambda name: order.index(name) if name in LINES else len(order))

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of this name, with its line."""
        command = super().get_command(ctx, cmd_name)
        if command is not None:
            command.short_help = LINES.get(cmd_name)
        return command


def complete_quarter(incomplete: str) -> list[str]:
    """The quarters of `data/raw` that begin so, the newest first; by the files' names, for the shell does not wait."""
    try:
        files = (find_project() / "data" / "raw").iterdir()
    except ReportError:
        return []
    named = {found[0] for path in files if (found := re.match(r"20\d{2}Q[1-4](?=-)", path.name))}
    return sorted((quarter for quarter in named if quarter.startswith(incomplete.upper())), reverse=True)
