"""Every sentence about people and bureaus, judged on some 200 synthetic reports.

`python -m tests.tribunal.report` prints what is broken, rule by rule, with examples.
"""

import pytest
from tests.tribunal.court import check_links, check_reading, hear_all, list_finders
from tests.tribunal.judge import RULES, read_sentence
from tests.tribunal.make_reports import OPTIONAL, all_cases

SHOWN = 8  # faults that a failing rule lists


def test_there_are_enough_reports_of_every_kind():
    cases = all_cases()
    assert len(cases) >= 200
    assert {case.quarter for case in cases} == {1, 2, 3, 4}
    assert {case.basis for case in cases} == {"month", "day"}
    assert {len(case.now[0].rows) for case in cases} >= {1, 40}
    for column in OPTIONAL:
        assert {column in case.columns for case in cases} == {True, False}
    assert any(len(case.sheets) > 2 for case in cases)


@pytest.mark.parametrize("case", all_cases()[::15], ids=lambda case: case.label)
def test_the_reports_are_read_as_they_were_made(case):
    """What follows judges sentences by the rows as they were written; a wrong reading would be laid at their door."""
    assert check_reading(case) == []
    assert check_links(case) == []


@pytest.mark.parametrize("rule", RULES)
def test_no_sentence_breaks_the_rule(rule):
    faults = hear_all().get(rule, [])
    lines = [f"{fault.text}\n    {fault.why} ({fault.key}; {fault.case})" for fault in faults[:SHOWN]]
    assert not faults, f"{rule}: {RULES[rule]}. {len(faults)} times, such as\n" + "\n".join(lines)


def test_the_tribunal_knows_every_rule_that_it_finds():
    assert set(hear_all()) <= set(RULES)


def test_every_function_that_makes_a_finding_is_heard():
    assert {"find_status", "find_deviation", "find_evidence", "find_change", "find_workload"} <= set(list_finders())


def test_a_sentence_is_taken_apart_by_its_template():
    read = read_sentence("19项任务中4项落后序时，14项超前，1项未知", "deviation.behind", "zh")
    assert dict(read.values) == {"tasks": "19", "behind": "4", "ahead": "14", "unknown": "1"}
    assert read_sentence("Of 1 task, 1 behind schedule", "deviation.behind", "en").values["tasks"] == "1"
    assert read_sentence("4项任务落后", "deviation.behind", "zh") is None
