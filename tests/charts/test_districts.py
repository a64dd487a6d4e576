"""The charts of a province, on tables that are easy and on tables that are hard to draw."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import analysis_helpers as ah
from analysis_helpers.charts.testing import measure_layout
from analysis_helpers.charts.theme import sizes
from analysis_helpers.findings import find_districts as sentences

PLOTS = {
    "funnel": (ah.plot_funnel, sentences.find_funnel),
    "district_deviation": (ah.plot_district_deviation, sentences.find_district_deviation),
    "district_change": (ah.plot_district_change, sentences.find_district_change),
    "district_concentration": (ah.plot_district_concentration, sentences.find_district_concentration),
}


def draw_districts(n, seed=1):
    """So many districts as `measure_district` describes them; every tenth overstates a lot."""
    rng = np.random.default_rng(seed)
    compared = np.geomspace(8, 900, n).astype(int) if n > 1 else np.array([19])
    rate = np.where(np.arange(n) % 10 == 7, 0.4, 0.08)
    mid, change = rng.normal(0, 4, n), rng.normal(20, 6, n)
    return pd.DataFrame(
        {
            "district": [f"{'青云清安永宁和长东南'[i % 10]}{'溪山川阳泉湖峰岭柳州'[i // 10 % 10]}{'区县'[i // 100 % 2]}" for i in range(n)],
            "quarter": "2024Q2", "measured_on": pd.Timestamp("2024-06-30"), "basis": "month", "expected_pct": 50.0,
            "synthetic": True, "files": 4, "tasks": compared + 2, "unknown": 2, "compared": compared,
            "overstated": rng.binomial(compared, rate),
            "deviation_low_pp": mid - 8, "deviation_mid_pp": mid, "deviation_high_pp": mid + 9,
            "change_low_pp": change - 6, "change_mid_pp": change, "change_high_pp": change + 7,
            "effective_share_pct": rng.uniform(15, 95, n),
        }
    )  # fmt: skip


HARD = {
    "90 districts": lambda: draw_districts(90),
    "one district": lambda: draw_districts(1),
    "two districts": lambda: draw_districts(2),
    "400 districts": lambda: draw_districts(400),
    "all equal": lambda: draw_districts(30).assign(
        overstated=0, deviation_low_pp=0.0, deviation_mid_pp=0.0, deviation_high_pp=0.0, change_low_pp=0.0, change_mid_pp=0.0,
        change_high_pp=0.0, effective_share_pct=50.0,
    ),
    "all unknown": lambda: draw_districts(5).assign(
        compared=0, overstated=0, deviation_mid_pp=None, change_mid_pp=None, effective_share_pct=None
    ),
    "everybody overstates": lambda: draw_districts(20).assign(overstated=lambda t: t["compared"]),
    "some without a report": lambda: pd.concat([draw_districts(12), pd.DataFrame({"district": ["缺报县"]})], ignore_index=True),
    "long names": lambda: draw_districts(40).assign(district=lambda t: "黔东南苗族侗族自治州" + t["district"]),
    "dollars": lambda: draw_districts(20).assign(district="$x$区"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


LAYOUTS = [*(("90 districts", language, size) for language in ("zh", "en") for size in sizes()),
           *((case, "zh", size) for case in HARD for size in ("notebook", "print-half") if case != "90 districts"),
           ("400 districts", "en", "print"), ("everybody overstates", "en", "print-half")]  # fmt: skip


@pytest.mark.cross_product(7)
@pytest.mark.parametrize(("case", "language", "size"), LAYOUTS)
@pytest.mark.parametrize("name", PLOTS)
def test_nothing_is_cut_off_or_lies_over_another_text(name, case, language, size):
    ax = PLOTS[name][0](HARD[case](), language=language, size=size)
    outside, overlapping = measure_layout(ax.figure)
    assert outside == []
    assert overlapping == []


@pytest.mark.parametrize("name", PLOTS)
def test_the_title_is_the_finding_and_invented_data_is_marked(name):
    plot, find = PLOTS[name]
    table = draw_districts(90)
    ax = plot(table)
    texts = [text.get_text() for text in ax.figure.texts]
    assert texts[0] == find(table).text("zh")
    assert "合成数据" in texts
    assert any("90个区县" in text for text in texts)


def test_every_district_is_a_dot_where_its_figures_are():
    table = draw_districts(90)
    for name, column in (("district_deviation", "deviation_mid_pp"), ("district_concentration", "effective_share_pct")):
        ax = PLOTS[name][0](table)
        dots = [y for line in ax.lines if line.get_linestyle() == "None" for y in line.get_ydata()]
        assert sorted(dots) == sorted(table[column])


def test_only_who_is_outside_of_the_funnel_is_named():
    table = draw_districts(90)
    funnel = ah.measure_funnel(table)
    outside = set(funnel.loc[funnel["side"].ne("within"), "district"])
    ax = ah.plot_funnel(table)
    named = {text.get_text() for text in ax.texts} & set(table["district"])
    assert 0 < len(named) <= len(outside)
    assert named <= outside
    filled = [line for line in ax.lines if line.get_marker() in "^v"]
    assert sum(len(line.get_xdata()) for line in filled) == len(outside)


CASES = [*((name, "90 districts", "zh", "notebook") for name in PLOTS), *((name, "90 districts", "en", "slide") for name in PLOTS),
         ("funnel", "everybody overstates", "zh", "notebook"), ("district_change", "some without a report", "zh", "print-half")]  # fmt: skip


@pytest.mark.parametrize(("name", "case", "language", "size"), CASES, ids=lambda value: value.replace(" ", "-"))
@pytest.mark.mpl_image_compare(baseline_dir="baseline", tolerance=1.5, style="default", savefig_kwargs={"dpi": 60})
def test_picture(name, case, language, size):
    return PLOTS[name][0](HARD[case](), language=language, size=size).figure
