"""What can be asked on the command line when a report has arrived, and to look into it?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analysis_helpers.cli.console import out
from analysis_helpers.cli.help_language import Language
from analysis_helpers.cli.terminal import TerminalSession, complete_quarter, read_answer_file
from analysis_helpers.core.language import get_language
from analysis_helpers.core.project import find_project
from analysis_helpers.core.vocabulary import fill

Answer = Annotated[list[str] | None, typer.Option(metavar="KEY=VALUE", help="An answer to a question; repeatable.")]
Answers = Annotated[Path | None, typer.Option(help="A file with answers, one KEY=VALUE a line.")]
ForAll = Annotated[bool, typer.Option("--for-all", help="The answers hold for all units, not for this one alone.")]


def add(
    file: Annotated[Path, typer.Argument(help="The report that arrived, in any format.")],
    unit: Annotated[str | None, typer.Option(help="Whose report it is, where the file does not say.")] = None,
    quarter: Annotated[
        str | None, typer.Option(help="Such as 2024Q3, where the file does not say.", autocompletion=complete_quarter)
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="A newer version of a report that is there.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing; links can be answered later.")] = False,
    answer: Answer = None,
    answers: Answers = None,
    reason: Annotated[str, typer.Option(help="Why; for all of --answer.")] = "",
    for_all: ForAll = False,
    language: Language = None,
) -> None:
    """Take in a report that arrived: check it, compare it with the unit's last one, copy it unaltered into data/raw.

    Asks before it copies, about each word that is not known, and then about each
    link to the last quarter that a person has to decide. Where nobody can be asked it copies, and lists these
    links for `quarterly review`. What is there is never overwritten.

    Exit code 0: added. 1: you said no. 2: refused.
    """
    told = [*(answer or []), *(read_answer_file(answers) if answers is not None else [])]
    if not TerminalSession(out, not yes).add(file, unit, quarter, replace, told, reason, "" if for_all else None):
        raise typer.Exit(1)


def review(
    quarter: Annotated[
        str | None, typer.Option(help="Such as 2024Q2. Default: all.", autocompletion=complete_quarter)
    ] = None,
    decide: Annotated[
        list[str] | None, typer.Option(metavar="N=WORD", help="1=same or 2=different, by the number shown; repeatable.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why; for all of --decide.")] = "",
    sample: Annotated[bool, typer.Option(help="Take the synthetic quarters of data/sample, too.")] = False,
    language: Language = None,
) -> None:
    """Decide which task is which, where only a person can: same, different, or later, with a reason.

    Written behind data/decisions.csv and replayed at every load. Where nobody
    can be asked it lists the links, with the numbers that --decide wants.
    """
    TerminalSession(out).review(quarter, decide or [], reason, sample)


def lab(
    context: typer.Context,
    quarter: Annotated[
        str | None,
        typer.Option(help="Open working copies for this quarter, in work/QUARTER/.", autocompletion=complete_quarter),
    ] = None,
    language: Language = None,
) -> None:
    """Open the notebooks in JupyterLab; with --quarter, copies to work in that are set to it.

    In Chinese these are working copies, too: work/notebooks/, with Chinese prose. A copy that is there is left as you changed it. Further options go to
    JupyterLab, such as --no-browser.
    """
    from analysis_helpers.pipeline.lab import open_lab, prepare_copies

    project, spoken = find_project(), get_language()
    folder = prepare_copies(project, quarter, spoken)
    out.print(fill("cli", "say.lab", spoken, {"folder": folder.relative_to(project).as_posix()}))
    raise typer.Exit(open_lab(folder, context.args))


NOTEBOOK = "A notebook of your own: question, parameters, a table, a chart, a finding, a check."


def new(
    question: Annotated[str, typer.Argument(help="The question, such as “Which streets hold things up?”.")],
    sample: Annotated[bool, typer.Option(help="Take the synthetic quarters of data/sample, too.")] = False,
    language: Language = None,
) -> None:
    """Write a notebook for QUESTION into notebooks/, numbered from 20, run it once and store what it shows.

    From then on `quarterly rerun`, `lab` and `verify` take it along. Exit code 0: written. 2: not, such as where a notebook
    of this question stands already.
    """
    from analysis_helpers.pipeline.new_notebook import new_notebook

    path = new_notebook(question, sample)
    out.print(fill("cli", "say.notebook_new", get_language(), {"name": path.name}))


def panel(
    quarter: Annotated[
        str | None, typer.Option(help="Such as 2024Q2. Default: the newest.", autocompletion=complete_quarter)
    ] = None,
    language: Language = None,
    sample: Annotated[bool, typer.Option(help="Take the synthetic quarters of data/sample, too.")] = False,
    port: Annotated[int, typer.Option(min=0, help="Of this machine; 0 for any that is free.")] = 8866,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open it in the browser.")] = True,
) -> None:
    """Explore the reports in the browser, without code: filters, charts, and the words behind each number.

    Only this machine can reach it, with the address that is printed; it is new
    each time. Ctrl+C ends it. Exit code 0: ended. 2: it could not start.
    """
    from analysis_helpers.explorer.app import serve
    from analysis_helpers.linkage.load_history import load_history

    project = find_project()
    chosen = str(load_history(sample=sample).at(quarter))
    told = {"QUARTER": chosen, "LANGUAGE": get_language(), "SAMPLE": sample}
    raise typer.Exit(serve(project, told, port, browser, lambda address: out.print(address)))
