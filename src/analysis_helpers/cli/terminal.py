"""Ask and print on a terminal, and complete names."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from typer.core import TyperGroup

from analysis_helpers.core.characters import escape_controls
from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.project import find_project
from analysis_helpers.core.vocabulary import say

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from analysis_helpers.linkage.history import History


STYLES = {"head": "bold", "finding": "yellow", "advice": "cyan", "error": "red"}
ANSWERS = {"s": "same", "same": "same", "d": "different", "different": "different", "l": None, "later": None, "": None}


def print_lines(out: Console, lines: Iterable[tuple[str, str]], indent: str = "") -> None:
    """Print lines that know their style; nothing in them is markup."""
    for style, line in lines:
        out.print(indent + line, style=STYLES.get(style, ""))


class TerminalSession:
    """A conversation on the terminal, which asks only where somebody can answer (and is to be asked)."""

    def __init__(self, out: Console, language: str, ask: bool = True) -> None:
        self.out, self.language, self.project = out, language, find_project()
        self.asks = ask and sys.stdin.isatty() and sys.stdout.isatty()

    def add(self, file: Path, unit: str | None, quarter: str | None, replace: bool) -> bool:
        """Show what a file is and how it differs, then take it in; False where the analyst does not want it."""
        from analysis_helpers.cleaning.check import Check, describe_check
        from analysis_helpers.pipeline.compare_reports import describe_drift, measure_drift
        from analysis_helpers.pipeline.inbox import receive, store

        arrived = receive(file, self.project, unit, quarter, replace)
        print_lines(self.out, describe_check(Check(str(file), arrived.report), self.language))
        if bool(arrived.report.tasks["synthetic"].any()):
            self._say("  " + say("inbox.synthetic", self.language), "yellow")
        if arrived.replaces:
            self._say("  " + say("inbox.replaces", self.language, file=f"data/raw/{arrived.replaces}"))
        if arrived.last is None:
            self._say("\n" + say("drift.first", self.language))
        else:
            self._say("\n" + say("drift.against", self.language, file=arrived.last.source.file), "bold")
            print_lines(self.out, describe_drift(measure_drift(arrived.report, arrived.last), self.language), "  ")
        self._say("")
        if self.asks and not self._agree(say("inbox.ask", self.language, name=arrived.name)):
            self._say(say("inbox.not_added", self.language))
            return False
        store(arrived, self.project)
        self._say(say("inbox.added", self.language, name=arrived.name, tasks=len(arrived.report.tasks)), "bold")
        left = self._decide(arrived.history, arrived.quarter)
        self._next(f"quarterly {'review' if left else 'rerun'} --quarter {arrived.quarter}")
        return True

    def review(self, quarter: str | None, answers: list[str], reason: str, sample: bool) -> None:
        """Take a person's word on the open links: the answers given, else one asked for after the other."""
        from analysis_helpers.linkage.load_history import load_history
        from analysis_helpers.linkage.review import decide_links, list_open_links, read_answers

        history = load_history(sample=sample)
        links = list_open_links(history, quarter, self.language)
        if answers:
            told = read_answers(answers, len(links))
            decide_links(history, links, told, reason, date.today().isoformat(), self._decisions)
            self._say(say("review.written", self.language, n=len(told)), "bold")
            left = len(links) - len(told)
            if left:
                history = load_history(sample=sample)
                self._list(list_open_links(history, quarter, self.language))
        else:
            left = self._decide(history, quarter)
        if not left:
            self._next("quarterly rerun" + (f" --quarter {quarter}" if quarter else ""))

    def _decide(self, history: History, quarter: str | None) -> int:
        """List the open links, or ask about each; return how many are left open."""
        from analysis_helpers.linkage.review import list_open_links

        links = list_open_links(history, quarter, self.language)
        if links.empty:
            self._say(say("review.none", self.language))
            return 0
        if not self.asks:
            self._list(links)
            return len(links)
        return self._ask(history, links)

    def _list(self, links: pd.DataFrame) -> None:
        self._say(say("review.open", self.language, n=len(links)), "yellow")
        for number in range(1, len(links) + 1):
            self._show(links, number)
        self._say(say("review.how", self.language), "cyan")

    def _ask(self, history: History, links: pd.DataFrame) -> int:
        """Each answer is written before the next is asked for: whoever stops keeps what was answered."""
        import typer

        from analysis_helpers.linkage.review import decide_links

        self._say(say("review.open", self.language, n=len(links)), "yellow")
        left = 0
        for number in range(1, len(links) + 1):
            self._show(links, number)
            word = None
            while word not in ANSWERS:
                word = typer.prompt(say("review.ask", self.language), default="l").strip().lower()
            decision = ANSWERS[word]
            if decision is None:
                self._say("  " + say("review.left", self.language))
                left += 1
                continue
            reason = typer.prompt(say("review.reason", self.language))  # asks again while it is empty
            decide_links(history, links, {number: decision}, reason, date.today().isoformat(), self._decisions)
            self._say("  " + say("review.written", self.language, n=1))
        return left

    def _show(self, links: pd.DataFrame, number: int) -> None:
        link = links.iloc[number - 1]
        unit = link["unit"] if isinstance(link["unit"], str) else say("footer.no_unit", self.language)
        self._say(f"  {number}. {unit}", "bold")
        for side in ("previous", "current"):
            word = say(f"review.{'before' if side == 'previous' else 'now'}", self.language)
            self._say(f"     {word} {link[f'{side}_quarter']}: {link[f'{side}_task']}")
        self._say(f"     {say('review.why', self.language)}: {link['why']} ({link['similarity']:.2f})")

    @property
    def _decisions(self) -> Path:
        return self.project / "data" / "decisions.csv"

    def _agree(self, question: str) -> bool:
        import typer

        return typer.confirm(question, default=True)

    def _next(self, command: str) -> None:
        self._say(say("inbox.next", self.language, command=command), "cyan")

    def _say(self, line: str, style: str = "") -> None:
        self.out.print(line, style=style)


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

    def invoke(self, ctx: Any) -> Any:
        """Run a command; words of the command line that come back in a message steer no terminal either."""
        import click

        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            raise click.UsageError(escape_controls(error.format_message()), error.ctx) from None


def complete_quarter(incomplete: str) -> list[str]:
    """The quarters of `data/raw` that begin so, the newest first; by the files' names, for the shell does not wait."""
    try:
        files = (find_project() / "data" / "raw").iterdir()
    except ReportError:
        return []
    named = {found[0] for path in files if (found := re.match(r"20\d{2}Q[1-4](?=-)", path.name))}
    return sorted((quarter for quarter in named if quarter.startswith(incomplete.upper())), reverse=True)
