"""Charts kept for the briefing: a list that a person can read and edit."""

import shutil

import pytest

from analysis_helpers import ReportError
from analysis_helpers.charts.selection import View, keep_view, load_kept

ONE, TWO = View("2024Q2", leader="朱江桥"), View("2024Q2", percent=(0, 50), text='"引号"\\与#', chart="workload")


@pytest.fixture
def place(tmp_path):
    (tmp_path / "data").mkdir()
    return tmp_path


def test_what_is_kept_comes_back_in_order(place):
    assert load_kept(place) == []
    keep_view(ONE, place)
    path, number, new = keep_view(TWO, place)
    assert (path, number, new) == (place / "data" / "briefing.toml", 2, True)
    assert load_kept(place) == [ONE, TWO]


def test_the_same_view_is_kept_once_in_whatever_language_it_was_seen(place):
    keep_view(ONE, place)
    before = (place / "data" / "briefing.toml").read_bytes()
    assert keep_view(View("2024Q2", leader="朱江桥", language="en"), place)[1:] == (1, False)
    assert (place / "data" / "briefing.toml").read_bytes() == before


def test_what_a_person_wrote_into_the_list_stays(place):
    keep_view(ONE, place)
    path = place / "data" / "briefing.toml"
    written = path.read_text(encoding="utf-8").replace("\n[[chart]]", "\n# 主任要看这张\n[[chart]]")
    path.write_text(written, encoding="utf-8")
    keep_view(TWO, place)
    assert path.read_text(encoding="utf-8").startswith(written)


@pytest.mark.parametrize(("text", "said"), [
    ("[[chart]\n", "cannot be read"), ('[[chart]]\nchart = "deviation"\n', "of which quarter"),
    ('[[chart]]\nquarter = "2024Q2"\ncolour = "red"\n', "chart 1.*colour"), ("chart = [3]\n", "3 is no chart"),
])  # fmt: skip
def test_a_list_that_cannot_be_read_is_refused_with_its_entry(place, text, said):
    (place / "data" / "briefing.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ReportError, match=said):
        load_kept(place)


def test_a_kept_chart_stands_in_the_briefing_and_a_changed_list_makes_it_stale(project, tmp_path, monkeypatch):
    from docx import Document
    from pptx import Presentation
    from typer.testing import CliRunner

    from analysis_helpers.cli.main import app

    for part in ("data", "notebooks"):
        shutil.copytree(project / part, tmp_path / part)
    monkeypatch.setenv("QUARTERLY_PROJECT", str(tmp_path))
    keep_view(View("2024Q2", leader="朱江桥"), tmp_path)
    keep_view(View("2024Q2", text="没有这几个字"), tmp_path)
    keep_view(View("2024Q3", chart="change"), tmp_path)
    done = CliRunner().invoke(app, ["briefing", "--quarter", "2024Q2", "--language", "zh"])
    assert done.exit_code == 0, done.output
    assert "第2张图略去" in " ".join(done.output.split())
    folder = tmp_path / "output" / "2024Q2" / "briefing"
    assert (folder / "charts" / "kept_1_deviation.png").exists()
    paragraphs = [paragraph.text for paragraph in Document(folder / "briefing.docx").paragraphs]
    assert any("另选图表" in text for text in paragraphs)
    assert any("各项任务的偏差（领导：朱江桥）" in text for text in paragraphs)
    slides = [shape.text_frame.text for slide in Presentation(folder / "briefing.pptx").slides for shape in slide.shapes if shape.has_text_frame]  # fmt: skip
    assert "各项任务的偏差（领导：朱江桥）" in slides
    assert any("14 项，未知" in text or "14项，未知" in text for text in slides), (
        "its own source line counts its own tasks"
    )
    assert "领导：朱江桥" in (folder / "briefing.html").read_text(encoding="utf-8")
    assert CliRunner().invoke(app, ["verify", str(tmp_path / "output" / "2024Q2" / "briefing")]).exit_code == 0
    keep_view(View("2024Q2", schedule_status="behind", chart="status"), tmp_path)
    assert CliRunner().invoke(app, ["verify", str(tmp_path / "output" / "2024Q2" / "briefing")]).exit_code == 1


def test_a_kept_chart_keeps_no_name_under_pseudonyms(project, tmp_path, monkeypatch):
    from typer.testing import CliRunner

    from analysis_helpers.cli.main import app

    for part in ("data", "notebooks"):
        shutil.copytree(project / part, tmp_path / part)
    monkeypatch.setenv("QUARTERLY_PROJECT", str(tmp_path))
    keep_view(View("2024Q2", leader="朱江桥"), tmp_path)
    keep_view(View("2024Q2", chart="workload", text="文化"), tmp_path)
    done = CliRunner().invoke(app, ["briefing", "--quarter", "2024Q2", "--pseudonymise", "--language", "zh"])
    assert done.exit_code == 0, done.output
    page = (tmp_path / "output" / "2024Q2-pseudonymised" / "briefing" / "briefing.html").read_text(encoding="utf-8")
    assert "朱江桥" not in page
    assert "领导：领导A" in page


def test_an_entry_of_what_the_quarter_does_not_have_is_refused_by_its_number(project, tmp_path, monkeypatch):
    from typer.testing import CliRunner

    from analysis_helpers.cli.main import app

    for part in ("data", "notebooks"):
        shutil.copytree(project / part, tmp_path / part)
    monkeypatch.setenv("QUARTERLY_PROJECT", str(tmp_path))
    keep_view(View("2024Q2", leader="某某某"), tmp_path)
    done = CliRunner().invoke(app, ["briefing", "--quarter", "2024Q2", "--language", "zh"])
    assert done.exit_code == 2
    assert "第1张图" in done.output
    assert "朱江桥" in done.output, "it says who there is"
    assert not (tmp_path / "output").exists() or not any((tmp_path / "output").rglob("briefing.docx"))
