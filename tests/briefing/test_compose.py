import pandas as pd
import pytest

from analysis_helpers import (
    ReportError,
    compare_with_schedule,
    compose_briefing,
    find_status,
    load_history,
    measure_classes,
    plot_status,
    write_briefing,
)
from analysis_helpers.briefing.sections import Sentence, split_figures
from analysis_helpers.charts import catalogue as charts
from analysis_helpers.charts.catalogue import CHARTS, Chart
from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.findings.finding import Cell


def part(briefing, key):
    return next((part for part in briefing.parts if part.key == key), None)


def words(briefing, key):
    return "".join(said.text(briefing.language) for said in part(briefing, key).said)


def test_every_chart_is_a_section_with_its_finding_and_table(briefing, tasks):
    assert {section.key for section in briefing.sections} == set(CHARTS) - {"remaining"}, (
        "points added up are for notebooks"
    )
    for section in briefing.sections:
        assert section.finding.text() == CHARTS[section.key].find(tasks).text()


def test_parts_stand_in_the_order_of_the_outline(briefing):
    outline = [part["key"] for part in load_vocabulary("outline")["parts"]]
    keys = [part.key for part in briefing.parts]
    assert keys == [key for key in outline if key in keys]
    assert keys == ["scope", "overview", "behind", "change", "evidence", "load", "limits", "next"]


def test_a_new_chart_needs_no_further_code(compose, monkeypatch, tmp_path):
    new = Chart(plot_status, find_status, lambda measured: measured.measure(measure_classes))
    monkeypatch.setattr(charts, "CHARTS", CHARTS | {"brand_new": new})
    briefing = compose(language="en")
    assert [section.key for section in part(briefing, "other").sections] == ["brand_new"]
    write_briefing(briefing, tmp_path)
    assert (tmp_path / "charts" / "brand_new.png").exists()
    assert 'id="picture-brand_new"' in (tmp_path / "briefing.html").read_text(encoding="utf-8")


def test_what_one_quarter_cannot_say_is_said_in_words(briefing):
    assert "只含2024年二季度一个季度的数据" in words(briefing, "change")
    assert part(briefing, "change").sections == ()


@pytest.fixture(scope="module")
def moved():
    history = load_history(sample=True).select("2024Q3")
    return compose_briefing(history, compare_with_schedule(history.tasks))


def test_before_anything_moved_both_quarters_add_up(moved):
    change = part(moved, "change")
    assert "上季19项任务、本季27项" in words(moved, "change")
    table = change.tables[0].frame.set_index("kind")
    assert table.drop("all").sum().equals(table.loc["all"])
    keys = [section.key for section in change.sections]
    assert keys == ["change", "movements", "transitions", "trajectories", "change_by_leader"]


def test_a_link_that_waits_for_a_person_is_said(moved):
    assert "另有1项不能确定是否同一任务" in words(moved, "change")


def test_a_comparison_with_invented_quarters_marks_the_whole_briefing():
    history = load_history(sample=True).select("2024Q2")
    assert not history.tasks["synthetic"].any()
    assert compose_briefing(history, compare_with_schedule(history.tasks)).scope.synthetic


def test_sources_are_those_of_both_quarters(moved):
    assert len(moved.sources.frame) == 3
    assert "2024Q2-文广旅游局.txt" in moved.sources.frame["file"].tolist()


def test_the_classes_are_all_tasks_and_all_shares(briefing):
    assert words(briefing, "overview") == ("19项任务中，已完成1项，占5.3%；超前14项，占73.7%；持平4项，占21.1%。")
    table = part(briefing, "overview").tables[0].frame
    assert (table["tasks"].sum(), round(table["share_pct"].sum(), 9)) == (19, 100)


def test_those_behind_are_listed_with_figure_expected_and_gap_the_furthest_first(compose):
    briefing = compose(lambda tasks: tasks.assign(progress_pct=tasks["progress_pct"] - 12))
    table = part(briefing, "behind").tables[0]
    assert words(briefing, "behind") == "下列14项任务低于序时进度，按差距由大到小排列。"
    assert table.frame["deviation_pp"].tolist() == [-12] * 4 + [-7] * 9 + [-2]
    assert table.frame[["progress_pct", "expected_pct"]].iloc[0].tolist() == [38, 50]
    assert "leader" not in table.frame, "a list by gap names no people"


def test_what_is_unknown_is_said_and_not_called_on_schedule(compose):
    briefing = compose(lambda tasks: tasks.assign(progress_pct=tasks["progress_pct"].where(tasks["source_row"] > 4)))
    assert "未知2项，占10.5%" in words(briefing, "overview")
    assert "另有2项任务没有形象进度" in words(briefing, "behind")
    assert "2项任务没有形象进度，未计入任何平均值。" in words(briefing, "limits")
    nothing = compose(lambda tasks: tasks.assign(progress_pct=pd.array([None] * 19, "Float64")))
    assert "没有任务低于序时进度" not in words(nothing, "behind")


def test_lost_characters_and_places_to_check_are_limits(briefing):
    assert "报告中1个字符已损毁" in words(briefing, "limits")
    assert "6处读取结果需要人工核对" in words(briefing, "limits")


def test_figures_know_the_table_and_row_they_stand_in(briefing):
    section = next(s for s in briefing.sections if s.key == "status")
    places = {
        piece.text: briefing.place(piece.cell, section) for piece in split_figures(section.finding, "zh") if piece.cell
    }
    assert [(text, table.key, row) for text, (table, row) in places.items()] == [
        ("19", "measure_progress", 0),
        ("4", "status", 2),
    ]
    for text, (table, row) in places.items():
        assert text in table.cells[row]


def test_every_figure_of_every_sentence_stands_in_a_table(briefing):
    spoken = [(s.finding, s) for s in briefing.sections] + [(said, None) for p in briefing.parts for said in p.said]
    cells = [(cell, s) for said, s in spoken for cell in said.figures.values() if isinstance(cell, Cell)]
    assert len(cells) > 25
    for cell, section in cells:
        table, row = briefing.place(cell, section)
        shown = table.frame.iloc[[row]] if row is not None else table.frame
        if cell.column in shown and cell.row != "known":
            total = shown[cell.column].sum() if pd.api.types.is_numeric_dtype(shown[cell.column]) else None
            assert cell.value in (*shown[cell.column], total), (cell, table.key)


def test_table_rows_name_the_rows_of_the_report(briefing):
    classes = part(briefing, "overview").tables[0]
    rows = dict(zip(classes.frame["class"], classes.rows, strict=True))
    assert [briefing.labels[i] for i in rows["done"]] == ["8"]
    assert [briefing.labels[i] for i in rows["on_schedule"]] == ["5", "15", "16", "19"]
    workload = next(s for s in briefing.sections if s.key == "workload").table
    assert [len(rows) for rows in workload.rows] == [14, 4, 1]


def test_people_are_not_ranked_unless_asked_for(briefing, compose):
    people = [table for table in briefing.tables if table.of_people]
    assert people
    assert not any("mean_pct" in table.frame for table in people)
    assert part(briefing, "people") is None
    asked = part(compose(rank_people=True), "people").tables[0].frame
    assert asked["leader"].tolist()[-1] == "许建超"
    assert pd.isna(asked["mean_pct"].iloc[-1])


def test_the_five_findings_are_those_of_most_consequence_first(briefing, compose):
    assert [f.key for f in briefing.choose_findings()] == [
        "status.all", "evidence.some", "shown.some", "recycled.some", "workload.dominant",
    ]  # fmt: skip
    behind = compose(lambda tasks: tasks.assign(progress_pct=tasks["progress_pct"] - 30))
    assert [f.key for f in behind.choose_findings(2)] == ["deviation.behind", "status.all"]


def test_a_paper_names_up_to_five_tasks_of_a_finding_and_says_where_the_rest_stand(briefing):
    """Four tasks are at 50 %, nine at 55 %."""
    named = {section.key: briefing.name_tasks(section.finding) for section in briefing.sections}
    assert named["status"].count("（第") == 4
    assert named["status"].endswith("。")
    assert named["asof"].count("（第") == 5
    assert named["asof"].endswith("等9项，全部见“全部任务”。")
    assert named["evidence"].startswith("低于所报的有：“新建城市书房4个")
    assert named["workload"] == "", "the sentence names the person; the chart shows the tasks"


def test_where_a_column_was_not_read_no_finding_stands_on_it_and_the_paper_says_why(compose):
    without = compose(lambda tasks: tasks.assign(narrative=pd.array([None] * 19, "str")))
    assert not {"evidence", "shown", "recycled"} & {section.key for section in without.sections}
    assert part(without, "evidence") is None
    assert "报告没有进展文字，或没有读出" in words(without, "limits")


def test_importance_names_only_findings_that_there_are():
    named = load_vocabulary("outline")["importance"]
    there = {f"{group}.{key}" for group, keys in load_vocabulary("findings").items() for key in keys}
    assert set(named) <= there
    assert len(named) == len(set(named))


def test_a_language_that_there_is_not_is_refused(compose):
    with pytest.raises(ReportError, match="no such language"):
        compose(language="fr")


def test_a_sentence_in_both_languages():
    said = Sentence("limits.unknown", {"unknown": Cell("measure_progress", "all", "unknown", 1)})
    assert said.text("en") == "1 task without a percent, left out of every average."
