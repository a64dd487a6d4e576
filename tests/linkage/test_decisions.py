import pandas as pd
import pytest
from tests.linkage.test_link_quarters import as_set, both, quarter

from analysis_helpers import ReportError, link_quarters
from analysis_helpers.linkage.decisions import COLUMNS, load_decisions

SEWAGE, SOIL = "加强水污染防治", "加强土壤污染防治"


def decide(decision, previous=SEWAGE, current=SOIL, unit="甲局", reason="问过该局"):
    return pd.DataFrame(
        [["2024Q1", "2024Q2", unit, previous, current, decision, reason, "2024-08-01"]], columns=COLUMNS
    )


def test_without_a_decision_the_pair_is_doubtful():
    assert as_set(both([SEWAGE], [SOIL])) == {("p0", "c0", "doubtful")}


def test_a_person_says_that_they_are_the_same():
    links = both([SEWAGE], [SOIL], decisions=decide("same"))
    assert as_set(links) == {("p0", "c0", "reworded")}
    assert links["why"].tolist() == ["decided"]


def test_a_person_says_that_they_are_not():
    assert as_set(both([SEWAGE], [SOIL], decisions=decide("different"))) == {
        ("p0", None, "dropped"),
        (None, "c0", "new"),
    }


def test_one_task_said_to_be_two_is_a_split():
    table = pd.concat([decide("same", "甲", "乙"), decide("same", "甲", "丙")])
    assert as_set(both(["甲"], ["乙", "丙"], decisions=table)) == {("p0", "c0", "split"), ("p0", "c1", "split")}


def test_a_decision_about_another_quarter_waits():
    table = decide("same").assign(previous_quarter="2023Q4")
    assert as_set(both([SEWAGE], [SOIL], decisions=table)) == {("p0", "c0", "doubtful")}


def test_a_decision_whose_text_is_gone_is_refused_with_its_row():
    with pytest.raises(ReportError, match=r"1 decisions speak of tasks(.|\n)*row 2, 甲局 2024Q1→2024Q2(.|\n)*没有这项"):
        both([SEWAGE], [SOIL], decisions=decide("same", previous="没有这项"))


def test_a_moved_task_is_found_in_its_old_unit():
    before = quarter(SEWAGE, unit="乙局")
    links = link_quarters(before, quarter(SOIL, prefix="c", name="2024Q2"), decide("same"))
    assert as_set(links) == {("p0", "c0", "reworded")}


def test_a_file_of_another_shape_is_refused(tmp_path):
    (tmp_path / "d.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ReportError, match="columns are missing: previous_quarter"):
        load_decisions(tmp_path / "d.csv")


def test_a_word_that_is_no_decision_is_named_with_its_row(tmp_path):
    decide("perhaps").to_csv(tmp_path / "d.csv", index=False)
    with pytest.raises(ReportError, match=r"(?s)1 decisions without a word or a reason.*row 2.*perhaps"):
        load_decisions(tmp_path / "d.csv")
