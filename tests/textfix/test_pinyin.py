import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis_helpers.textfix.pinyin import strip_annotations
from analysis_helpers.textfix.text_arrays import Texts, strip_column


@pytest.mark.parametrize(
    ("received", "read"),
    [
        ("區(qū)文廣", "區文廣"),
        ("實(shí)情況", "實情況"),
        ("長三角(上虞)", "長三角(上虞)"),
        ("狀態(tài) | 責(zé)任", "狀態| 責任"),
        ("個(ge) 人", "個人"),
        ("會(huì )議", "會議"),
        ("人(rén)員", "人員"),
        ("品牌(IP)", "品牌(IP)"),
        ("青春之城 文藝賦美", "青春之城 文藝賦美"),
        ("面積(mu)", "面積(mu)"),
    ],
)
def test_only_a_reading_of_the_character_before_it_goes(received, read):
    assert strip_annotations(received) == read


def test_every_annotation_of_the_real_report_goes_and_nothing_else(report):
    counted = report.ledger.loc[report.ledger["rule"].eq("pinyin_annotation"), "count"].sum()
    assert counted == 259
    brackets = [cell for column in report.cells for cell in report.cells[column] if "(" in cell]
    assert len(brackets) == 1
    assert "长三角(上虞)" in brackets[0]


PIECES = ["區(qū)", "個(ge) ", "綠(lv)", "人( rén )", "會(huì )", "實(shí\ue000)", "𠀀(jì)", "K(kè)", "開(app)", "角(上虞)", "(", ")", "會(huì", "l(fā)", "發(", "x(ce)", "數(shù)(ok)", "\u3000", "縣（xiàn）", "\x1e", ""]  # fmt: skip


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=5).map("".join), min_size=1, max_size=8))
def test_a_column_is_stripped_as_each_of_its_texts_is(cells):
    texts, counts = strip_column(Texts.of(cells))
    assert texts.cells.tolist() == [strip_annotations(cell) for cell in cells]
    taken = [cell.count("(") - text.count("(") for cell, text in zip(cells, texts.cells, strict=True)]
    assert counts.tolist() == taken


def test_a_bracket_that_is_no_reading_stays():
    assert strip_column(Texts.of(["開(kāi)發(app)", "開(app)"]))[0].cells.tolist() == ["開發(app)", "開(app)"]
