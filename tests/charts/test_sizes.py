"""One argument chooses the size; what does not fit is said, and a kind of figure looks the same everywhere."""

import re

import matplotlib.pyplot as plt
import pytest
from matplotlib.colors import to_hex
from matplotlib.text import Annotation
from tests.charts.hard import ALL, HARD

from analysis_helpers import (
    ReportError,
    compare_with_schedule,
    measure_workload,
    plot_deviation,
    plot_distribution,
    plot_remaining,
    plot_status,
    plot_workload,
)
from analysis_helpers.charts.marks import draw_bar, draw_variance
from analysis_helpers.charts.theme import (
    colour,
    drawable,
    house_style,
    label_task,
    size,
    sizes,
    text_inches,
    wrap,
    wrap_inches,
)
from analysis_helpers.charts.titles import new_axes


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


@pytest.fixture
def many(report):
    return compare_with_schedule(HARD["40 holders"](report.tasks))


def texts(ax):
    return [text.get_text() for text in [*ax.texts, *ax.figure.texts]]


@pytest.mark.cross_product(5)
@pytest.mark.parametrize("name", ALL)
def test_width_and_format_are_those_of_the_medium(tasks, name):
    measured = {kind: ALL[name].plot(tasks, size=kind).figure.get_size_inches() for kind in sizes()}
    assert measured["slide"] == pytest.approx([13.333, 7.5], abs=0.001)
    assert measured["print"][0] * 25.4 == pytest.approx(156, abs=0.1)
    assert 2 * measured["print-half"][0] * 25.4 + 6 == pytest.approx(156, abs=0.1)
    assert measured["notebook"][0] == 7.2


@pytest.mark.cross_product(5)
@pytest.mark.parametrize("name", ALL)
def test_a_size_that_there_is_not(tasks, name):
    with pytest.raises(ReportError, match="notebook、slide、print、print-half、panel"):
        ALL[name].plot(tasks, size="poster")


def test_no_type_is_smaller_than_its_medium_allows():
    least = {"notebook": 8, "slide": 12, "print": 7.5, "print-half": 6.5, "panel": 8}
    for kind, points in least.items():
        with house_style(kind):
            assert (
                min(size(f"{name}_pt") for name in ("title", "subtitle", "name", "text", "label", "source")) >= points
            )


@pytest.mark.cross_product(3)
@pytest.mark.parametrize("kind", ["notebook", "slide", "print", "print-half"])
def test_deviations_that_do_not_fit_are_said(many, kind):
    ax = plot_deviation(many, language="en", size=kind)
    said = next(text for text in texts(ax) if "more" in text)
    n, low, high = re.match(r"(\d+) more, (\S+) to (\S+) points", said).groups()
    assert int(n) + len(ax.get_yticklabels()) == 200
    drawn = [line.get_xdata()[1] for line in ax.lines if len(line.get_xdata()) == 2 and line.get_xdata()[0] == 0]
    gaps = sorted(many["deviation_pp"])
    ends = sorted(gap for gap in drawn if gap)
    below = sum(gap < 0 for gap in ends)
    assert ends == [*gaps[:below], *gaps[below - len(ends) :]], "the same number from either end"
    assert abs(2 * below - len(ends)) <= 1
    middle = [gap for gap in gaps if ends[below - 1] <= gap <= ends[below]]
    assert middle[0] <= float(low.replace("−", "-")) <= float(high) <= middle[-1]


def test_deviations_left_out_that_are_all_equal_are_said_once(report):
    same = HARD["200 tasks"](report.tasks).assign(progress_pct=50.0)
    said = [text for text in texts(plot_deviation(compare_with_schedule(same), size="slide")) if "另有" in text]
    assert len(said) == 1
    assert said[0].endswith("项，均为0点，见附表")


@pytest.mark.cross_product(3)
@pytest.mark.parametrize("kind", ["notebook", "slide", "print", "print-half"])
@pytest.mark.parametrize("plot", [plot_workload, plot_remaining])
def test_leaders_that_do_not_fit_are_counted(many, kind, plot):
    ax = plot(many, size=kind)
    said = next(text for text in texts(ax) if text.startswith("另有"))
    assert int(re.search(r"\d+", said).group()) + len(ax.get_yticklabels()) == 40


def test_units_that_do_not_fit_share_a_row(many):
    for kind in sizes():
        names = [label.get_text() for label in plot_distribution(many, size=kind).get_yticklabels()]
        assert int(re.fullmatch(r"其余(\d+)个单位", names[-1]).group(1)) + len(names) - 1 == 40


def test_all_tasks_of_the_real_report_fit_in_every_size(tasks):
    for kind in sizes():
        assert len(plot_deviation(tasks, size=kind).get_yticklabels()) == 19


@pytest.mark.parametrize("case", ["every status", "some unknown", "some behind", "40 holders"])
@pytest.mark.parametrize("kind", ["notebook", "print-half"])
@pytest.mark.parametrize("plot", [plot_status, plot_workload])
def test_no_part_of_a_bar_is_told_by_its_colour_alone(report, plot, kind, case):
    """Each part has its word inside, or else at the end of its bar."""
    ax = plot(compare_with_schedule(HARD[case](report.tasks)), language="en", size=kind)
    words = {"done": "done", "ahead": "ahead", "on_schedule": "on schedule", "behind": "behind",
             "not_started": "not started", "stopped": "stopped", "unknown": "unknown"}  # fmt: skip
    by_colour = {colour(status): word for status, word in words.items()}
    for y in ax.get_yticks():
        parts = [patch for patch in ax.patches if patch.get_y() < y < patch.get_y() + patch.get_height()]
        notes = [text for text in ax.texts if isinstance(text, Annotation)]
        beside = " ".join(note.get_text().replace("\n", " ") for note in notes if note.xy[1] == y)
        inside = [text.get_text() for text in ax.texts if text not in notes and text.get_position()[1] == y]
        for part in parts:
            word = f"{part.get_width():.0f} {by_colour[to_hex(part.get_facecolor())]}"
            assert word in inside or word in beside, (word, inside, beside)


def test_solid_is_actual_and_outlined_expected(tasks):
    assert all(
        to_hex(patch.get_facecolor()) != "#ffffff" and not patch.get_hatch() for patch in plot_workload(tasks).patches
    )
    for patch in plot_remaining(tasks).patches:
        assert (to_hex(patch.get_facecolor()), to_hex(patch.get_edgecolor())) == ("#ffffff", colour("ink"))
        assert not patch.get_hatch(), "hatched is what may come"


def test_bars_of_each_kind():
    with house_style():
        ax = new_axes(None, 1, 1)
        for y, kind in enumerate(["actual", "expected", "forecast"]):
            draw_bar(ax, y, 5, kind, "ahead")
    filled = [to_hex(patch.get_facecolor()) == colour("ahead") for patch in ax.patches]
    assert filled == [True, False, False]
    assert [bool(patch.get_hatch()) for patch in ax.patches] == [False, False, True]


def test_a_variance_goes_from_the_expected_to_the_actual():
    with house_style():
        ax = new_axes(None, 1, 1)
        draw_variance(ax, 2, 50, 35, "behind", "−15")
    line, end = ax.lines
    assert (list(line.get_xdata()), list(line.get_ydata())) == ([50, 35], [2, 2])
    assert (end.get_xdata(), end.get_marker()) == ([35], "v")
    assert ax.texts[0].get_text() == "−15"
    assert ax.texts[0].get_ha() == "right"


@pytest.mark.cross_product(5)
@pytest.mark.parametrize("name", ALL)
def test_made_up_data_is_marked_in_the_caller_s_axes_too(report, name):
    made_up = compare_with_schedule(report.tasks.assign(synthetic=True))
    _, ax = plt.subplots()
    assert "合成数据" in ALL[name].plot(made_up, ax=ax).get_title(loc="left")


def test_points_of_tasks_without_a_percent_are_unknown(report):
    tasks = report.tasks.copy()
    tasks.loc[tasks["leader"].eq("许建超"), "progress_pct"] = None
    tasks.loc[2, "progress_pct"] = None
    compared = compare_with_schedule(tasks)
    assert measure_workload(compared).set_index("leader")["remaining_pp"].isna().tolist() == [False, False, True]
    ends = texts(plot_remaining(compared))
    assert "1项任务，进度未知" in ends
    assert any("（未知1项）" in end for end in ends)


def test_digits_are_as_wide_as_each_other():
    assert len({round(text_inches(digit, 10), 6) for digit in "0123456789"}) == 1


def test_a_text_is_wrapped_between_clauses_and_never_cut():
    title = "没有任务落后序时，但领先超过5个点的只有6项"
    lines = wrap_inches(title, 2.8, 10).split("\n")
    assert lines == ["没有任务落后序时，", "但领先超过5个点的只有6项"]
    for width in (0.5, 1, 2, 4):
        assert wrap_inches(title, width, 10).replace("\n", "") == title


def test_a_label_without_a_pause_is_shortened_inside_and_says_so():
    with house_style("slide"):
        label = label_task("深化全域旅游示范区创建与公共文化服务体系" * 4)
    assert label.endswith("…")
    assert "\n" not in label
    assert label_task("甲、乙、丙", width=4, lines=1) == "甲…"


def test_what_no_font_can_draw_is_marked_and_explained(report):
    assert drawable("㐂\U000323af") == "㐂〓", "the last character has no font in the world yet"
    rare = compare_with_schedule(HARD["rare characters"](report.tasks))
    assert any("〓为字库所缺的字" in text for text in texts(plot_workload(rare)))
    assert not any("〓" in text for text in texts(plot_status(rare)))


def test_styles_can_stand_inside_of_each_other():
    with house_style("slide"):
        with house_style("print-half"):
            assert size("title_pt") == 10
        assert size("title_pt") == 28
    assert size("title_pt") == 14.5


def test_no_line_starts_with_a_closing_mark_or_ends_with_an_opening_one():
    for width in range(2, 20):
        lines = wrap("打响“孝文化节”品牌（省级），争创保护区。", width).split("\n")
        assert not any(line[0] in "”），。" or line[-1] in "“（" for line in lines if len(line) > 1), (width, lines)
