"""A view can be said: as a line of code that shows it again, and in words."""

import pytest

from analysis_helpers import ReportError
from analysis_helpers.charts.selection import View, make_view

VIEWS = [
    View(),
    View(
        "2024Q2",
        "2024Q1",
        "文广旅游局",
        "朱江桥",
        "ahead",
        "unknown",
        (0, 62.5),
        "书房 '\"\\",
        "day",
        "2024-07-30",
        "en",
        "change",
    ),
]


@pytest.mark.parametrize("view", VIEWS)
def test_the_line_of_code_gives_the_same_view(view):
    assert eval(view.as_code(), {"explore": lambda _, **settings: make_view(settings, "code"), "history": None}) == view


def test_only_what_differs_is_said():
    assert View("2024Q2").as_code() == "explore(history, quarter='2024Q2')"


def test_a_view_is_described_in_both_languages():
    view = View(leader="朱江桥", status="ahead", schedule_status="unknown", percent=(0, 50), text="书房")
    assert view.describe("zh") == "领导：朱江桥；自报状态：超前；核算状态：未知；形象进度：0%–50%；查找文字：书房"
    assert view.describe("en") == (
        "Leader: 朱江桥; Reported status: ahead; Recomputed status: unknown; Progress: 0%–50%; Find words: 书房"
    )


@pytest.mark.parametrize("settings", [{"colour": "red"}, {"leader": 3}, {"percent": 50}, {"text": ["a"]}])
def test_settings_that_make_no_view_are_refused_by_name(settings):
    with pytest.raises(ReportError, match=next(iter(settings))):
        make_view(settings, "data/briefing.toml, chart 1")
