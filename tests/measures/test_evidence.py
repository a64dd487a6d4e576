"""Claims beside counts: the golden figures of the real report, and what must never be said."""

import pandas as pd
import pytest

from analysis_helpers import ReportError, describe_task, measure_evidence, measure_shown, summarise_evidence

LINE = 2  # task N stands in line N + 2


def make(*rows, **columns):
    """A table of (task, narrative, percent) in one bureau."""
    frame = pd.DataFrame(rows, columns=["task", "narrative", "progress_pct"])
    n = len(frame)
    return frame.astype({"progress_pct": "Float64", "narrative": "str"}).assign(
        task_id=[f"t{i}" for i in range(n)], source_row=range(3, n + 3), **columns
    )


def weigh(task, narrative, claimed=50):
    return measure_evidence(make((task, narrative, claimed))).iloc[0]


@pytest.fixture(scope="module")
def evidence(report):
    return measure_evidence(report.tasks)


def rows_of(evidence, task):
    return evidence[evidence["source_row"].eq(task + LINE)]


def test_tasks_9_to_12_state_targets_and_count_nothing(evidence):
    targets = {9: [2, 5], 10: [3], 11: [7], 12: [1]}
    for task, values in targets.items():
        rows = rows_of(evidence, task)
        assert rows["target"].tolist() == values
        assert rows["verdict"].eq("no_count").all()
        assert (
            rows[["achieved_low", "achieved_high", "evidenced_low_pct", "evidenced_high_pct", "gap_pp"]]
            .isna()
            .all(axis=None)
        )


def test_task_13_sets_no_target(evidence):
    (row,) = rows_of(evidence, 13).to_dict("records")
    assert (row["verdict"], row["claimed_pct"]) == ("no_target", 50)
    assert pd.isna(row["target"])


def test_task_14_stands_between_3_75_and_53_75_percent(evidence):
    first, second = rows_of(evidence, 14).to_dict("records")
    assert (first["target"], first["achieved_low"], first["achieved_high"]) == (400, 15, 215)
    assert (first["evidenced_low_pct"], first["evidenced_high_pct"], first["claimed_pct"]) == (3.75, 53.75, 50)
    assert first["candidate_reason"] == "other_row"
    assert first["quotes"] == "[16] 完成阳光文化演出15场 / [15?] 完成文艺赋美精品点位演出共计200余场"
    assert (second["target"], second["achieved_high"], second["evidenced_high_pct"]) == (100, 60, 60)
    assert pd.isna(second["achieved_low"]), "百戏下乡 is not surely 送戏下乡"
    assert (second["candidate_reason"], second["quotes"]) == ("other_name", "[16?] 百戏下乡60场")


def test_task_15_is_4_of_4_and_4_of_5_and_32547_of_60000(evidence):
    rows = rows_of(evidence, 15)
    assert rows["target"].tolist() == [4, 5, 60000]
    assert rows["achieved_low"].tolist() == rows["achieved_high"].tolist() == [4, 4, 32547]
    assert rows["evidenced_low_pct"].tolist() == pytest.approx([100, 80, 54.245])
    assert rows["gap_pp"].tolist() == pytest.approx([-30, -10, 15.755])
    assert rows["verdict"].tolist() == ["shown", "shown", "below"]


def test_task_17_has_75_hundred_million_yuan_and_a_destroyed_figure(evidence):
    lost, money = rows_of(evidence, 17).to_dict("records")
    assert (lost["verdict"], money["target"], money["unit"], money["verdict"]) == (
        "unknown_target",
        7_500_000_000,
        "元",
        "no_count",
    )
    assert pd.isna(lost["target"])


def test_the_whole_in_four_classes(report):
    summary = summarise_evidence(report.tasks).set_index("source_row")["reading"]
    classes = {name: [row - LINE for row in summary.index[summary.eq(name)]] for name in summary.cat.categories}
    assert classes == {
        "shown": [],
        "partly_shown": [14, 15],
        "not_shown": [9, 10, 11, 12, 17],
        "cannot_be_shown": [1, 2, 3, 4, 5, 6, 7, 8, 13, 16, 18, 19],
    }


def test_leaders_carry_every_task_once(report):
    shown = measure_shown(report.tasks).set_index("leader")
    assert shown.loc["朱江桥"].tolist() == [14, 0, 1, 3, 10]
    assert shown.loc["周晓国"].tolist() == [4, 0, 1, 2, 1]
    assert shown.loc["许建超"].tolist() == [1, 0, 0, 0, 1]


@pytest.mark.parametrize(
    ("task", "narrative", "low", "high"),
    [
        ("新建书房4个", "已建成3个书房", 3, 3),
        ("新建书房4个", "已建成3家", 3, 3),
        ("旅游总收入75亿元", "实现旅游收入40.2亿元,同比增长12%。", 4.02e9, 4.02e9),
        ("游客总人次突破600万", "接待游客320.5万人次。", 3_205_000, 3_205_000),
        ("全年培训1000人次", "累计培训550人次,其中6月培训120人次。", 550, 550),
        ("全年培训1000人次", "第一季度培训300人次,第二季度培训250人次。", 300, 550),
        ("建成城市书房5个", "开工城市书房5个,其中3个已建成。", 3, 5),
        ("改造老旧小区32个", "已完成老旧小区改造12个,在建15个。", 12, 12),
        ("加装电梯60台", "加装电梯完工22台,在建14台,力争9月底累计完工40台。", 22, 22),
        ("办好民生实事10件", "10件民生实事已完成6件。", 6, 6),
        ("送戏下乡100场", "年度计划送戏100场,已送戏47场,完成率47%。", 47, 47),
    ],
)
def test_what_is_counted(task, narrative, low, high):
    row = weigh(task, narrative)
    assert (row["achieved_low"], row["achieved_high"]) == (low, high)
    assert pd.isna(row["candidate_reason"]) or row["candidate_reason"] == "begun"


@pytest.mark.parametrize(
    ("task", "narrative"),
    [
        ("新增规上文化企业3家", "走访规上文化企业20家,开展政策宣讲。"),
        ("改造老旧小区32个", "排查老旧小区40个,制定改造方案。"),
        ("建设养老服务中心6个", "服务老人1.2万人次。"),
        ("举办招聘会40场", "发放宣传册40本。"),
        ("新建书房4个", "举办第4届书市,2024年4月开工。"),
    ],
)
def test_what_only_looks_like_a_count_is_none(task, narrative):
    assert weigh(task, narrative)["verdict"] == "no_count"


@pytest.mark.parametrize(
    ("task", "narrative", "reason"),
    [
        ("新增规上企业3家", "新增企业12家。", "broader"),
        ("建成城市书房5个", "城市书房已开工3个。", "begun"),
        ("新增省级非遗传承人2名", "推荐省级非遗传承人5名。", "begun"),
        ("创建省级示范村5个", "创建市级示范村3个。", "other_name"),
        ("新建幼儿园2所、小学1所", "已开工3所。", "several_targets"),
    ],
)
def test_what_may_be_meant_is_a_candidate_with_its_reason(task, narrative, reason):
    row = weigh(task, narrative)
    assert row["candidate_reason"] == reason
    assert pd.isna(row["achieved_low"])
    assert row["evidenced_high_pct"] <= 100, "a candidate cannot show more than was asked for"


@pytest.mark.parametrize(
    ("task", "narrative", "claimed", "verdict"),
    [
        ("城镇登记失业率控制在3.5%以内", "城镇登记失业率2.9%。", 50, "limit"),
        ("固定资产投资增长8%", "固定资产投资同比增长6.2%。", 50, "level_short"),
        ("森林覆盖率达到52%以上", "森林覆盖率52.3%。", 100, "shown"),
        ("发放消费券3000万元", "发放消费券□00万元。", 50, "unknown_count"),
        ("新增公共停车位2000个", "新增公共停车位1200个。", None, "no_claim"),
        ("打造一批名镇", "建成3个名镇。", 50, "vague_target"),
        ("新建书房4个", None, 50, "no_count"),
        ("推进创建", None, None, "no_target"),
    ],
)
def test_what_can_be_said(task, narrative, claimed, verdict):
    assert weigh(task, narrative, claimed)["verdict"] == verdict


def test_each_of_two_things_is_a_target_of_its_own():
    table = measure_evidence(make(("新建书房、书吧各3个", "新建书房2个,书吧1个。", 50)))
    assert table["achieved_low"].tolist() == [2, 1]


def test_a_range_as_target_is_met_between_its_bounds():
    row = weigh("培育企业20—30家", "已培育企业12家。")
    assert (row["target"], row["target_high"]) == (20, 30)
    assert (row["evidenced_low_pct"], row["evidenced_high_pct"]) == (40, 60)


def test_a_tolerance_is_a_named_preset():
    tasks = make(("送戏下乡100场", "已送戏47场", 50))
    assert measure_evidence(tasks, "as-claimed")["verdict"].tolist() == ["below"]
    assert measure_evidence(tasks, "within-5")["verdict"].tolist() == ["shown"]
    with pytest.raises(ReportError, match="within-rounding、as-claimed、within-5"):
        measure_evidence(tasks, "strict")


def test_a_claim_is_contradicted_only_by_more_than_the_step_in_which_it_is_given():
    # Four claims in steps of 5 and one of 48: 45 for 50 may be rounding, 44 is not; 48 is no multiple, so 46 contradicts it.
    rows = [
        ("送戏下乡100场", f"已送戏{count}场", claim)
        for count, claim in ((45, 50), (44, 50), (55, 55), (60, 60), (46, 48))
    ]
    verdicts = ["shown", "below", "shown", "shown", "below"]
    assert measure_evidence(make(*rows))["verdict"].tolist() == verdicts


def test_another_row_counts_only_within_its_bureau_and_only_if_it_is_free():
    rows = [("演出400场", "推进中", 50), ("推进创建", "完成精品点位演出200场", 50)]
    assert measure_evidence(make(*rows))["achieved_high"].tolist()[0] == 200
    assert measure_evidence(make(*rows, unit=["甲局", "乙局"]))["verdict"].tolist()[0] == "no_count"
    taken = [rows[0], ("举办演出300场", "完成精品点位演出200场", 50)]
    assert measure_evidence(make(*taken))["verdict"].tolist()[0] == "no_count", "it is the other task's own evidence"


def test_what_many_rows_could_mean_is_not_offered():
    rows = [("演出400场", "推进中", 50)] + [("推进创建", f"完成第{i}片区演出200场", 50) for i in range(9)]
    assert measure_evidence(make(*rows))["verdict"].tolist()[0] == "no_count"


def test_every_target_has_a_row_and_every_task_is_there(report):
    many = pd.concat([report.tasks] * 50, ignore_index=True)
    many = many.assign(task_id=[f"t{i}" for i in range(len(many))], source_row=range(3, len(many) + 3))
    evidence = measure_evidence(many)
    assert evidence["task_id"].nunique() == len(many)
    assert len(summarise_evidence(many)) == len(many)
    assert len(evidence) == 50 * len(measure_evidence(report.tasks))


def test_the_same_task_in_two_quarters_is_judged_in_each():
    tasks = make(("新建书房4个", "已建成1个", 50), ("新建书房4个", "已建成3个", 50)).assign(
        task_id="t", leader="甲", quarter=pd.PeriodIndex(["2024Q1", "2024Q2"], freq="Q")
    )
    assert summarise_evidence(tasks)["reading"].tolist() == ["partly_shown", "shown"]
    assert measure_shown(tasks)[["shown", "partly_shown"]].to_numpy().tolist() == [[1, 1]]


def test_an_empty_table_gives_an_empty_table():
    assert measure_evidence(make()).empty
    assert summarise_evidence(make()).empty


def test_the_input_stays_as_it_is(report):
    before = report.tasks.copy()
    summarise_evidence(report.tasks)
    pd.testing.assert_frame_equal(report.tasks, before)


def test_a_card_shows_one_task_with_its_quotes(report):
    task_id = report.tasks["task_id"].iloc[14]
    card = describe_task(report.tasks, task_id)
    assert card["target_quote"].tolist() == ["新建城市书房4个", "“天香书吧”5个", "送书下乡6万册"]
    assert card["quotes"].str.contains("[17]", regex=False).all()
    with pytest.raises(ReportError, match="no such task"):
        describe_task(report.tasks, "nobody")
