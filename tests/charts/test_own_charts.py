"""An analyst's own charts: the house style, words for columns and classes, title and source line, files."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest
import seaborn as sns
from matplotlib.text import Text

import analysis_helpers as ah
from analysis_helpers import ReportError
from analysis_helpers.charts.own_chart import find_finish
from analysis_helpers.core.file_names import make_file_name


@pytest.fixture(autouse=True)
def _taken_off():
    yield
    ah.set_style(None)
    plt.close("all")


@pytest.fixture(scope="module")
def quarters():
    return ah.compare_with_schedule(ah.load_history(sample=True).tasks)


def draw_leaders(tasks):
    shown = ah.label(tasks)
    ax = sns.boxplot(shown, x=ah.label("progress_pct"), y=ah.label("leader"), hue=ah.label("quarter"))
    return ah.finish(ax, "Progress, leader by leader", tasks=tasks)


def draw_facets(tasks):
    grid = sns.displot(ah.label(tasks), x=ah.label("progress_pct"), col=ah.label("quarter"), col_wrap=2, height=2,
                       hue=ah.label("schedule_status"), palette=ah.PALETTE, multiple="stack")  # fmt: skip
    return ah.finish(grid, "Quarter by quarter", tasks=tasks)


class TestStyle:
    def test_it_holds_until_it_is_taken_off(self):
        before = plt.rcParams.copy()
        ah.set_style("print")
        ah.set_style("slide", "en")
        assert plt.rcParams["font.size"] == 16
        ah.set_style(None)
        assert plt.rcParams == before

    def test_a_block_gives_back_what_held_before_it(self):
        ah.set_style("notebook", "zh")
        with ah.set_style("slide", "en"):
            assert ah.label("progress_pct") == "progress (%)"
        assert (plt.rcParams["font.size"], ah.label("progress_pct")) == (9.5, "进度（%）")

    def test_our_own_charts_are_drawn_as_without_it(self, tasks):
        from analysis_helpers.charts.catalogue import CHARTS
        from analysis_helpers.charts.export import draw_chart

        plain = draw_chart("status", CHARTS["status"], tasks).svg
        ah.set_style("slide", "en")
        sns.set_theme()
        assert draw_chart("status", CHARTS["status"], tasks).svg == plain

    def test_a_theme_of_seaborn_keeps_chinese_if_it_is_told(self):
        sns.set_theme(style="whitegrid", rc=ah.set_style().rc)
        assert plt.rcParams["font.family"][0] == "Noto Sans SC"

    @pytest.mark.parametrize(("size", "language"), [("poster", "zh"), ("slide", "de")])
    def test_what_there_is_not_is_refused_and_nothing_is_set(self, size, language):
        before = plt.rcParams.copy()
        with pytest.raises(ReportError):
            ah.set_style(size, language)
        assert plt.rcParams == before


class TestWords:
    def test_quarters_statuses_and_names_stand_in_order(self, quarters):
        shown = ah.label(quarters, "zh")
        assert shown["季度"].cat.categories.tolist() == [f"2024年{n}季度" for n in "一二三四"]
        assert shown["季度"].cat.ordered
        assert shown["核算状态"].cat.categories.tolist() == ["落后", "持平", "超前", "已完成", "未知"]
        assert shown["核算状态"].eq("未知").sum() == quarters["progress_pct"].isna().sum() == 1
        assert len(shown) == len(quarters)
        assert {"进度（%）", "责任领导", "责任单位"} <= set(shown.columns)

    def test_movements_stand_in_order(self):
        changes = ah.measures.measure_change(ah.load_history(sample=True), "2024Q3")
        shown = ah.label(changes, "zh")["变化"].cat
        assert shown.ordered
        assert shown.categories.tolist() == [
            "进度不可比",
            "完成",
            "倒退",
            "停滞",
            "进度上升、文字照抄",
            "大幅跃升",
            "推进",
            "未知",
        ]

    def test_no_class_is_unknown_where_all_are_known(self, tasks):
        assert "未知" not in ah.label(tasks, "zh")["自报状态"].cat.categories

    def test_what_the_vocabulary_does_not_know_stays(self):
        frame = pd.DataFrame({"街道": ["甲", "乙"], "status": ["ahead", "as agreed"]})
        assert ah.label(frame, "zh").to_dict("list") == {"街道": ["甲", "乙"], "自报状态": ["ahead", "as agreed"]}

    def test_two_columns_of_the_same_words_can_be_told_apart(self):
        frame = pd.DataFrame({"claimed_pct": [1.0], "reported_pct": [2.0]})
        assert ah.label(frame, "zh").columns.tolist() == ["自报%", "自报% (reported_pct)"]

    def test_a_pivot_is_said_in_words_and_in_order(self, quarters):
        pivot = quarters.pivot_table(index="leader", columns="quarter", values="progress_pct")
        shown = ah.label(pivot, "zh")
        assert (shown.index.name, shown.columns.name) == ("责任领导", "季度")
        assert shown.columns.tolist()[0] == "2024年一季度"
        assert shown.to_numpy().dtype == float

    def test_the_palette_knows_meanings_in_both_languages(self):
        assert ah.PALETTE["behind"] == ah.PALETTE["落后"] == ah.PALETTE["倒退"] == "#9a3510"
        assert ah.PALETTE["on schedule"] == ah.PALETTE["持平"]


class TestFinish:
    @pytest.mark.parametrize("draw", [draw_leaders, draw_facets])
    def test_a_chart_holds_together_in_every_size_and_language(self, draw, quarters):
        ah.testing.check_chart(draw, quarters)

    def test_the_source_line_counts_what_is_drawn(self, quarters):
        ah.set_style(language="zh")
        some = quarters[quarters["quarter"].eq("2024Q1")]
        ax = ah.finish(sns.histplot(some, x="progress_pct"), "一季度", tasks=some, note="人口：年鉴")
        done = find_finish(ax)
        n, unknown = len(some), int(some["progress_pct"].isna().sum())
        assert done.source.endswith(f"；{n}项，未知{unknown}项；人口：年鉴")
        assert done.subtitle == f"{n}项任务，2024年一季度"
        written = [text.get_text() for text in ax.figure.findobj(Text)]
        assert {"合成数据", "一季度", "进度（%）", "数量"} <= set(written)

    def test_chinese_is_drawn_after_a_theme_of_seaborn(self, tasks):
        ah.set_style()
        sns.set_theme()
        ax = sns.countplot(ah.label(tasks), y="责任领导")
        assert ah.testing.find_faults(ah.finish(ax, "领导", tasks=tasks)) == []

    def test_finished_twice_it_has_one_title(self, tasks):
        ax = sns.histplot(tasks, x="progress_pct")
        for title in ("one", "two"):
            ah.finish(ax, title, tasks=tasks)
        written = [text.get_text() for text in ax.figure.findobj(Text)]
        assert ("one" in written, written.count("two")) == (False, 1)

    @pytest.mark.parametrize("given", ["nothing", "labelled"])
    def test_without_tasks_there_is_no_honest_source(self, tasks, given):
        ax = sns.histplot(tasks, x="progress_pct")
        with pytest.raises(ReportError, match="tidy table"):
            ah.finish(ax, "x", tasks=None if given == "nothing" else ah.label(tasks, "zh"))


class TestFaults:
    def test_each_fault_is_said(self, tasks):
        ah.set_style(language="en")
        ax = ah.finish(sns.histplot(tasks, x="progress_pct"), "long " * 60, tasks=tasks)
        ax.text(2, 0.5, "far away", transform=ax.transAxes)
        ax.text(0.5, 0.5, "\U000323af", transform=ax.transAxes)
        find_finish(ax).texts[2].set_text("")
        said = "\n".join(ah.testing.find_faults(ax))
        for part in ("the title has", "sticks out of the picture: far away", "\U000323af", "source line is gone"):
            assert part in said

    def test_an_unfinished_chart_fails(self, tasks):
        with pytest.raises(AssertionError, match="no source line"):
            ah.testing.check_chart(sns.histplot(tasks, x="progress_pct"))


class TestFiles:
    def test_picture_and_tasks_are_written(self, tasks, tmp_path):
        ah.set_style(language="zh")
        ax = ah.finish(sns.histplot(tasks, x="progress_pct"), "进度", tasks=tasks)
        assert ah.save_chart(ax, "进度？", folder=tmp_path) == ["进度.png", "进度.svg", "进度.csv"]
        table = pd.read_csv(tmp_path / "进度.csv", encoding="utf-8-sig")
        assert (len(table), table["进度（%）"].sum()) == (19, tasks["progress_pct"].sum())
        assert (tmp_path / "进度.png").read_bytes()[:4] == b"\x89PNG"

    def test_an_unfinished_chart_is_not_written(self, tasks, tmp_path):
        with pytest.raises(ReportError, match="no source line"):
            ah.save_chart(sns.histplot(tasks, x="progress_pct"), "a", folder=tmp_path)
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        ("text", "name"), [("a" * 90, "a" * 40), ("nul.", "nul_"), ("甲：乙|丙", "甲_乙_丙"), ("..x", "x")]
    )
    def test_a_name_is_one_that_windows_takes(self, text, name):
        assert make_file_name(text) == name

    def test_a_name_of_signs_alone_is_refused(self):
        with pytest.raises(ReportError, match="no file"):
            make_file_name("？？")
