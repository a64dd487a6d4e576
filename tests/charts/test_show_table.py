"""Tables in notebooks: what stands where, what is unknown, what is hostile."""

import re

import nbformat
import pandas as pd
import pytest
from lxml import html

from analysis_helpers import ReportError, list_doubts, load_history, show_table
from analysis_helpers.core.language import use_language
from analysis_helpers.core.table_words import knows_column
from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.measures import count_transitions, measure_change, measure_progress


def cells(table, language=None):
    page = html.fromstring(show_table(table, language)._repr_html_())
    return [[cell.text_content() for cell in row] for row in page.iter("tr")]


@pytest.mark.parametrize(
    "column",
    [
        pd.Series([55.0, None]),
        pd.Series([55, None], dtype="Int64"),
        pd.Series([55.5, None], dtype="Float64"),
        pd.Series(["新建书房4个", None], dtype="str"),
        pd.Series(["ahead", None], dtype="category"),
        pd.Series([["甲某"], pd.NA], dtype=object),
        pd.Series(["2024-06-30", None], dtype="datetime64[us]"),
        pd.Series(pd.PeriodIndex(["2024Q2", None], freq="Q")),
    ],
    ids=lambda column: str(column.dtype),
)
def test_the_unknown_of_every_kind_is_a_dash(column):
    assert cells(column.to_frame("x"))[-1] == ["–"]


def test_texts_stand_on_the_left_and_numbers_on_the_right():
    table = pd.DataFrame({"task": ["新建书房4个,提升乡镇综合文化站"], "progress_pct": [55.0], "leader": ["甲某"]})
    page = html.fromstring(show_table(table)._repr_html_())
    styles = [cell.get("style") for cell in page.iter("td")]
    assert ["left" in style for style in styles] == [True, False, True]
    assert "nowrap" not in styles[0], "a long text is wrapped"
    assert "nowrap" in styles[2], "a name stays on one line"


def test_what_a_report_says_is_text():
    said = "<script>alert(1)</script> & 5$到6$"
    table = pd.DataFrame({said: [said]}, index=[said])
    written = show_table(table)._repr_html_()
    assert "<script" not in written
    assert "mathjax_ignore" in written
    assert cells(table) == [["", said], [said, said]]


def test_a_name_may_bend_and_is_still_the_same_name():
    table = pd.DataFrame({"own_column": ["in_code"]})
    assert "own_<wbr>column" in show_table(table)._repr_html_()
    assert cells(table) == [["own_column"], ["in_code"]]


def test_row_numbers_are_left_out_and_labels_stay():
    assert cells(pd.DataFrame({"a": [1]}, index=[7])) == [["a"], ["1"]]
    assert cells(pd.DataFrame({"a": [1]}, index=pd.Index(["x"], name="label"))) == [["label", "a"], ["x", "1"]]
    assert cells(pd.DataFrame({"a": [1]}, index=["x"])) == [["", "a"], ["x", "1"]]


def test_an_unknown_label_is_a_dash():
    assert cells(pd.DataFrame({"a": [1, 2]}, index=pd.array([True, None], dtype="boolean")))[1:] == [
        ["yes", "1"],
        ["–", "2"],
    ]


def test_of_very_many_rows_the_count_is_said():
    written = show_table(pd.DataFrame({"a": range(20_000)}))._repr_html_()
    assert "20000 rows" in written
    assert len(written) < 20_000


def test_the_frame_is_left_as_it_was_and_is_written_as_plain_text():
    table = pd.DataFrame({"a": pd.array([1, None], dtype="Int64")})
    before = table.copy()
    shown = show_table(table)
    shown._repr_html_()
    assert repr(shown) == repr(before)
    pd.testing.assert_frame_equal(table, before)


def test_a_table_without_rows_shows_its_header():
    assert cells(pd.DataFrame({"task": pd.Series([], dtype="str")})) == [["task"]]


@pytest.mark.parametrize("character", "\x01\x07\x0b\x1b\ufffe\uffff\ud800")
def test_a_text_with_any_character_is_shown_with_a_mark_for_what_no_page_can_hold(character):
    shown = show_table(pd.DataFrame({"task": [f"建{character}房"], "n": [1]}, dtype=object))._repr_html_()
    assert "建\ufffd房" in shown


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", [["形象进度%", "自报状态", "备注"], ["55.0", "超前", "ahead"], ["–", "–", "–"]]),
        ("en", [["progress %", "reported status", "备注"], ["55.0", "ahead", "ahead"], ["–", "–", "–"]]),
    ],
)
def test_heads_and_statuses_are_in_words_and_a_column_of_the_file_stays_as_it_is(language, said):
    table = pd.DataFrame({"progress_pct": [55.0, None], "status": ["ahead", None], "备注": ["ahead", None]})
    assert cells(table, language) == said
    assert table.columns.tolist() == ["progress_pct", "status", "备注"], "the frame keeps its names"


def test_a_head_tells_the_name_that_code_has_for_it():
    page = html.fromstring(show_table(pd.DataFrame({"progress_pct": [1], "备注": [2]}), "zh")._repr_html_())
    assert [head.get("title") for head in page.iter("th")] == ["progress_pct", None]


def test_the_language_is_the_one_that_holds_where_none_is_given():
    table = pd.DataFrame({"leader": ["甲某"]})
    with use_language("zh"):
        assert cells(table)[0] == ["领导"]
    with use_language("en"):
        assert cells(table)[0] == ["leader"]
    with pytest.raises(ReportError):
        show_table(table, "fr")


def test_rules_are_said_in_words_with_their_thresholds():
    rules = ["Δ ≥ 30", "|Δ| ≤ 1", "Δ < −1", "Δ > 0", "100 %", "narrative unchanged", "lost_character", "Δ ~ 3", None]
    said = [row[0] for row in cells(pd.DataFrame({"rule": rules}), "zh")]
    assert said == [
        "处理", "升30个点以上", "升降不超过1个点", "降1个点以上", "上升", "达到100%", "进度上升，文字未改",
        "已损毁的字符，以□标出", "Δ ~ 3", "–",
    ]  # fmt: skip


def test_a_movement_s_every_rule_and_a_doubt_s_every_rule_has_words():
    history = load_history(sample=True)
    rules = set(measure_change(history)["rule"].dropna()) | set(list_doubts(history.ledger)["rule"])
    said = {row[0] for row in cells(pd.DataFrame({"rule": sorted(rules)}), "zh")[1:]}
    assert [text for text in said if not any("\u4e00" <= sign <= "\u9fff" for sign in text)] == []


def test_a_table_on_its_side_has_its_heads_on_the_left(tasks):
    table = measure_progress(tasks, by="unit").set_index("unit").T
    shown = cells(table, "zh")
    assert shown[0] == ["责任单位", "文广旅游局"]
    assert shown[1] == ["任务数", "19"]
    told = pd.DataFrame({"verdict": ["below"], "unit": ["below"]}).T
    assert cells(told, "zh")[1:] == [["结论", "有数据支撑，低于所报"], ["责任单位", "below"]]


def test_rows_and_columns_of_statuses_are_in_words():
    shown = cells(count_transitions(measure_change(load_history(sample=True), "2024Q3")), "zh")
    assert shown[0] == ["上季状态", "已完成", "超前", "持平", "落后", "未启动", "暂缓或终止", "未知"]
    assert shown[2] == ["超前", "1", "10", "2", "2", "0", "0", "0"]


def test_yes_and_no_are_words():
    assert cells(pd.DataFrame({"rebuilt": [True, False, None]}), "zh") == [["能还原"], ["是"], ["否"], ["–"]]


def test_of_very_many_rows_the_count_is_said_in_chinese():
    assert "200行 × 1列" in show_table(pd.DataFrame({"a": range(200)}), "zh")._repr_html_()


def shown_in_notebooks(project):
    """The heads of all tables that the notebooks show, as code calls them: from their text, which keeps these names."""
    for path in sorted((project / "notebooks").glob("0*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            for out in cell.get("outputs", []):
                written = out.get("data", {}).get("text/html", "")
                if "dataframe" in written:
                    page = html.fromstring(written)
                    yield path.stem, [(head.text_content(), head.get("title")) for head in page.iter("th")]


def test_every_head_that_a_stored_notebook_shows_is_in_chinese_or_from_the_file(project):
    found = list(shown_in_notebooks(project))
    assert len(found) > 50
    english = {(name, text) for name, heads in found for text, _ in heads if re.search("[A-Za-z]{2}", text)}
    assert {text for _, text in english} <= {"SHA-256", "2024Q2-文广旅游局.txt", "集中度（HHI）"}
    assert [title for _, heads in found for _, title in heads if title and not knows_column(title)] == []


def test_every_label_has_both_languages():
    labels = load_vocabulary("labels")
    for section in ("columns", "notebook_columns", "light", "side", "truth", "role", "more_words", "movement_rule"):
        assert [key for key, said in labels[section].items() if not (said["zh"] and said["en"])] == []
    assert not set(labels["columns"]) & set(labels["notebook_columns"])
    known = {*labels, "formats"}
    assert {section for sections in labels["words_of"].values() for section in sections} <= known
