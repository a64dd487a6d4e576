"""The slides read back: one finding each, native charts with the measures' values, words for pictures and notes."""

import pandas as pd
import pytest
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Inches

from analysis_helpers import measure_classes, measure_shown, measure_workload
from analysis_helpers.briefing.slides import write_slides
from analysis_helpers.charts import catalogue as charts
from analysis_helpers.charts.catalogue import CHARTS


@pytest.fixture(scope="module")
def show(folders):
    return Presentation(folders / "zh" / "briefing.pptx")


def native(show):
    """The charts of a show by name, each with its series: names to values."""
    found = {}
    for slide in show.slides:
        for shape in slide.shapes:
            if shape.has_chart:
                found[shape.name] = {series.name: list(series.values) for series in shape.chart.plots[0].series}
    return found


def test_at_most_eight_slides_with_a_finding_each_as_title(show, tasks):
    titles = [slide.shapes.title.text for slide in show.slides]
    assert len(titles) == 8
    assert titles[1:-1] == [
        CHARTS[key].find(tasks).text() for key in ("status", "asof", "evidence", "shown", "recycled", "workload")
    ]


def test_every_chart_is_native_and_has_the_values_of_its_measure(show, tasks):
    drawn = native(show)
    assert set(drawn) == {"classes", "status", "asof", "shown", "workload"}
    assert drawn["status"] == {"已完成": [0, 1], "超前": [19, 14], "持平": [0, 4]}
    assert drawn["classes"] == {"已完成": [1], "超前": [14], "持平": [4]}
    assert sum(measure_classes(tasks)["tasks"]) == sum(sum(values) for values in drawn["classes"].values())
    ahead = drawn["asof"]["超前"]
    assert (ahead[0], ahead[19], ahead[20], ahead[37], ahead[38]) == (14, 14, 5, 5, 4), (
        "nine leads end on day 19, one on day 37"
    )
    assert drawn["workload"]["持平"] == measure_workload(tasks)["on_schedule"].tolist()
    assert drawn["shown"]["未见对应的数"] == measure_shown(tasks)["not_shown"].tolist()


def test_names_of_bars_are_those_of_the_table(show, tasks):
    chart = next(s.chart for slide in show.slides for s in slide.shapes if s.name == "shown")
    assert list(chart.plots[0].categories) == measure_shown(tasks)["leader"].tolist()


def test_every_chart_has_words_and_every_slide_notes(show):
    for slide in show.slides:
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table:
                assert shape._element.xpath(".//p:cNvPr")[0].get("descr")
        assert "序时进度按月计" in slide.notes_slide.notes_text_frame.text


def test_no_two_series_of_a_chart_have_one_colour_and_a_name_is_parted_from_its_figure_by_a_blank(show):
    charts = [shape.chart for slide in show.slides for shape in slide.shapes if shape.has_chart]
    for chart in charts:
        fills = [str(series.format.fill.fore_color.rgb) for series in chart.plots[0].series]
        assert len(set(fills)) == len(fills), fills
    separators = {mark.text for chart in charts for mark in chart._chartSpace.iter(qn("c:separator"))}
    assert separators == {" "}


def test_nothing_stands_outside_of_a_slide_or_its_layouts(show):
    assert (show.slide_width, show.slide_height) == (Inches(13.333), Inches(7.5))
    for holder in (*show.slides, *show.slide_layouts, show.slide_master):
        for shape in holder.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= show.slide_width
            assert shape.top + shape.height <= show.slide_height


def test_a_chart_that_powerpoint_has_not_is_a_picture(compose, monkeypatch, tmp_path):
    monkeypatch.setattr(charts, "CHARTS", {"brand_new": CHARTS["status"]})
    write_slides(compose(), tmp_path / "a.pptx")
    slide = Presentation(tmp_path / "a.pptx").slides[1]
    picture = next(shape for shape in slide.shapes if shape.name == "brand_new")
    assert picture.image.content_type == "image/png"
    assert picture._element.xpath(".//p:cNvPr")[0].get("descr") == slide.shapes.title.text


def test_a_long_list_shows_those_furthest_behind_and_says_so(compose, tmp_path):
    def many(tasks):
        repeated = pd.concat([tasks] * 3, ignore_index=True)
        return repeated.assign(progress_pct=pd.array(range(57), "Float64"), task_id=[f"t{i}" for i in range(57)])

    write_slides(compose(many), tmp_path / "a.pptx")
    show = Presentation(tmp_path / "a.pptx")
    assert native(show)["deviation"]["偏差（点）"] == [float(-n) for n in range(31, 51)]
    texts = [s.text_frame.text for slide in show.slides for s in slide.shapes if s.has_text_frame]
    assert any("各项任务的偏差 · 57行中，差距最大的20行" in text for text in texts)


def test_what_would_be_an_empty_chart_is_a_picture_that_says_why(compose, tmp_path):
    nothing = pd.array([None] * 19, "Float64")
    write_slides(compose(lambda tasks: tasks.assign(progress_pct=nothing)), tmp_path / "a.pptx")
    show = Presentation(tmp_path / "a.pptx")
    assert not {"distribution", "deviation", "remaining"} & set(native(show))
    bars = next(s.chart for slide in show.slides for s in slide.shapes if s.name == "workload")
    assert bars.has_legend, "one colour, too, needs its word"


def test_hostile_text_is_text(compose, tmp_path):
    briefing = compose(lambda tasks: tasks.assign(task=pd.array(["<a:t>&\x07"] * 19, "str"), leaders=[["=1+1"]] * 19))
    write_slides(briefing, tmp_path / "a.pptx")
    show = Presentation(tmp_path / "a.pptx")
    bars = {s.name: list(s.chart.plots[0].categories) for slide in show.slides for s in slide.shapes if s.has_chart}
    assert bars["deviation"][0] == "<a:t>&\ufffd"
    assert bars["workload"] == ["=1+1"]
