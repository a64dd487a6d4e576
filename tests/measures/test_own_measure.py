"""Measures of somebody's own: registered by a decorator, found by name, refused where they would mislead."""

import pandas as pd
import pytest

from analysis_helpers import ReportError
from analysis_helpers.measures import list_own_measures, own_measure
from analysis_helpers.measures.own_measure import project_measures


@pytest.fixture
def write(tmp_path, monkeypatch):
    for folder in ("data/raw", "data/own", "notebooks"):
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.setenv("QUARTERLY_PROJECT", str(tmp_path))

    def write(body, doc='"""Tasks."""'):
        text = f"from analysis_helpers.measures import own_measure\n\n\n@own_measure\ndef mine(tasks):\n    {doc}\n    {body}\n"
        (tmp_path / "data/own/measures.py").write_text(text, encoding="utf-8")

    return write


def test_those_of_the_project_are_found_with_their_method(write):
    write("return tasks[['task']]", '"""The task\n    alone."""')
    (mine,) = project_measures()
    assert (mine.name, mine.method, list_own_measures()["mine"].method) == (
        "mine",
        "The task alone.",
        "The task alone.",
    )
    assert mine(pd.DataFrame({"task": ["a"], "x": [1]})).columns.tolist() == ["task"]


@pytest.mark.parametrize(("body", "said"), [
    ("return len(tasks)", "returned int, which is no table"), ("return tasks['no']", r"own/measures.py: line 7 failed: KeyError"),
])  # fmt: skip
def test_one_that_fails_is_named_with_its_line(write, body, said):
    write(body)
    (mine,) = project_measures()
    with pytest.raises(ReportError, match=said):
        mine(pd.DataFrame({"task": ["a"]}))


def test_a_file_that_does_not_run_is_named_with_its_line(write):
    write("return (")
    with pytest.raises(ReportError, match=r"own/measures.py: line 7 failed: SyntaxError"):
        project_measures()


def test_without_a_method_or_with_a_name_of_ours_it_is_refused():
    def measure_progress(tasks):
        """Mine."""

    def mine(tasks):
        return tasks

    with pytest.raises(ReportError, match="the library has a measure of this name"):
        own_measure(measure_progress)
    with pytest.raises(ReportError, match="what it measures"):
        own_measure(mine)
