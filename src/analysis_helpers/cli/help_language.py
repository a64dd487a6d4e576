"""The help of every command in the language of the reader, and the option that sets this language."""

from __future__ import annotations

import sys
from itertools import pairwise
from typing import Annotated, Any

import typer
from typer import rich_utils
from typer.core import TyperGroup

from analysis_helpers.cli.console import err
from analysis_helpers.core.characters import escape_controls
from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.language import check_language, get_language, use_language
from analysis_helpers.core.vocabulary import load_vocabulary

# In the order of work, each with one line; the Chinese stands in cli.toml.
LINES = {
    "check": "Say what a file holds, and what a person should look at.",
    "add": "Take in a report that arrived, and say how it differs.",
    "review": "Decide which task is which, where only a person can.",
    "rerun": "Charts and notebooks of a quarter, into output/QUARTER/.",
    "briefing": "Word, slides, page and workbook for the director.",
    "verify": "Say whether outputs still fit their inputs.",
    "words": "List the project's own words.",
    "app": "Explore the reports in the browser, without code.",
    "lab": "Open the notebooks in JupyterLab.",
    "notebook": "Begin a notebook of your own.",
    "new": "Write a notebook for a question, run once.",
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


def _set_language(context: typer.Context, value: str | None) -> str | None:
    if value is not None and not context.resilient_parsing:
        try:
            context.with_resource(use_language(check_language(value, "--language")))
        except ReportError as error:
            err.print(str(error))
            raise typer.Exit(2) from error
    return value


Language = Annotated[
    str | None,
    typer.Option(
        help="zh or en. Default: QUARTERLY_LANGUAGE, else data/settings.toml, else Chinese.",
        callback=_set_language,
        is_eager=True,
    ),
]


def _set_languages(context: typer.Context, value: str | None) -> str | None:
    """`both` is two papers; messages are in the language that holds."""
    return value if value == BOTH else _set_language(context, value)


BOTH = "both"
BriefingLanguage = Annotated[
    str | None,
    typer.Option(
        help="zh, en (into briefing/en/, beside the Chinese one) or both. Default: as for other commands.",
        callback=_set_languages,
        is_eager=True,
    ),
]


def asked_language() -> str:
    """The language of the help: that of `--language`, wherever it stands on the command line, else the one that holds."""
    words = sys.argv[1:]
    told = [after for word, after in pairwise(words) if word == "--language"]
    told += [word.partition("=")[2] for word in words if word.startswith("--language=")]
    try:
        return check_language(told[-1]) if told and told[-1] != BOTH else get_language()
    except ReportError:
        return "zh"  # the command itself says what is wrong


def translate(command: Any, name: str, context: Any) -> Any:
    """Give a command its help in the language of the reader."""
    if asked_language() != "zh":
        return command
    words = load_vocabulary("cli")
    command.help = words["help"].get(name, command.help)
    command.short_help = words["lines"].get(name, command.short_help)
    for option in command.params:
        told = words["options"].get(f"{name}.{option.name}", words["options"].get(option.name))
        if told is not None and getattr(option, "help", None) is not None:
            option.help = told
    for name, text in words["help_page"].items():
        setattr(rich_utils, name, text)
    usage = command.get_usage
    command.get_usage = lambda context: usage(context).replace("Usage:", words["help"]["usage"], 1)
    if (option := command.get_help_option(context)) is not None:
        option.help = words["options"]["help"]
    return command


class InOrder(TyperGroup):
    """Commands in the order of work, each with one line."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of all commands."""
        order = list(LINES)
        return sorted(super().list_commands(ctx), key=lambda name: order.index(name) if name in LINES else len(order))

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of this name, with its line, in the language of the reader."""
        command = super().get_command(ctx, cmd_name)
        if command is not None:
            command.short_help = LINES.get(cmd_name)
            translate(command, cmd_name, ctx)
        return command

    def invoke(self, ctx: Any) -> Any:
        """Run a command; words of the command line that come back in a message steer no terminal either."""
        import click

        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            raise click.UsageError(escape_controls(error.format_message()), error.ctx) from None

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help, in the language of the reader."""
        if ctx.parent is None:
            translate(self, "quarterly", ctx)
            if asked_language() == "zh":
                self.epilog = load_vocabulary("cli")["help"]["walk"]
        super().format_help(ctx, formatter)
