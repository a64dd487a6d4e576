import itertools

import numpy as np
import pandas as pd
import pytest
from tests.conftest import PROJECT

from analysis_helpers import ReportError, link_quarters
from analysis_helpers.linkage.differences import find_difference

PAIRS = pd.read_csv(PROJECT / "tests/linkage/data/pairs.tsv", sep="\t", dtype=str)
CHANGED = PAIRS[PAIRS["kind"].isin(["light", "heavy"])]
DECOYS = PAIRS[PAIRS["kind"].eq("decoy")]
GROUPS = list(PAIRS[PAIRS["kind"].isin(["split", "merged"])].itertuples(index=False))
OTHERS = (PROJECT / "tests/textfix/data/sentences.txt").read_text(encoding="utf-8").splitlines()


def quarter(*texts, unit="甲局", prefix="p", name="2024Q1"):
    ids = [f"{prefix}{at}" for at in range(len(texts))]
    return pd.DataFrame({"task_id": ids, "quarter": name, "unit": unit, "task": texts})


def both(previous, current, **more):
    return link_quarters(quarter(*previous), quarter(*current, prefix="c", name="2024Q2"), **more)


def as_set(links):
    return {
        tuple(None if pd.isna(v) else v for v in row)
        for row in links[["previous_id", "current_id", "kind"]].itertuples(index=False)
    }


@pytest.mark.parametrize(("before", "after"), list(zip(CHANGED["previous"], CHANGED["current"], strict=True)))
def test_a_reworded_task_among_strangers_is_found(before, after):
    links = both([before, *OTHERS[110:130]], [*OTHERS[130:150], after])
    assert ("p0", "c20") in set(links[links["kind"].isin(["same", "reworded"])][["previous_id", "current_id"]].itertuples(index=False, name=None))  # fmt: skip


@pytest.mark.parametrize(("before", "after"), list(zip(DECOYS["previous"], DECOYS["current"], strict=True)))
def test_a_task_that_only_reads_alike_is_not_linked_without_doubt(before, after):
    links = both([before, *OTHERS[110:130]], [*OTHERS[130:150], after])
    pair = links[links["previous_id"].eq("p0") & links["current_id"].eq("c20")]
    assert set(pair["kind"]) <= {"doubtful"}


@pytest.mark.parametrize("row", GROUPS, ids=[row.previous for row in GROUPS])
def test_a_split_and_a_merge_have_one_row_for_each_pair(row):
    before, after = row.previous.split("‖"), row.current.split("‖")
    links = both([*before, *OTHERS[110:130]], [*after, *OTHERS[130:150]])
    expected = {(f"p{i}", f"c{j}") for i, j in itertools.product(range(len(before)), range(len(after)))}
    found = links[links["kind"].eq(row.kind)]
    assert set(found[["previous_id", "current_id"]].itertuples(index=False, name=None)) == expected


def test_near_identical_tasks_are_linked_straight_and_not_crossed():
    links = both(
        ["创建丰惠镇3A级景区镇", "创建汤浦镇3A级景区镇"], ["继续创建汤浦镇3A级景区镇", "继续创建丰惠镇3A级景区镇"]
    )
    assert as_set(links) == {("p0", "c1", "reworded"), ("p1", "c0", "reworded")}


def test_the_order_of_rows_and_the_index_decide_nothing():
    before = PAIRS.loc[PAIRS["kind"].isin(["light", "heavy", "decoy"]), "previous"].tolist() + OTHERS[:20]
    after = PAIRS.loc[PAIRS["kind"].isin(["light", "heavy", "decoy"]), "current"].tolist() + OTHERS[10:30]
    one, other = quarter(*before), quarter(*after, prefix="c", name="2024Q2")
    expected = link_quarters(one, other)
    rng = np.random.default_rng(1)
    for _ in range(3):
        mixed = [
            t.sample(frac=1, random_state=int(rng.integers(1e6))).set_index("task_id", drop=False) for t in (one, other)
        ]
        pd.testing.assert_frame_equal(link_quarters(*mixed), expected)


def test_one_good_pair_outweighs_two_middling_ones():
    links = both(
        ["完成污水处理厂提标改造", "推进污水处理厂一期工程建设"],
        ["完成污水处理厂提标改造（年内投运）", "推进污水处理厂二期工程建设"],
    )
    assert ("p0", "c0", "reworded") in as_set(links)
    assert "p1" not in set(links.loc[links["current_id"].eq("c1"), "previous_id"])


def test_every_task_is_accounted_for_and_linked_once_unless_split_or_merged():
    before = PAIRS["previous"].str.split("‖").explode().tolist() + OTHERS[:30]
    after = PAIRS["current"].str.split("‖").explode().tolist() + OTHERS[15:45]
    links = both(before, after)
    assert set(links["previous_id"].dropna()) == {f"p{i}" for i in range(len(before))}
    assert set(links["current_id"].dropna()) == {f"c{i}" for i in range(len(after))}
    single = links[~links["kind"].isin(["split", "merged"])]
    assert single["previous_id"].dropna().is_unique
    assert single["current_id"].dropna().is_unique


def test_a_task_that_moved_to_another_unit_is_found_there():
    before = pd.concat(
        [quarter("启动编制虞南山居休闲带发展规划", *OTHERS[:5]), quarter(*OTHERS[5:9], unit="乙局", prefix="q")]
    )
    after = pd.concat(
        [quarter(*OTHERS[:5], prefix="c"), quarter(*OTHERS[5:9], "编制虞南山居休闲带发展规划", unit="乙局", prefix="d")]
    )
    moved = link_quarters(before, after).query("previous_id == 'p0'")
    assert moved[["current_id", "kind", "why"]].to_numpy().tolist() == [["d4", "reworded", "moved_unit"]]


def test_what_every_unit_does_is_not_taken_for_a_move():
    common = "做好安全生产和信访维稳工作"
    units = {"甲局": ([common], []), "乙局": ([common], [common]), "丙局": ([], [common])}
    before = pd.concat([quarter(*b, OTHERS[i], unit=u, prefix=f"p{u}") for i, (u, (b, _)) in enumerate(units.items())])
    after = pd.concat([quarter(*a, OTHERS[i], unit=u, prefix=f"c{u}") for i, (u, (_, a)) in enumerate(units.items())])
    links = link_quarters(before, after)
    assert links.loc[links["previous_id"].eq("p甲局0"), "kind"].tolist() == ["dropped"]


def test_an_empty_side_makes_all_new_or_all_dropped():
    empty = quarter().astype({"task_id": "string", "task": "string"})
    assert set(link_quarters(empty, quarter("甲", "乙"))["kind"]) == {"new"}
    assert set(link_quarters(quarter("甲", "乙"), empty)["kind"]) == {"dropped"}


def test_a_text_without_a_single_word_is_no_reason_to_stop():
    assert as_set(both(["……", "办好杨梅节"], ["办好杨梅节", "——"])) == {
        ("p1", "c0", "same"),
        ("p0", None, "dropped"),
        (None, "c1", "new"),
    }


def test_a_task_without_a_text_is_named():
    with pytest.raises(ReportError, match=r"the current quarter: 1 tasks without a text(.|\n)*c1"):
        both(["甲"], ["甲", " "])


def test_a_missing_column_is_named():
    with pytest.raises(ReportError, match="the previous quarter: columns are missing: unit"):
        link_quarters(quarter("甲").drop(columns="unit"), quarter("甲"))


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("创建丰惠镇3A级景区镇", "创建汤浦镇3A级景区镇", "name"),
        ("举办第二届开窑节", "举办第三届开窑节", "number"),
        ("实施曹娥江左岸堤防加固", "实施曹娥江右岸堤防加固", "opposite"),
        ("加强水污染防治", "加强土壤污染防治", "thing"),
        ("实施河道综合整治工程", "加快河道综合治理", None),
        ("改造老旧小区12个，惠及居民3000户", "惠及群众3000户，改造老旧小区十二个", None),
    ],
)
def test_another_thing_is_told_from_another_wording(before, after, kind):
    found = find_difference(before, after)
    assert (found and found.kind) == kind
