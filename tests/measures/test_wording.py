"""Copied and empty words, rounded percents, a status that never varies."""

import math

import pandas as pd
import pytest

from analysis_helpers import (
    compare_published,
    link_recycled,
    measure_heaping,
    measure_status_entropy,
    measure_wording,
)


def narratives(*texts, **columns):
    return pd.DataFrame({"source_row": range(3, len(texts) + 3), "task": [f"任务{i}" for i in range(len(texts))],
                         "narrative": pd.array(texts, "str"), **columns})  # fmt: skip


def test_tasks_10_and_11_share_their_narrative_and_no_other_pair_does(report):
    pairs = link_recycled(report.tasks)
    assert pairs[["source_row", "other_row", "kind", "shared_by"]].to_numpy().tolist() == [[12, 13, "identical", 2]]


def test_marks_do_not_matter_and_figures_are_said():
    pairs = link_recycled(
        narratives("已建成书房3个，完成投用。", "推进中", "已建成书房3个 完成投用", "已建成书房5个，完成投用。")
    )
    assert pairs[["source_row", "other_row", "kind"]].to_numpy().tolist() == [
        [3, 5, "identical"],
        [5, 6, "numbers_differ"],
    ]
    assert pairs["shared_by"].tolist() == [3, 3]


def test_short_and_missing_texts_and_other_quarters_are_no_copies():
    quarters = pd.PeriodIndex(["2024Q1", "2024Q2"], freq="Q")
    assert link_recycled(narratives("推进中", "推进中", None, None)).empty
    assert link_recycled(narratives("持续推进各项工作落实", "持续推进各项工作落实", quarter=quarters)).empty


def test_four_narratives_of_the_real_report_are_empty(report):
    wording = measure_wording(report.tasks)
    assert wording.loc[wording["empty"], "source_row"].tolist() == [5, 12, 13, 21]


def test_a_number_a_date_a_place_or_an_act_fills_a_narrative(report):
    texts = ["送书300册", "七月初开会研究", "在丰惠镇调研", "已完成选址", "持续推进各项工作"]
    tasks = report.tasks.head(5).assign(narrative=pd.array(texts, "str"))
    assert measure_wording(tasks)["empty"].tolist() == [False, False, False, False, True]


def test_a_missing_narrative_is_unknown_and_not_empty(report):
    tasks = report.tasks.head(1).assign(narrative=pd.array([None], "str"))
    row = measure_wording(tasks).iloc[0]
    assert pd.isna(row["empty"])
    assert pd.isna(row["numbers"])


def test_status_percent_and_words_disagree_on_the_task_that_is_done(report):
    row = measure_wording(report.tasks).iloc[5]
    assert (row["status"], row["status_by_percent"], row["says_done"]) == ("ahead", "done", True)
    assert not row["agrees_with_percent"]
    assert not row["agrees_with_words"]


def test_18_of_19_percents_are_multiples_of_5(report):
    row = measure_heaping(report.tasks).iloc[0]
    assert (row["known"], row["multiples_of_5"], row["resolution_pp"]) == (19, 18, 5)
    chance = 21 / 101
    by_hand = 19 * chance**18 * (1 - chance) + chance**19
    assert row["probability"] == pytest.approx(by_hand)


@pytest.mark.parametrize("n", [1_001, 100_000])
def test_there_is_a_probability_at_any_size(n):
    """By hand: where no percent is a multiple of 5, chance gives so many or more for sure; where all are, p to the n."""
    none = measure_heaping(pd.DataFrame({"progress_pct": pd.array([51] * n, "Float64")})).iloc[0]
    every = measure_heaping(pd.DataFrame({"progress_pct": pd.array([50] * n, "Float64")})).iloc[0]
    assert (none["probability"], every["probability"]) == (1, pytest.approx((21 / 101) ** n))
    # As many as chance gives on average: about half.
    k = round(n * 21 / 101)
    middle = measure_heaping(pd.DataFrame({"progress_pct": pd.array([50] * k + [51] * (n - k), "Float64")})).iloc[0]
    assert middle["probability"] == pytest.approx(0.5, abs=0.03)


def test_percents_spread_by_chance_are_not_called_rounded():
    row = measure_heaping(pd.DataFrame({"progress_pct": pd.array([51, 52, 53, 54, 55], "Float64")})).iloc[0]
    assert row["resolution_pp"] == 1
    unknown = measure_heaping(pd.DataFrame({"progress_pct": pd.array([None], "Float64")})).iloc[0]
    assert pd.isna(unknown["resolution_pp"])


def test_entropy_of_the_status_column(report):
    row = measure_status_entropy(report.tasks).iloc[0]
    assert (row["classes"], row["top_status"], row["entropy_bits"]) == (1, "ahead", 0)
    assert row["most_bits"] == pytest.approx(math.log2(6))
    none = measure_status_entropy(report.tasks.assign(status=pd.NA)).iloc[0]
    assert (none["classes"], none["unknown"]) == (0, 19)
    assert none["entropy_bits"] is None or pd.isna(none["entropy_bits"])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_published_shares_come_with_their_caveats(tasks, language):
    table = compare_published(tasks, language)
    others = table[table["source"].notna()]
    assert others["caveat"].notna().all()
    assert others.loc[others["source"].str.contains("金寨"), "share_pct"].sum() == pytest.approx(100)
    assert table["share_pct"].iloc[:4].round(1).tolist() == [100.0, 5.3, 73.7, 21.1]
