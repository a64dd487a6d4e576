"""The pairs of quarters that linking is measured on, and the scoring."""

import pandas as pd
import pytest
from benchmarks.linkgrammar import Pattern, load_grammar
from benchmarks.linkpairs import Pair, make_pair
from benchmarks.linkpeers import PEERS, as_relations, best_cut
from benchmarks.linkscore import ALL, LINKS, STRATA, count, rate, split_links

SEEDS = (1000, 1007, 1013)


@pytest.fixture(scope="module", params=SEEDS)
def pair(request):
    return make_pair(request.param)


def test_the_same_seed_gives_the_same_pair_and_another_another():
    one, again, other = make_pair(5), make_pair(5), make_pair(6)
    for name in ("previous", "current", "truth"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(again, name))
    assert set(one.previous["task"]) != set(other.previous["task"])


def test_a_pair_has_thirty_units_of_15_to_40_tasks_and_every_stratum(pair):
    sizes = pair.previous["unit"].value_counts()
    assert len(sizes) == pair.current["unit"].nunique() == 30
    assert sizes.between(15, 40).all()
    assert set(pair.truth["stratum"]) == set(STRATA)


def test_every_task_is_accounted_for_exactly(pair):
    for side, frame in (("previous_id", pair.previous), ("current_id", pair.current)):
        named = pair.truth.dropna(subset=[side])
        assert frame["task_id"].is_unique
        assert set(named[side]) == set(frame["task_id"])
        per_task = named.groupby(side)["kind"].agg(["size", "nunique", "first"])
        assert (per_task["nunique"] == 1).all()
        many = {"previous_id": "split", "current_id": "merged"}[side]
        assert (per_task.loc[per_task["size"] > 1, "first"] == many).all()
        assert (per_task.loc[per_task["first"] == many, "size"] >= 2).all()
    assert (pair.truth["previous_id"].isna() == (pair.truth["kind"] == "new")).all()
    assert (pair.truth["current_id"].isna() == (pair.truth["kind"] == "dropped")).all()


def test_same_means_the_very_text_and_reworded_another(pair):
    texts = pair.truth.assign(
        one=pair.truth["previous_id"].map(pair.previous.set_index("task_id")["task"]),
        other=pair.truth["current_id"].map(pair.current.set_index("task_id")["task"]),
    )
    equal = texts["one"] == texts["other"]
    assert equal[texts["kind"] == "same"].all()
    assert not equal[texts["kind"] == "reworded"].any()


def test_no_pair_poses_a_riddle(pair):
    """A text stands once in a unit and quarter; an equal text in the other quarter is its link; what is gone is nowhere."""
    for frame in (pair.previous, pair.current):
        assert not frame.duplicated(["unit", "task"]).any()
    equal = pair.previous.merge(pair.current, on=["unit", "task"])
    true = set(zip(pair.truth["previous_id"], pair.truth["current_id"], strict=True))
    assert set(zip(equal["task_id_x"], equal["task_id_y"], strict=True)) <= true
    gone = pair.previous.loc[
        pair.previous["task_id"].isin(pair.truth.query("kind == 'dropped'")["previous_id"]), "task"
    ]
    assert not set(gone) & set(pair.current["task"])
    come = pair.current.loc[pair.current["task_id"].isin(pair.truth.query("kind == 'new'")["current_id"]), "task"]
    assert not set(come) & set(pair.previous["task"])


def test_row_order_and_ids_tell_nothing():
    pair = make_pair(SEEDS[0])
    links = pair.truth[pair.truth["kind"].isin(LINKS)]
    places = [links[side].map(f.reset_index().set_index("task_id")["index"]) for side, f in
              (("previous_id", pair.previous), ("current_id", pair.current))]  # fmt: skip
    assert abs(places[0].corr(places[1])) < 0.15


def test_the_grammar_is_rich_and_a_paraphrase_keeps_every_name():
    grammar = load_grammar()
    tasks = [forms for bureau in [*grammar["bureau"], grammar["common"]] for forms in bureau["tasks"]]
    assert len(tasks) >= 250
    assert sum(len(forms) == 2 for forms in tasks) >= 120
    lookalikes = [both for bureau in grammar["bureau"] for both in bureau["lookalikes"]]
    for forms in [*tasks, *lookalikes]:
        names = [set(Pattern((form,)).names) for form in forms]
        assert names[0] == names[-1], forms
    for whole, *parts in (c for bureau in grammar["bureau"] for c in bureau["compounds"]):
        assert not whole or set(Pattern((whole,)).names) == set(Pattern(tuple(parts)).names), whole


HAND = Pair(
    pd.DataFrame({"task_id": ["a1", "a2", "a3", "a4", "a5"]}),
    pd.DataFrame({"task_id": ["b1", "b2", "b3", "b4", "b5", "b6"]}),
    pd.DataFrame(
        [
            ("a1", "b1", "same", "same"),
            ("a2", "b2", "reworded", "heavy"),
            ("a3", "b3", "split", "split"),
            ("a3", "b4", "split", "split"),
            ("a4", None, "dropped", "decoy"),
            (None, "b5", "new", "decoy"),
            ("a5", None, "dropped", "dropped"),
            (None, "b6", "new", "new"),
        ],
        columns=["previous_id", "current_id", "kind", "stratum"],
    ),
)


def found(*rows):
    return pd.DataFrame(rows, columns=["previous_id", "current_id", "kind"])


def test_a_small_case_scores_as_counted_by_hand():
    counts = count(
        found(
            ("a1", "b1", "same"),
            ("a2", "b2", "doubtful"),
            ("a3", "b3", "reworded"),  # the right pair, by another name
            ("a4", "b5", "reworded"),  # falls for the decoy
            ("a5", None, "dropped"),
            (None, "b4", "new"),  # the other part of the split
            (None, "b6", "new"),
        ),
        HAND,
    )
    shown = counts[["right", "found", "true", "false_links", "doubtful", "tasks"]].astype(int)
    assert shown.loc[ALL].tolist() == [2, 3, 4, 1, 2, 11]
    assert shown.loc["same"].tolist() == [1, 1, 1, 0, 0, 2]
    assert shown.loc["heavy"].tolist() == [0, 0, 1, 0, 2, 2]
    assert shown.loc["split"].tolist() == [1, 1, 2, 0, 0, 3]
    assert shown.loc["decoy"].tolist() == [0, 1, 2, 1, 0, 2]
    assert shown.loc["new"].tolist() == [1, 2, 1, 0, 0, 1]
    assert shown.loc["dropped"].tolist() == [1, 1, 1, 0, 0, 1]
    assert counts.loc[ALL, "unaccounted"] == 0
    rates = rate(counts)
    assert rates.loc[ALL].tolist() == pytest.approx([2 / 3, 1 / 2, 4 / 7])
    assert pd.isna(rates.loc["heavy", "precision"]), "nothing was found: unknown, not 0"
    assert rates.loc["heavy", "f1"] == 0


def test_the_truth_itself_scores_one_everywhere(pair):
    rates = rate(count(pair.truth, pair))
    assert (rates == 1).all().all()


def test_a_wrong_link_counts_against_both_its_strata_and_a_missing_task_is_seen():
    counts = count(found(("a1", "b2", "same")), HAND)
    assert counts.loc[["same", "heavy", ALL], "found"].tolist() == [1, 1, 1]
    assert counts.loc[ALL, "unaccounted"] == 9
    _, wrong, missing = split_links(found(("a1", "b2", "same")), HAND.truth)
    assert len(wrong) == 1
    assert missing["current_id"].tolist() == ["b1", "b2", "b3", "b4"]


def test_links_of_unknown_tasks_are_refused():
    with pytest.raises(ValueError, match="zz"):
        count(found(("a1", "zz", "same")), HAND)


def test_the_best_cut_is_the_best_by_hand():
    # 0.9 right, 0.8 wrong, 0.7 right, 0.6 wrong; 2 true. F1: 2/3, 2/4, 4/5, 4/6.
    proposed = pd.DataFrame({"score": [0.6, 0.9, 0.7, 0.8]})
    assert best_cut(proposed, pd.Series([False, True, True, False]), 2) == 0.7
    # Those of one score stand or fall together: 0.9 alone gives 2/3, all four of 0.5 as well 4/7; the right one alone cannot be had.
    tied = pd.DataFrame({"score": [0.9, 0.5, 0.5, 0.5, 0.5]})
    assert best_cut(tied, pd.Series([True, True, False, False, False]), 2) == 0.9


@pytest.mark.parametrize("name", PEERS)
def test_a_peer_links_one_to_one_inside_units_and_leaves_no_task_out(name):
    pair = make_pair(3)
    proposed = PEERS[name](pair.previous, pair.current)
    assert proposed["previous_id"].is_unique
    assert proposed["current_id"].is_unique
    units = [proposed[side].map(f.set_index("task_id")["unit"]) for side, f in
             (("previous_id", pair.previous), ("current_id", pair.current))]  # fmt: skip
    assert (units[0] == units[1]).all()
    assert count(as_relations(proposed, 0.5, pair.previous, pair.current), pair).loc[ALL, "unaccounted"] == 0
