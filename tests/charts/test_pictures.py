"""Pictures that were looked at, compared pixel by pixel with a tolerance (see `make pictures`).

The tolerance lets another machine's antialiasing pass and no wrong curve: one dot of 19 in another
place already fails (see `test_a_wrong_curve_would_fail`).
"""

import matplotlib.pyplot as plt
import pytest
from matplotlib.testing.compare import compare_images
from tests.charts.hard import ALL, HARD

from analysis_helpers import compare_with_schedule
from analysis_helpers.charts.catalogue import CHARTS
from analysis_helpers.charts.theme import house_style, sizes

TOLERANCE = 1.5
CASES = [
    *[(name, "the real report", "zh", size) for name in CHARTS for size in ("notebook", "slide", "print-half")],
    *[(name, "200 tasks", "en", "print") for name in CHARTS],
    *[("workload_unit", "several units", "zh", size) for size in sizes()],
    ("status", "every status", "en", "notebook"),
    ("distribution", "several units", "zh", "notebook"),
    ("distribution", "40 holders", "zh", "slide"),
    ("deviation", "some behind", "en", "notebook"),
    ("workload", "12 leaders", "zh", "notebook"),
    ("remaining", "synthetic", "zh", "print"),
]


def draw(report, name, case, language, size):
    tasks = compare_with_schedule(HARD[case](report.tasks))
    return ALL[name].plot(tasks, language=language, size=size).figure


@pytest.mark.parametrize(("name", "case", "language", "size"), CASES, ids=lambda value: value.replace(" ", "-"))
@pytest.mark.mpl_image_compare(
    baseline_dir="baseline", tolerance=TOLERANCE, style="default", savefig_kwargs={"dpi": 60}
)
def test_picture(report, name, case, language, size):
    return draw(report, name, case, language, size)


@pytest.mark.parametrize("name", CHARTS)
def test_a_wrong_curve_would_fail(report, tmp_path, name):
    """Proof that the tolerance is small enough: one task's percent moved from 65 to 45, or one count and one text changed
    where a chart shows words, is seen."""
    right, wrong = tmp_path / "right.png", tmp_path / "wrong.png"
    changed = report.tasks.assign(
        progress_pct=report.tasks["progress_pct"].where(report.tasks["source_row"] != 7, 45.0),
        narrative=report.tasks["narrative"]
        .str.replace("送书32547册", "送书52547册")
        .mask(report.tasks["source_row"] == 12, "继续做好编制规划细节对接。"),
    )
    for path, tasks in ((right, report.tasks), (wrong, changed)):
        with house_style("notebook"):
            figure, ax = plt.subplots(figsize=(7.2, 5))
            CHARTS[name].plot(compare_with_schedule(tasks), ax=ax)
            ax.set_title("", loc="left")  # the curve has to give it away, not the title
            figure.savefig(path, dpi=60)
    plt.close("all")
    assert compare_images(str(right), str(wrong), tol=TOLERANCE) is not None
