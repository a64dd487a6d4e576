"""Control characters leave a report's texts, with a word in the ledger."""

import pytest

from analysis_helpers import load_report
from analysis_helpers.textfix.clean_text import clean_text


@pytest.mark.parametrize(
    ("received", "read"),
    [("建\x0b房", "建\n房"), ("建\x85房", "建\n房"), ("建\x1e房", "建\n房"), ("建\u2028房", "建\n房"), ("建\t房", "建 房"),
     ("建\x01房\x9b", "建房"), ("建\uffff房", "建房"), ("建房", "建房")],
)  # fmt: skip
def test_a_control_character_is_a_break_a_blank_or_nothing(received, read):
    found = clean_text(received)
    assert found.text == read
    assert [change.rule for change in found.changes] == ["control_character"] * (received != read)


def test_received_cells_come_back(write_report):
    report = load_report(write_report("建\x0b房\x01 | 2024 | 2 | 已\x1e建 | 55% | 进度超前 | 甲某 | 甲局 |"))
    assert report.tasks["task"].tolist() == ["建\n房"]
    assert report.restore().equals(report.raw)
