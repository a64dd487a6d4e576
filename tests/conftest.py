import os
from collections import Counter
from pathlib import Path

import matplotlib
import pytest

from analysis_helpers import compare_with_schedule, load_report

matplotlib.use("Agg")
PROJECT = Path(__file__).parents[1]
HEADER = "具体分解 | 年份 | 季度 | 当前工作进度 | 形象进度 | 进度状态 | 责任区领导 | 具体责任单位 |"
ROW = "新建书房4个 | 2024 | 2 | 已建成2个 | 55% | 进度超前 | 甲某 | 甲局 |"


@pytest.hookimpl(tryfirst=True)  # before -m looks at the marks
def pytest_collection_modifyitems(config, items):
    """Leave all but every n-th combination of a `cross_product(n)` test to the slow tier, which takes every third of these.

    With EVERY_COMBINATION set, as before a release, it takes all of them.
    """
    seen, left_out = Counter(), []
    for item in items:
        marker = item.get_closest_marker("cross_product")
        if marker is None:
            continue
        function = (item.path, item.originalname)
        at = seen[function]
        seen[function] += 1
        if at % marker.args[0]:
            item.add_marker(pytest.mark.slow)
            if at % 3 and not os.environ.get("EVERY_COMBINATION"):
                left_out.append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


@pytest.fixture(autouse=True, scope="session")
def _english():
    """Speak English where no test asks for another language, in this process and in those that tests start."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUARTERLY_LANGUAGE", "en")
        yield


@pytest.fixture(scope="session")
def project():
    return PROJECT


@pytest.fixture(scope="session")
def report():
    return load_report(PROJECT / "data" / "raw" / "2024Q2-文广旅游局.txt")


@pytest.fixture(scope="session")
def tasks(report):
    return compare_with_schedule(report.tasks)


@pytest.fixture
def write_report(tmp_path):
    """Write a pipe report of the given lines below a title and the usual header; return its path."""

    def write(*rows, title="甲局2024年二季度重点工作", header=HEADER, name="report.txt"):
        path = tmp_path / name
        path.write_text("\n".join([f"{title} |", header, *rows]), encoding="utf-8")
        return path

    return write
