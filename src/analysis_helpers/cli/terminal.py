"""Ask and print on a terminal, and complete names."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.language import get_language
from analysis_helpers.core.project import find_project
from analysis_helpers.core.vocabulary import fill, load_vocabulary, say

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from analysis_helpers.cleaning.check import Check
    from analysis_helpers.linkage.history import History


STYLES = {"head": "bold", "finding": "yellow", "advice": "cyan", "error": "red"}
ANSWERS = {"s": "same", "same": "same", "d": "different", "different": "different", "l": None, "later": None, "": None}


def say_word(key: str, language: str, /, **values: object) -> str:
    """A text of questions.toml."""
    return fill("questions", key, language, values)


def read_answer_file(path: Path) -> list[str]:
    """Answers in a file, one KEY=VALUE a line; blank lines and those that begin with # say nothing."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ReportError("questions.file_unreadable", path, error=error) from error
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def print_lines(out: Console, lines: Iterable[tuple[str, str]], indent: str = "") -> None:
    """Print lines that know their style; nothing in them is markup."""
    for style, line in lines:
        out.print(indent + line, style=STYLES.get(style, ""))


def confirm(question: str, default: bool, language: str) -> bool:
    """Ask for a yes or no, which may be typed in either language; Enter takes the default."""
    import typer

    words = load_vocabulary("cli")["confirm_words"]
    usual = fill("cli", f"confirm.{'yes' if default else 'no'}", language, {})
    hint = fill("cli", "confirm.hint", language, {"default": usual})
    while True:
        said = typer.prompt(f"{question} [{hint}]", default="", show_default=False).strip().lower()
        if said in words["yes"] or said in words["no"] or not said:
            return said in words["yes"] if said else default
        typer.echo(fill("cli", "confirm.again", language, {}))


class TerminalSession:
    """A conversation on the terminal, which asks only where somebody can answer (and is to be asked)."""

    def __init__(self, out: Console, ask: bool = True) -> None:
        self.out, self.language, self.project = out, get_language(), find_project()
        self.asks = ask and sys.stdin.isatty() and sys.stdout.isatty()

    def settle(self, check: Check, told: Sequence[str], reason: str, scope: str | None = None) -> int:
        """Put the questions on a file: take the answers told, else ask; return how many are left open.

        Answers are written into `data/vocabulary/words.csv`, for all units or (`scope`) for one. Raises ReportError for
        answers to other questions.
        """
        from analysis_helpers.cleaning.questions import TOLD_BY_OPTION, make_words, read_answers
        from analysis_helpers.core.project_words import PLACE, append_words

        questions = check.questions
        answers = read_answers(questions, told)
        left = questions[~questions["key"].isin(answers)]
        asked = {} if not self.asks else {
            row.key: choice for row in left.itertuples()
            if row.kind not in TOLD_BY_OPTION and (choice := self._ask_one(row)) is not None
        }  # fmt: skip
        answers |= asked
        if answers:
            unit = scope if scope is not None else self._scope(questions, bool(asked))
            reason = reason or say_word("ask.default_reason", self.language)
            today = date.today().isoformat()
            words = make_words(questions, answers, unit, Path(check.file).name, reason, today)
            append_words(self.project / PLACE, words)
            self._say(say_word("ask.written", self.language, n=len(words)), "bold")
        left = left[~left["key"].isin(answers)]
        self._list_questions(left, check.file)
        return len(left)

    def _scope(self, questions: pd.DataFrame, asked: bool) -> str:
        """For which unit answers hold: the report's own, unless a person says for all."""
        unit = next((unit for unit in questions["unit"] if unit), "")
        if not (unit and asked and self.asks):
            return unit
        return "" if confirm(say_word("ask.for_all", self.language, unit=unit), False, self.language) else unit

    def _ask_one(self, question: Any) -> str | None:
        import typer

        from analysis_helpers.cleaning.questions import read_answer, say_choices, say_question

        self._say("  " + say_question(question, self.language) + " " + say_choices(question, self.language), "yellow")
        while True:
            said = typer.prompt("  " + say_word("ask.answer", self.language), default="1")
            choice = read_answer(question, said)
            if choice is not None:
                return choice
            self._say("  " + say_word("ask.again", self.language))

    def _list_questions(self, left: pd.DataFrame, file: str) -> None:
        from analysis_helpers.cleaning.questions import TOLD_BY_OPTION, say_choices, say_question

        if left.empty:
            return
        self._say("  " + say_word("ask.open", self.language, n=len(left)), "yellow")
        for row in left.itertuples():
            self._say(f"    {say_question(row, self.language)} {say_choices(row, self.language)}".rstrip())
            if row.kind in TOLD_BY_OPTION:
                option = row.kind.removeprefix("report_")
                self._say("      → " + say_word("ask.how_told", self.language, file=file, option=option), "cyan")
            else:
                self._say(f"      {say_word('ask.key', self.language)}: {row.key}")
        self._say("  " + say_word("ask.how", self.language), "cyan")

    def add(self, file: Path, unit: str | None, quarter: str | None, replace: bool,
            told: Sequence[str] = (), reason: str = "", scope: str | None = None) -> bool:  # fmt: skip
        """Show what a file is and how it differs, then take it in; False where the analyst does not want it."""
        from analysis_helpers.cleaning.check import Check, check_file, describe_check
        from analysis_helpers.cleaning.questions import read_answers
        from analysis_helpers.pipeline.compare_reports import describe_drift, measure_drift
        from analysis_helpers.pipeline.inbox import receive, store

        looked_at, asked = check_file(file), set[str]()
        if told and looked_at.questions.empty:
            read_answers(looked_at.questions, told)  # says that nothing was asked
        while not set(looked_at.questions["key"]) <= asked:  # an answer may bring new questions
            self.settle(looked_at, () if asked else told, reason, scope)
            asked |= set(looked_at.questions["key"])
            looked_at = check_file(file)
        arrived = receive(file, self.project, unit, quarter, replace)
        print_lines(self.out, describe_check(Check(str(file), arrived.report), self.language))
        if bool(arrived.report.tasks["synthetic"].any()):
            self._say("  " + say("inbox.synthetic", self.language), "yellow")
        if arrived.replaces:
            self._say("  " + say("inbox.replaces", self.language, file=f"data/raw/{arrived.replaces}"))
        if len(arrived.carried):
            self._say("  " + say("check.carried", self.language, n=len(arrived.carried)))
        for row in arrived.unfit.itertuples():
            place = {"file": row.file, "row": row.source_row, "column": row.column, "old": row.old, "new": row.new}
            self._say("  " + say("check.unfit", self.language, why=row.why, **place), "red")
            self._say("    → " + say("advice.correction_unfit", self.language), "cyan")
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
        return confirm(question, True, self.language)

    def _next(self, command: str) -> None:
        self._say(say("inbox.next", self.language, command=command), "cyan")

    def _say(self, line: str, style: str = "") -> None:
        self.out.print(line, style=style)


def complete_quarter(incomplete: str) -> list[str]:
    """The quarters of `data/raw` that begin so, the newest first; by the files' names, for the shell does not wait."""
    try:
        files = (find_project() / "data" / "raw").iterdir()
    except ReportError:
        return []
    named = {found[0] for path in files if (found := re.match(r"20\d{2}Q[1-4](?=-)", path.name))}
    return sorted((quarter for quarter in named if quarter.startswith(incomplete.upper())), reverse=True)
