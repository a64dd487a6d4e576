import hypothesis.strategies as st
from hypothesis import given, settings

from analysis_helpers import clean_text
from analysis_helpers.textfix.clean_text import clean_column
from analysis_helpers.textfix.text_arrays import SEPARATOR

PIECES = [
    "區(qū)",
    "態(tài) ",
    "總?cè)藬?shù)",
    "?cè)藛T",
    "角(上虞)",
    "跟著",
    "55%",
    " ",
    "　",
    "?",
    "(zì)",
    "□",
    "乾坤",
    "x)",
    "著作",
    SEPARATOR,
]
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=8).map("".join)


def test_the_examples_that_everything_is_judged_by():
    assert clean_text("總?cè)藬?shù)").text == "总人数"
    assert clean_text("跟著诗词").text == "跟着诗词"
    assert clean_text("長三角(上虞)").text == "长三角(上虞)"
    assert clean_text("「青春之城 文藝賦美」").text == "「青春之城 文艺赋美」"


def test_changes_chain_from_the_received_text_to_the_clean_one():
    cleaned = clean_text(" 游客總?cè)舜瓮黄?00萬 ")
    states = [" 游客總?cè)舜瓮黄?00萬 ", *(change.after for change in cleaned.changes)]
    assert [change.before for change in cleaned.changes] == states[:-1]
    assert states[-1] == cleaned.text


@settings(max_examples=150, deadline=None)
@given(st.lists(texts, min_size=1, max_size=5))
def test_a_column_is_cleaned_as_its_texts_are_one_by_one(column):
    cells, steps = clean_column(column)
    assert cells == [clean_text(text).text for text in column]
    for i, text in enumerate(column):
        mine = [(s.rule, s.level, s.count[list(s.at).index(i)]) for s in steps if i in s.at]
        assert mine == [(c.rule, c.level, c.count) for c in clean_text(text).changes]


@settings(max_examples=150, deadline=None)
@given(texts)
def test_cleaning_twice_changes_nothing_more(text):
    once = clean_text(text).text
    assert clean_text(once).text == once


def test_cleaning_the_real_report_twice_changes_nothing_more(report):
    for column in report.cells:
        cells = report.cells[column].tolist()
        assert clean_column(cells)[0] == cells
