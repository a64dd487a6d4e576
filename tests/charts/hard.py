"""Tables that are hard to draw."""

import numpy as np
import pandas as pd

from analysis_helpers.charts.catalogue import BY_UNIT, CHARTS
from analysis_helpers.core.schema import STATUSES

LONG = "统筹推进全区公共文化服务体系与全域旅游示范区融合高质量发展、乡村振兴与数字化改革协同、重大文旅项目招引落地及重点工程攻坚"


BREATHLESS = "关于进一步深化全域旅游示范区创建与公共文化服务体系现代化先行区建设协同推进机制并持续提升基层综合性文化服务中心效能的年度重点工程"


def _repeat(tasks: pd.DataFrame, n: int) -> pd.DataFrame:
    many = pd.concat([tasks] * (n // len(tasks) + 1), ignore_index=True).head(n)
    rng = np.random.default_rng(1)
    ids = [f"t{i}" for i in range(n)]
    return many.assign(
        progress_pct=pd.array(rng.integers(0, 101, n), "Float64"), task_id=ids, source_row=range(3, n + 3)
    )


def _leaders(tasks: pd.DataFrame, n: int) -> pd.DataFrame:
    return tasks.assign(leaders=[[f"领导{'甲乙丙丁戊己庚辛壬癸子丑'[i % n]}"] for i in range(len(tasks))])


def _many_holders(tasks: pd.DataFrame, n: int) -> pd.DataFrame:
    """40 leaders and 40 units, none with the same load."""
    many = _repeat(tasks, n)
    holder = [int((i / n) ** 2 * 40) for i in range(n)]
    units = [f"第{h + 1}街道办事处" for h in holder]
    return many.assign(
        leaders=[[f"领导{h + 1}"] for h in holder], units=[[u] for u in units], unit=pd.array(units, "str")
    )


def _statuses(tasks: pd.DataFrame) -> pd.DataFrame:
    statuses = [[*STATUSES, None][i % 7] for i in range(len(tasks))]
    return tasks.assign(status=pd.Categorical(statuses, STATUSES, ordered=True))


def _rare(tasks: pd.DataFrame) -> pd.DataFrame:
    """Characters of names that fonts often lack; 𠮷 lies beyond the basic plane, and no font has the last one."""
    names = [["㐂𠮷"], ["祎"], ["堃\U000323af"]]
    return tasks.assign(task=pd.array(["垚、犇、煊、喆、翀、㐂、𠮷、湲、\U000323af"] * len(tasks), "str"),
                        leaders=[names[i % 3] for i in range(len(tasks))])  # fmt: skip


def _units(tasks: pd.DataFrame, n: int) -> pd.DataFrame:
    names = [f"第{'一二三四五六'[i % n]}发展和改革局" for i in range(len(tasks))]
    return tasks.assign(unit=pd.array(names, "str"), units=[[name] for name in names])


HARD = {
    "the real report": lambda tasks: tasks,
    "one task": lambda tasks: tasks.head(1),
    "200 tasks": lambda tasks: _repeat(tasks, 200),
    "long names": lambda tasks: tasks.assign(task=pd.array([LONG] * len(tasks), "str")),
    "all equal": lambda tasks: tasks.assign(progress_pct=pd.array([50.0] * len(tasks), "Float64")),
    "all unknown": lambda tasks: tasks.assign(progress_pct=pd.array([None] * len(tasks), "Float64")),
    "some behind": lambda tasks: tasks.assign(progress_pct=tasks["progress_pct"] - 30),
    "over 100": lambda tasks: tasks.assign(progress_pct=tasks["progress_pct"].where(tasks["source_row"] > 4, 469.0)),
    "12 leaders": lambda tasks: _leaders(tasks, 12),
    "several units": lambda tasks: _units(tasks, 4),
    "fourth quarter": lambda tasks: tasks.assign(
        quarter=pd.PeriodIndex(["2024Q4"] * len(tasks), freq="Q"), as_of=pd.Timestamp("2024-12-31")
    ),
    "rare characters": _rare,
    "no pause in 60 characters": lambda tasks: tasks.assign(task=pd.array([BREATHLESS] * len(tasks), "str")),
    "some unknown": lambda tasks: tasks.assign(progress_pct=tasks["progress_pct"].mask(tasks["source_row"] < 6)),
    "every status": _statuses,
    "40 holders": lambda tasks: _many_holders(tasks, 200),
    "dollars": lambda tasks: tasks.assign(task="投入$5亿$，\\frac{1}{2}", leaders=[["$x$"]] * len(tasks)),
    "mixed days": lambda tasks: tasks.assign(as_of=tasks["as_of"] - pd.to_timedelta(tasks["source_row"] * 3, "D")),
    "synthetic": lambda tasks: tasks.assign(synthetic=True),
}


ALL = {**CHARTS, **BY_UNIT}
