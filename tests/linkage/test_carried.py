"""When a new version of a report comes in, its corrections live on with their tasks, or are listed as not fitting."""

import pandas as pd
import pytest

from analysis_helpers import load_report
from analysis_helpers.cleaning.corrections import COLUMNS
from analysis_helpers.linkage.carried import carry_over, list_unfit

HEADER = "具体分解 | 形象进度 | 责任单位 |"
OLD = ("建书房 | 55% | 甲局 |", "建泵站 | 50% | 甲局 |", "建公园 | 40% | 甲局 |", "建桥 | 30% | 甲局 |")
# The second row comes first; 建泵站 says 52 % now, 建公园 what the correction said; 建桥 is gone.
NEW = ("建泵站 | 52% | 甲局 |", "建书房 | 55% | 甲局 |", "建公园 | 45% | 甲局 |", "建路 | 30% | 甲局 |")


@pytest.fixture
def versions(write_report):
    none = pd.DataFrame(columns=COLUMNS)
    return [
        load_report(write_report(*rows, header=HEADER, name=name), corrections=none)
        for name, rows in (("2024Q2-甲局.txt", OLD), ("2024Q2-甲局.v2.txt", NEW))
    ]


@pytest.fixture
def corrections():
    changed = [(3, "55%", "54%"), (4, "50%", "49%"), (5, "40%", "45%"), (6, "30%", "20%")]
    rows = [
        ["2024Q2-甲局.txt", str(row), "progress_pct", old, new, "电话核实", "2024-07-05"] for row, old, new in changed
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def test_a_correction_goes_with_its_task_and_says_where_it_is_from(versions, corrections):
    carried, _ = carry_over(corrections, *versions, "2024-08-01")
    assert carried.to_numpy().tolist() == [
        ["2024Q2-甲局.v2.txt", "4", "形象进度", "55%", "54%", "电话核实 (carried over from 2024Q2-甲局.txt, row 3)", "2024-08-01"]
    ]  # fmt: skip


def test_what_does_not_fit_is_listed_with_the_reason_and_what_the_sender_mended_is_not(versions, corrections):
    _, unfit = carry_over(corrections, *versions, "2024-08-01")
    assert [(row.source_row, row.why.en) for row in unfit.itertuples()] == [
        ("4", "the cell holds '52%', not '50%'"), ("6", "the newer version has no such task"),
    ]  # fmt: skip


def test_one_that_is_written_anew_for_the_newer_version_is_settled(versions, corrections):
    anew = ["2024Q2-甲局.v2.txt", "3", "形象进度", "52%", "49%", "电话核实", "2024-08-01"]
    told = pd.concat([corrections, pd.DataFrame([anew], columns=COLUMNS)], ignore_index=True)
    assert list_unfit(versions, versions[1:], told)["source_row"].tolist() == ["3", "6"]  # 3: not carried over yet
