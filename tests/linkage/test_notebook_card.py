"""A report and a history in a notebook: what, how many, doubts, where next; nothing in a file's text is markup."""

from dataclasses import replace

import lxml.html

from analysis_helpers import list_doubts, load_history
from analysis_helpers.core.language import use_language


def read_card(shown):
    """The rows of a card: what it says beside each name."""
    page = lxml.html.fromstring(shown._repr_html_())
    return {row[0].text_content(): row[1].text_content() for row in page.iter("tr")}


def test_a_report_says_what_was_read(report):
    with use_language("zh"):
        card = read_card(report)
    assert card["文件"] == "2024Q2-文广旅游局.txt"
    assert (card["任务数"], card["其中进度未知"]) == ("19", "0")
    assert card["需要人看"] == str(len(list_doubts(report.ledger)))
    assert "report.reading" in card["下一步"]


def test_a_history_counts_each_quarter():
    history = load_history(sample=True)
    with use_language("en"):
        card = read_card(history)
    assert card["quarters (tasks)"] == "2024Q1（21）、2024Q2（19）、2024Q3（27）、2024Q4（26）"
    assert (card["reports"], card["tasks"], card["of them synthetic"]) == ("6", "93", "74")
    assert 'history.select("2024Q4")' in card["next"]


def test_markup_in_a_name_is_text(report):
    hostile = replace(report, source=replace(report.source, file="<script>x</script>"))
    assert "<script>" not in hostile._repr_html_()


def test_an_empty_history_has_a_card():
    history = load_history().select("2024Q2")
    none = replace(history, tasks=history.tasks[:0], reports=(), links=history.links[:0], ledger=history.ledger[:0], stored=history.sources[:0])  # fmt: skip
    assert "tasks" in read_card(none)
