"""docs/own-questions.md, run from top to bottom in a project of its own."""

import re
import shutil

import matplotlib.pyplot as plt
import pytest
from typer.testing import CliRunner

import analysis_helpers as ah
from analysis_helpers.cli.main import app
from analysis_helpers.core.own_code import load_module


@pytest.fixture
def place(project, tmp_path, monkeypatch):
    shutil.copytree(project / "data", tmp_path / "data")
    (tmp_path / "notebooks").mkdir()
    monkeypatch.setenv("QUARTERLY_PROJECT", str(tmp_path))
    monkeypatch.setenv("QUARTERLY_LANGUAGE", "zh")
    yield tmp_path
    ah.set_style(None)
    plt.close("all")


@pytest.mark.slow
def test_the_page_runs_as_it_is_written(project, place, capsys):
    text = (project / "docs/own-questions.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    (measures,) = [block for block in blocks if block.startswith("# data/own/measures.py\n")]
    (place / "data/own").mkdir()
    (place / "data/own/measures.py").write_text(measures, encoding="utf-8")
    (place / "page.py").write_text("\n\n".join(b for b in blocks if b is not measures), encoding="utf-8")
    load_module(place / "page.py")
    said = capsys.readouterr().out
    assert "各位领导的进度.png" in said
    assert "自选图第1张“进展写了多少字”" in said
    for line in re.findall(r"```\nquarterly (.*?)\n```", text):
        words = re.findall(r'"[^"]*"|\S+', line)
        done = CliRunner().invoke(app, [word.strip('"') for word in words])
        assert done.exit_code == 0, done.output
    assert (place / "notebooks/20_哪些任务的文字最短.ipynb").exists()
    page = (place / "output/2024Q2/briefing/briefing.html").read_text(encoding="utf-8")
    for part in ("自选问题", "进展写了多少字", "19项任务的进展文字中位数为", "进展文字的长度：每个单位的任务数"):
        assert part in page


@pytest.mark.slow
def test_a_measure_of_ones_own_is_applied_to_every_district(place, tmp_path):
    (place / "data/own").mkdir()
    (place / "data/own/measures.py").write_text(
        'import analysis_helpers as ah\n\n\n@ah.measures.own_measure\ndef count_them(tasks):\n    """任务数。"""\n'
        '    return tasks.groupby("unit").agg(n=("task", "size")).reset_index()\n',
        encoding="utf-8",
    )
    run = CliRunner()
    sample = ["sample", "--districts", "2", "--bureaus", "1", "--quarters", "1", "--out", str(tmp_path / "s")]
    assert run.invoke(app, sample).exit_code == 0
    run.invoke(app, ["corpus", "build", str(tmp_path / "s/reports"), "--out", str(tmp_path / "d"), "--workers", "0"])
    for more in ([], ["--workers", "1"]):
        done = run.invoke(app, ["corpus", "measure", str(tmp_path / "d"), "count_them", *more])
        assert done.exit_code == 0, done.output
        assert done.output.split()[:3] == ["district", "unit", "n"]
    unknown = run.invoke(app, ["corpus", "measure", str(tmp_path / "d"), "count_then"])
    assert "count_them" in unknown.output
