"""Which tasks does a view keep? The counts are FACTS of the one real report: 19 tasks, 14 of one leader, 4 on schedule."""

import pytest

from analysis_helpers import ReportError, load_history, measure_change
from analysis_helpers.charts.select_tasks import find_chart, select_tasks
from analysis_helpers.charts.selection import View

MOST, QUARTER = "朱江桥", "2024Q2"


@pytest.fixture(scope="module")
def history():
    return load_history(sample=True)


def test_without_filters_all_tasks_of_the_quarter_are_shown(history):
    chosen = select_tasks(history, View(QUARTER))
    assert (len(chosen.tasks), chosen.total, chosen.without) == (19, 19, {})
    assert chosen.choices["leader"][MOST] == 14


def test_filters_combine_and_each_knows_what_it_alone_keeps_out(history):
    one, both = View(QUARTER, leader=MOST), View(QUARTER, leader=MOST, schedule_status="on_schedule")
    kept = select_tasks(history, both)
    tasks = kept.tasks
    assert tasks["leader"].eq(MOST).all()
    assert tasks["schedule_status"].eq("on_schedule").all()
    assert kept.without == {"leader": 4 - len(tasks), "schedule_status": 14 - len(tasks)}
    assert len(select_tasks(history, one).tasks) == 14


def test_a_choice_counts_what_it_would_leave_beside_the_other_filters(history):
    choices = select_tasks(history, View(QUARTER, leader=MOST, schedule_status="on_schedule")).choices
    for status, n in choices["schedule_status"].items():
        assert n == len(select_tasks(history, View(QUARTER, leader=MOST, schedule_status=status)).tasks)
    assert sum(choices["leader"].values()) == 4, "the leaders' counts leave out the leader filter, not the other"


def test_a_task_of_two_leaders_is_found_under_both(write_report):
    path = write_report("甲 | 2024 | 2 | 在做 | 55% | 进度超前 | 王某、李某 | 甲局 |", "乙 | 2024 | 2 | 在做 | 40% | 进度超前 | 李某 | 甲局 |")  # fmt: skip
    choices = select_tasks(load_history(path.parent), View()).choices["leader"]
    assert choices == {"李某": 2, "王某": 1, "unknown": 0}


def test_an_unknown_percent_lies_in_no_range_and_an_unknown_status_can_be_chosen(write_report):
    path = write_report("甲 | 2024 | 2 | 在做 |  | 进度超前 | 王某 | 甲局 |", "乙 | 2024 | 2 | 在做 | 40% | 进度超前 | 李某 | 甲局 |")  # fmt: skip
    history = load_history(path.parent)
    assert select_tasks(history, View(percent=(0, 100))).tasks["task"].tolist() == ["乙"]
    assert select_tasks(history, View(schedule_status="unknown")).tasks["task"].tolist() == ["甲"]


@pytest.mark.parametrize("words", ["书房 书吧", "书吧　书房", "４家"])
def test_all_words_have_to_stand_in_task_or_narrative_in_any_width(history, words):
    found = select_tasks(history, View(QUARTER, text=words)).tasks
    assert found["source_row"].tolist() == [17]


def test_a_search_is_for_words_not_for_patterns(history):
    assert select_tasks(history, View(QUARTER, text=".*")).tasks.empty


@pytest.mark.parametrize(("view", "named"), [
    ({"quarter": "2023Q1"}, "2024Q2"), ({"quarter": QUARTER, "leader": "某某"}, MOST), ({"quarter": QUARTER, "unit": "某局"}, "文广旅游局"),
    ({"quarter": QUARTER, "compare": "2024Q3"}, "2024Q1"),
])  # fmt: skip
def test_what_is_not_there_is_refused_with_what_is(history, view, named):
    with pytest.raises(ReportError, match=named):
        select_tasks(history, View(**view))


@pytest.mark.parametrize(
    "wrong", [{"status": "good"}, {"basis": "week"}, {"language": "fr"}, {"percent": (50, 0)}, {"percent": "all"}]
)
def test_a_view_refuses_what_it_cannot_be(wrong):
    with pytest.raises(ReportError):
        View(**wrong)


def test_a_view_compared_with_another_quarter_is_linked_with_that_one(history):
    chosen = select_tasks(history, View("2024Q3", compare="2024Q1"))
    before = measure_change(chosen.history, "2024Q3")["previous_quarter"].dropna()
    assert set(before) == {"2024Q1"}


def test_filters_reach_the_charts_of_change(history):
    view = View("2024Q3", leader=MOST)
    chosen = select_tasks(history, view)
    changes = measure_change(chosen.history, "2024Q3")
    assert set(changes["task_id"].dropna()) == set(chosen.tasks["task_id"])
    gone = changes.loc[changes["kind"].eq("dropped"), "previous_leader"]
    assert gone.eq(MOST).all(), "of tasks that are gone, only those that were this leader's"


def test_tasks_that_are_gone_stand_in_no_view_of_what_tasks_are_now(history):
    every = measure_change(select_tasks(history, View(QUARTER)).history, QUARTER)
    ahead = measure_change(select_tasks(history, View(QUARTER, status="ahead")).history, QUARTER)
    assert every["kind"].eq("dropped").any()
    assert not ahead["kind"].eq("dropped").any()


def test_a_chart_says_to_which_tasks_it_is_limited(history):
    chosen = select_tasks(history, View(QUARTER, leader=MOST))
    texts = [text.get_text() for text in find_chart(chosen).plot(chosen.tasks).figure.texts]
    assert any(f"领导：{MOST}" in text for text in texts)
    every = select_tasks(history, View(QUARTER))
    assert not any("仅含" in text.get_text() for text in find_chart(every).plot(every.tasks).figure.texts)


def test_a_selection_without_a_past_has_no_chart_of_change(history):
    new = measure_change(history, "2024Q3").query("kind == 'new'")["task"].iloc[0]
    chosen = select_tasks(history, View("2024Q3", text=new, chart="trajectories"))
    assert len(chosen.tasks) >= 1
    nothing = select_tasks(history, View("2024Q3", text="没有这几个字", chart="change"))
    assert find_chart(nothing) is None
