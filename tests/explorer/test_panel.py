"""The panel without a browser: what is chosen, said, kept."""

import io

import matplotlib.pyplot as plt
import pytest
from PIL import Image

from analysis_helpers import ReportError, explore, load_history
from analysis_helpers.charts.selection import View

MOST = "朱江桥"


@pytest.fixture(scope="module")
def history():
    return load_history(sample=True)


def choose(panel, name, value):
    panel._controls._widgets[name].value = value


def offered(panel, name):
    return {value: label for label, value in panel._controls._widgets[name].options}


def test_a_choice_changes_picture_sentence_and_counts(history):
    panel = explore(history, quarter="2024Q2")
    before = panel._picture.png
    choose(panel, "leader", MOST)
    assert panel._picture.png != before
    assert Image.open(io.BytesIO(panel._picture.png)).size == (864, 696)
    assert "显示 14 项，共 19 项。未显示 5 项" in panel._summary.html
    assert panel.view == View("2024Q2", leader=MOST)
    assert "explore(history, quarter=&#39;2024Q2&#39;, leader=&#39;朱江桥&#39;)" in panel._state.html


def test_each_choice_says_how_many_tasks_it_would_leave(history):
    panel = explore(history, quarter="2024Q2", schedule_status="on_schedule")
    assert offered(panel, "leader")[MOST].startswith(f"{MOST}（")
    total = sum(int(label.split("（")[1][:-1]) for value, label in offered(panel, "leader").items() if value)
    assert total == 4


def test_an_empty_selection_says_so_and_reset_brings_all_back(history):
    panel = explore(history, quarter="2024Q2")
    choose(panel, "text", "没有这几个字")
    assert "没有任务符合这些条件" in panel._summary.html
    assert panel._picture.png == b""
    panel._buttons["reset"].click()
    assert panel.view == View("2024Q2")
    assert panel._picture.png != b""
    assert panel._controls._widgets["text"].value == ""


def test_another_quarter_gives_up_what_it_does_not_have(history):
    panel = explore(history, quarter="2024Q3", unit="虞南办", compare="2024Q2")
    choose(panel, "quarter", "2024Q2")
    assert panel.view == View("2024Q2")


def test_everything_changes_its_language(history):
    panel = explore(history, quarter="2024Q2")
    choose(panel, "language", "en")
    assert "Showing 19 of 19 tasks." in panel._summary.html
    assert panel._buttons["keep"].description == "Keep for the briefing"
    assert panel._controls._widgets["leader"].description == "Leader"
    assert list(panel._table._table.df.columns)[:3] == ["row", "task", "leader"]


def test_the_table_holds_the_tasks_shown_the_furthest_behind_first(history):
    panel = explore(history, quarter="2024Q3", leader=MOST)
    deviations = panel._table._table.df["偏差（点）"].tolist()
    assert len(deviations) == len(panel._shown.selection.tasks)
    assert deviations == sorted(deviations)


def test_a_row_of_the_table_opens_its_card(history):
    panel = explore(history, quarter="2024Q2")
    rows = panel._table._table.df["行"].tolist()
    panel._table._table.selected_rows = [rows.index(17)]
    assert "2024Q2-文广旅游局.txt，第 17 行" in panel._card.html


def test_every_chart_can_be_chosen_and_no_figure_stays_open(history):
    panel = explore(history, quarter="2024Q3")
    plt.close("all")
    for name in offered(panel, "chart"):
        choose(panel, "chart", name)
        assert panel._picture.png, name
        assert "ex-warn" not in panel._summary.html, name
    assert plt.get_fignums() == []


def test_a_chart_is_saved_with_its_table_under_a_name_of_its_own(history, tmp_path, monkeypatch):
    for part in ("data/raw", "notebooks"):
        (tmp_path / part).mkdir(parents=True)
    monkeypatch.setenv("QUARTERLY_PROJECT", str(tmp_path))
    panel = explore(history, quarter="2024Q2", leader=MOST)
    panel._buttons["save"].click()
    panel._buttons["save"].click()
    files = sorted(path.suffix for path in (tmp_path / "output" / "explorer").iterdir())
    assert files == [".csv", ".png", ".svg"]
    panel._buttons["keep"].click()
    assert 'leader = "朱江桥"' in (tmp_path / "data" / "briefing.toml").read_text(encoding="utf-8")
    assert "已收入 data/briefing.toml（第 1 张）" in panel._told.html


def test_what_cannot_be_done_is_said_in_the_panel(history):
    panel = explore(history, quarter="2024Q2")
    choose(panel, "text", "没有这几个字")
    panel._buttons["save"].click()
    assert "nothing to draw" in panel._told.html


@pytest.mark.parametrize("wrong", [{"quarter": "2030Q1"}, {"leader": "某某"}, {"chart": "pie"}, {"colour": "red"}])
def test_what_is_asked_for_in_code_is_checked_there(history, wrong):
    with pytest.raises(ReportError):
        explore(history, **wrong)


def test_a_long_table_says_that_it_is_cut(history, monkeypatch):
    monkeypatch.setattr("analysis_helpers.explorer.widgets.MOST", 5)
    panel = explore(history, quarter="2024Q2")
    assert len(panel._table._table.df) == 5
    assert "前 5 项，共 19 项" in panel._table._note.html
