import pandas as pd
import pytest

from analysis_helpers import list_doubts, load_report, summarise_ledger
from analysis_helpers.cleaning.ledger import undo_ledger, write_ledger


def test_the_received_cells_come_back_without_looking_at_them(report):
    assert report.restore().equals(report.raw)
    assert list(report.restore().columns) == list(report.raw.columns)


def test_the_raw_cells_are_those_of_the_file(report, project):
    lines = (project / "data/raw/2024Q2-文广旅游局.txt").read_text(encoding="utf-8").split("\n")
    rebuilt = [" | ".join(row) + " |" for row in report.raw.to_numpy().tolist()]
    assert rebuilt == lines[2:]


def test_a_ledger_of_other_cells_is_refused(report):
    cells = report.cells.copy()
    cells.loc[19, "具体分解"] += "x"
    with pytest.raises(ValueError, match="row 19"):
        undo_ledger(cells, report.ledger, report.header_row)


def test_every_entry_is_one_cell_and_one_rule(report):
    assert not report.ledger.duplicated(["source_row", "column", "rule"]).any()


def test_doubts_show_the_place_in_question(report):
    doubts = list_doubts(report.ledger).set_index("rule")
    assert "总人次突破□00万" in doubts.loc["lost_character", "after"]
    assert doubts["after"].str.len().max() < 40


def test_summary_counts_cells_and_times(report):
    summary = summarise_ledger(report.ledger).set_index("rule")
    assert summary.loc["lost_character", ["cells", "count"]].tolist() == [1, 1]
    assert summary.loc["pinyin_annotation", "count"] == 259


def test_blank_and_double_headers_are_named_and_come_back(write_report):
    header = "具体分解 | 备注 | 备注 |  | 形象进度 |"
    report = load_report(write_report("甲 | 一 | 二 | 三 | 5% |", header=header))
    assert list(report.cells.columns) == ["具体分解", "备注", "备注 (2)", "(column 4)", "形象进度"]
    assert report.restore().equals(report.raw)
    assert report.tasks[["备注", "备注 (2)", "(column 4)"]].iloc[0].tolist() == ["一", "二", "三"]


def test_an_empty_ledger_is_a_ledger():
    ledger = write_ledger([])
    assert len(ledger) == 0
    assert isinstance(summarise_ledger(ledger), pd.DataFrame)
    assert len(list_doubts(ledger)) == 0


def test_of_a_clean_report_the_ledger_says_only_what_its_headers_mean(write_report):
    ledger = load_report(write_report("甲 | 2024 | 2 | 乙 | 5% | 进度滞后 | 丙 | 丁 |")).ledger
    assert set(ledger["rule"]) == {"header_means"}
    assert len(ledger) == 8
