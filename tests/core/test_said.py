"""Days and quarters as people write them; never a number, never what could be two days."""

from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from analysis_helpers import ReportError, compare_with_schedule
from analysis_helpers.core.said import read_day, read_quarter

DAY = pd.Timestamp("2024-07-30")


@pytest.mark.parametrize(
    "day",
    ["2024-07-30", "2024/7/30", "2024.7.30", "2024年7月30日", "２０２４年７月３０日", " 2024-07-30 ", date(2024, 7, 30), datetime(2024, 7, 30, 9), DAY],
)  # fmt: skip
def test_a_day(day):
    assert read_day(day) == DAY


@pytest.mark.parametrize(
    ("day", "key"),
    [(20240730, "day.number"), ("20240730", "day.number"), (np.int64(20240730), "day.number"), (1.5, "day.number"),
     ("5/6/2024", "day.ambiguous"), ("24-07-30", "day.ambiguous"), ("2024-02-30", "day.not_in_calendar"),
     ("soon", "day.none"), (pd.NaT, "day.none"), (None, "day.none")],
)  # fmt: skip
def test_no_day(day, key):
    with pytest.raises(ReportError) as caught:
        read_day(day)
    assert caught.value.key == key


@pytest.mark.parametrize(
    "quarter",
    ["2024Q2", "2024q2", "2024-Q2", "2024 Q2", "2024年二季度", "2024年第二季度", "2024年2季度", "二季度", "第2季度", "Q2", pd.Period("2024Q2")],
)  # fmt: skip
def test_a_quarter(quarter):
    assert read_quarter(quarter, [2024, 2024]) == "2024Q2"


@pytest.mark.parametrize(
    ("quarter", "years", "key"),
    [("二季度", [2024, 2025], "quarter.no_year"), ("二季度", [], "quarter.no_year"), ("2024Q5", [2024], "quarter.unreadable"),
     (2, [2024], "quarter.unreadable"), ("", [2024], "quarter.unreadable")],
)  # fmt: skip
def test_no_quarter(quarter, years, key):
    with pytest.raises(ReportError) as caught:
        read_quarter(quarter, years)
    assert caught.value.key == key


def test_a_day_outside_of_the_reports_year_has_to_be_asked_for(tasks):
    with pytest.raises(ReportError) as caught:
        compare_with_schedule(tasks, as_of="2025-06-30")
    assert (caught.value.key, "2024" in caught.value.what) == ("day.other_year", True)
    assert compare_with_schedule(tasks, as_of="2025-06-30", outside_year=True)["expected_pct"].eq(100).all()
