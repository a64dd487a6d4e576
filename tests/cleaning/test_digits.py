"""Digits of other scripts and footnote marks never become a figure in silence."""

import pytest

from analysis_helpers import load_report

ROW = "修路 | {year} | {quarter} | 已修 | {percent} | 进度超前 | 甲某 | 甲局 |"
GOOD = ROW.format(year="2024", quarter="2", percent="55%")


def _read(write_report, **cells):
    row = ROW.format(**{"year": "2024", "quarter": "2", "percent": "55%"} | cells)
    return load_report(write_report(GOOD, row), "reject")


@pytest.mark.parametrize("percent", ["5²%", "8①", "¼", "5₂", "⑤5%", "㉕"])
def test_a_mark_beside_a_percent_leaves_it_unknown_or_unread_and_is_said(write_report, percent):
    report = _read(write_report, percent=percent)
    told = report.ledger[report.ledger["source_row"].eq(4) & report.ledger["column"].eq("形象进度")]
    assert set(told["level"].astype(str)) <= {"doubtful", "rejected"}
    assert len(told) == 1
    assert report.tasks.loc[report.tasks["source_row"].eq(4), "progress_pct"].dropna().empty


@pytest.mark.parametrize(
    "cells", [{"percent": "٣٤%"}, {"percent": "५५%"}, {"year": "0000"}, {"year": "٢٠٢٤"}, {"quarter": "٢"}]
)
def test_digits_of_other_scripts_and_a_year_zero_are_bad_cells(write_report, cells):
    report = _read(write_report, **cells)
    assert report.ledger.loc[report.ledger["level"].eq("rejected"), "source_row"].tolist() == [4]


def test_full_width_digits_are_digits(write_report):
    assert _read(write_report, percent="５６％", year="２０２４").tasks["progress_pct"].tolist() == [55.0, 56.0]
