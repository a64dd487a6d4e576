"""What is larger than any report is refused before it costs memory, in both languages."""

import os

import pytest

from analysis_helpers import ReportError, load_report
from analysis_helpers.readers import read_file
from analysis_helpers.textfix import clean_text as cleaning

GOOD = "<tr><td>具体分解<td>当前工作进度<td>形象进度<td>责任单位"


def _refused(source):
    with pytest.raises(ReportError) as refused:
        load_report(source)
    assert refused.value.part("what").zh != refused.value.part("what").en
    return refused.value.part("what").en


def test_a_file_of_a_gigabyte_is_not_read(tmp_path):
    sparse = tmp_path / "sparse.txt"
    sparse.touch()
    os.truncate(sparse, 1_500_000_000)
    assert _refused(sparse) == "this file holds more than 256 MB"


def test_more_rows_than_any_report_are_refused(monkeypatch):
    monkeypatch.setattr(read_file, "MOST_ROWS", 100)
    assert _refused(b"\xe4\xbb\xbb\xe5\x8a\xa1,a,b\n" + b"x,1,2\n" * 101) == "this table has more than 100 rows"
    assert (
        _refused(f"<html><table>{GOOD}{'<tr><td>x<td>y<td>5%<td>z' * 101}</table>")
        == "this table has more than 100 rows"
    )


def test_one_text_in_many_cells_is_counted_in_each():
    big = "建" * 30_000
    rows = "".join(f"<tr><td>建房{i}<td>5%<td>甲局" for i in range(1, 1000))
    page = f"<html><table>{GOOD}<tr><td>建房0<td rowspan=1000>{big}<td>5%<td>甲局{rows}</table>"
    assert "repeat more than 20,000,000 characters" in _refused(page)


def test_damage_beyond_the_bound_is_said_and_left(monkeypatch, write_report):
    monkeypatch.setattr(cleaning, "MOST_DAMAGED", 1)
    row = "任务{n} | 2024 | 2 | {n}總?cè)藬?shù){n} | 5{n}% | 进度超前 | 甲某 | 甲局 |"
    report = load_report(write_report(*(row.format(n=n) for n in range(3))))
    ledger = report.ledger[report.ledger["column"].eq("当前工作进度")]
    rules = ledger.groupby("source_row")["rule"].agg(lambda told: set(told.astype(str)))
    assert "byte_shift" in rules[3]
    assert "byte_shift_refused" in rules[4]
    assert "byte_shift_refused" in rules[5]
