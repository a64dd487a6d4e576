"""Begin a notebook of somebody's own, beside ours: from 20 upwards."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis_helpers.core.atomic_write import write_whole
from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.file_names import make_file_name
from analysis_helpers.core.language import get_language
from analysis_helpers.core.project import find_project
from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.linkage.load_history import load_history

FIRST, LAST = 20, 99  # ours have the numbers below


def new_notebook(question: str, sample: bool = False) -> Path:
    """Write a notebook for a question into `notebooks/`, run it once and store what it shows; return its path.

    Its name is the next free number from 20 and the question, as a file name that Windows takes. It opens with the parameters that
    `quarterly rerun` and `quarterly lab` set, on the newest quarter (`sample`: of the synthetic ones, too). Raises ReportError where a notebook
    of that name stands already, where all numbers are taken, and where there is no report to run it on.
    """
    from analysis_helpers.pipeline.runs import store_baseline

    home, name = find_project() / "notebooks", make_file_name(question)
    there = {path.stem[3:]: path for path in home.glob("[0-9][0-9]_*.ipynb")}
    if name in there:
        raise ReportError("notebooks.there", there[name].name)
    number = max((int(path.name[:2]) for path in there.values()), default=0)
    number = max(number + 1, FIRST)
    if number > LAST:
        raise ReportError("notebooks.no_number", home.name, first=FIRST, last=LAST)
    quarter = str(load_history(sample=sample).at())
    path = home / f"{number}_{name}.ipynb"
    write_whole(
        path, json.dumps(_write_notebook(question, quarter, sample), ensure_ascii=False, indent=1).encode() + b"\n"
    )
    try:
        store_baseline([path.name], 1)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _write_notebook(question: str, quarter: str, sample: bool) -> dict[str, Any]:
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    return {
        "cells": list(_write_cells(question, quarter, sample)),
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _write_cells(question: str, quarter: str, sample: bool) -> Iterator[dict[str, Any]]:
    language = get_language()
    title = " ".join(question.split())
    told = {"question": title, "title": json.dumps(title, ensure_ascii=False), "quarter": json.dumps(quarter),
            "language": json.dumps(language), "sample": sample}  # fmt: skip
    for at, cell in enumerate(load_vocabulary("own")["notebook"]):
        text = (cell[language] if cell["kind"] == "markdown" else cell["code"].strip("\n")).format(**told)
        shared = {"id": f"cell-{at:02}", "source": text}
        if cell["kind"] == "markdown":
            yield {"cell_type": "markdown", "metadata": {}, **shared}
        else:
            tags = {"tags": ["parameters"]} if cell["kind"] == "parameters" else {}
            yield {"cell_type": "code", "metadata": tags, "execution_count": None, "outputs": [], **shared}
