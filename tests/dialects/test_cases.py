import pytest

from tests.dialects.score import classify_reading, list_cases, read_expectation

CASES = list_cases()


def test_no_case_is_without_its_right_reading():
    assert len(CASES) == 69


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_a_strange_report_is_read_right_or_its_trouble_is_said(path):
    outcome = classify_reading(path, read_expectation(path))
    told = outcome.message or "\n".join(map(str, outcome.differences))
    assert outcome.verdict in ("right", "said", "refused"), f"{outcome.verdict}\n{told}"
