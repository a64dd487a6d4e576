"""The card of a task: the words as received and as read, nothing smoothed over, nothing run."""

import re

import pytest

from analysis_helpers import compare_history, load_history
from analysis_helpers.explorer.card import reveal, write_card

HOSTILE = (
    "<script>document.title='run'</script> **粗** $x$ </section><img src=x onerror=alert(1)> " + chr(0x202E) + "倒"
)


@pytest.fixture(scope="module")
def history():
    return compare_history(load_history(sample=True))


def card_of(history, quarter, row, unit="文广旅游局", language="zh"):
    tasks = history.tasks
    own = tasks[tasks["quarter"].eq(quarter) & tasks["source_row"].eq(row) & tasks["unit"].eq(unit)]
    return write_card(history, own.iloc[0], language)


def words_of(html):
    return re.sub(r"<[^>]+>", "", html)


def test_a_destroyed_number_stays_marked_and_its_repairs_are_named(history):
    card = card_of(history, "2024Q2", 19)
    assert '游客总人次突<ins>破</ins><b class="ex-lost"' in card or 'class="ex-lost"' in card
    assert "残缺的字按常用词补全" in card
    assert "□00万" in words_of(card)
    assert "ex-doubt" in card


def test_both_texts_stand_there_with_what_differs_marked(history):
    card = card_of(history, "2024Q2", 17)
    assert "送<ins>书</ins>下<ins>乡</ins>6<ins>万册</ins>" in card
    assert "送<del>書</del>下<del>鄉(xiāng)</del>6<del>萬冊(cè)</del>" in card


def test_the_course_and_the_redline_go_back_to_the_last_quarter(history):
    card = card_of(history, "2024Q3", 2)
    assert ["2024年一季度" in card, "2024年二季度" in card, "2024年三季度" in card] == [True] * 3
    assert "与2024年二季度相比" in card
    assert "2024年四季度" not in card, "a card speaks of nothing that came later"


def test_a_doubtful_link_is_said(history):
    links = history.links[history.links["kind"].eq("doubtful") & history.links["current_quarter"].eq("2024Q3")]
    own = history.tasks[
        history.tasks["task_id"].eq(links["current_id"].iloc[0]) & history.tasks["quarter"].eq("2024Q3")
    ]
    assert "文化产业增加值占GDP比重达7%以上" in write_card(history, own.iloc[0], "zh")


def test_what_a_report_says_is_shown_and_not_run(write_report):
    path = write_report(f"{HOSTILE} | 2024 | 2 | {HOSTILE} | 55% | 进度超前 | 王某 | 甲局 |")
    history = compare_history(load_history(path.parent))
    card = write_card(history, history.tasks.iloc[0], "zh")
    assert "<script" not in card
    assert "<img" not in card
    assert "&lt;script&gt;" in card
    assert chr(0x202E) not in card
    assert card.count("</section>") == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_task_of_the_sample_has_a_card(history, language):
    for _, task in history.tasks.iterrows():
        card = write_card(history, task, language)
        assert "nan" not in words_of(card).split()
        assert "<NA>" not in card


def test_unknown_is_said_not_left_blank(write_report):
    path = write_report("新建书房4个 | 2024 | 2 |  |  |  |  | 甲局 |")
    history = compare_history(load_history(path.parent))
    card = words_of(write_card(history, history.tasks.iloc[0], "zh"))
    assert "未知" in card


def test_a_character_that_cannot_be_seen_is_written_by_its_code():
    assert reveal("甲\x00乙\n丙") == "甲⟨U+0000⟩乙\n丙"
