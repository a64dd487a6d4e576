"""Tables in notebooks: what stands where, what is unknown, what is hostile."""

import pandas as pd
import pytest
from lxml import html

from analysis_helpers import show_table


def cells(table):
    page = html.fromstring(show_table(table)._repr_html_())
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
    table = pd.DataFrame({"schedule_status": ["on_schedule"]})
    assert "schedule_<wbr>status" in show_table(table)._repr_html_()
    assert cells(table) == [["schedule_status"], ["on_schedule"]]


def test_row_numbers_are_left_out_and_labels_stay():
    assert cells(pd.DataFrame({"a": [1]}, index=[7])) == [["a"], ["1"]]
    assert cells(pd.DataFrame({"a": [1]}, index=pd.Index(["x"], name="label"))) == [["label", "a"], ["x", "1"]]
    assert cells(pd.DataFrame({"a": [1]}, index=["x"])) == [["", "a"], ["x", "1"]]


def test_an_unknown_label_is_a_dash():
    assert cells(pd.DataFrame({"a": [1, 2]}, index=pd.array([True, None], dtype="boolean")))[1:] == [
        ["True", "1"],
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
