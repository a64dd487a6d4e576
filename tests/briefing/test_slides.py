"""The slides read back: one finding each, native charts with the measures' values, words for pictures and notes."""

from pathlib import Path

import pandas as pd
import pytest
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt
from tests.charts.hard import HARD

from analysis_helpers import (
    compare_with_schedule,
    compose_briefing,
    load_history,
    measure_classes,
    measure_shown,
    measure_workload,
)
from analysis_helpers.briefing import office_templates
from analysis_helpers.briefing.slides import write_slides
from analysis_helpers.charts import catalogue as charts
from analysis_helpers.charts.catalogue import CHARTS
from analysis_helpers.charts.theme import wrap_inches


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


def test_at_most_eight_slides_with_a_finding_each_as_title_the_weightiest_first(show, tasks):
    titles = [slide.shapes.title.text for slide in show.slides]
    assert len(titles) == 8
    assert titles[1:-1] == [
        CHARTS[key].find(tasks).text() for key in ("status", "evidence", "shown", "recycled", "workload", "asof")
    ]


def test_every_chart_is_native_and_has_the_values_of_its_measure(show, tasks):
    drawn = native(show)
    assert set(drawn) == {"classes", "status", "asof", "evidence", "shown", "workload"}
    assert drawn["status"] == {"已完成": [0, 1], "超前": [19, 14], "持平": [0, 4]}
    assert drawn["classes"] == {"已完成": [1], "超前": [14], "持平": [4]}
    assert sum(measure_classes(tasks)["tasks"]) == sum(sum(values) for values in drawn["classes"].values())
    assert drawn["evidence"]["自报%"] == [70, 50, 50, 70, 70]
    assert drawn["evidence"]["可数%，至多"][0] == pytest.approx(54, abs=0.5)
    assert drawn["workload"]["持平"] == measure_workload(tasks)["on_schedule"].tolist()
    assert drawn["shown"]["未见对应的数"] == measure_shown(tasks)["not_shown"].tolist()


def test_days_of_lead_are_steps_and_those_of_the_title_stand_out(show):
    """Nine leads end on day 19, one on day 37."""
    chart = next(s.chart for slide in show.slides for s in slide.shapes if s.name == "asof")
    whole, near = chart.plots[0].series
    points = [
        [tuple(float(pt.findtext("{*}v")) for pt in pair)
         for pair in zip(*(series._element.findall(f"{{*}}{axis}//{{*}}pt") for axis in ("xVal", "yVal")), strict=True)]
        for series in (whole, near)
    ]  # fmt: skip
    assert points[0][:5] == [(0, 14), (20, 14), (20, 5), (38, 5), (38, 4)]
    assert points[1] == [(0, 14), (20, 14), (20, 5), (30, 5)]
    assert near.format.line.width > whole.format.line.width
    said = {label.text_frame.text for label in (near.points[i].data_label for i in (1, 3))}
    assert said == {"14项超前", "5项超前"}


def test_the_first_slide_says_nothing_twice(show, briefing):
    first = show.slides[0]
    texts = [line for shape in first.shapes if shape.has_text_frame for line in shape.text_frame.text.split("\n")]
    assert len(texts) == len(set(texts))
    assert not any(shape.has_table for shape in first.shapes)
    findings = [finding.text() for finding in briefing.choose_findings(4)]
    assert [text for text in texts if text in findings] == findings


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
        looks = [
            str((series.format.fill if series.format.fill.type == 1 else series.format.line.fill).fore_color.rgb)
            for series in chart.plots[0].series
        ]
        assert len(set(looks)) == len(looks), looks
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
    assert native(show)["deviation"]["偏差（点）"] == [float(-n) for n in range(50, 38, -1)]
    texts = [s.text_frame.text for slide in show.slides for s in slide.shapes if s.has_text_frame]
    assert any("图中列出最需关注的12项，另45项见“各项任务的偏差”表" in text for text in texts)


def test_what_would_be_an_empty_chart_is_a_picture_that_says_why(compose, tmp_path):
    nothing = pd.array([None] * 19, "Float64")
    write_slides(compose(lambda tasks: tasks.assign(progress_pct=nothing)), tmp_path / "a.pptx")
    show = Presentation(tmp_path / "a.pptx")
    assert not {"distribution", "deviation", "remaining"} & set(native(show))
    bars = next(s.chart for slide in show.slides for s in slide.shapes if s.name == "workload")
    words = [mark.get("val") for mark in bars._chartSpace.iter(qn("c:showSerName"))]
    assert bars.has_legend or "1" in words, "one colour, too, needs its word"


def test_hostile_text_is_text(compose, tmp_path):
    briefing = compose(lambda tasks: tasks.assign(task=pd.array(["<a:t>&\x07"] * 19, "str"), leaders=[["=1+1"]] * 19))
    write_slides(briefing, tmp_path / "a.pptx")
    show = Presentation(tmp_path / "a.pptx")
    bars = {s.name: list(s.chart.plots[0].categories) for slide in show.slides for s in slide.shapes if s.has_chart}
    assert bars["deviation"][0] == "<a:t>&\ufffd"
    assert bars["workload"] == ["=1+1"]


def boxes(slide):
    """Place of each shape that stands on the slide itself or in its layout, in EMU."""
    return {shape.name: (shape.left, shape.top, shape.left + shape.width, shape.top + shape.height) for shape in slide.shapes}  # fmt: skip


def sizes_of(shape):
    """Points of all text of a shape that does not take them from the layout, and of a chart."""
    if shape.has_chart:
        yield shape.chart.font.size.pt
        found = shape.chart._chartSpace.iter(qn("a:defRPr"), qn("a:rPr"))
        yield from (int(part.get("sz")) / 100 for part in found if part.get("sz"))
    elif shape.has_text_frame:
        runs = [run for paragraph in shape.text_frame.paragraphs for run in paragraph.runs]
        yield from (run.font.size.pt for run in runs if run.font.size)


def lines_of(shape):
    """How many lines the texts of a shape take, and how high they are, in points."""
    wide = shape.width / Inches(1) - 0.1
    for paragraph in shape.text_frame.paragraphs:
        points = next((run.font.size.pt for run in paragraph.runs if run.font.size), 26)
        room = wide - (paragraph._p.pPr is not None and int(paragraph._p.pPr.get("marL", 0)) / Inches(1))
        yield (wrap_inches(paragraph.text, room, points).count("\n") + 1) * points * 1.2


@pytest.fixture(
    scope="module", params=[(q, language) for q in ("2024Q3", "2024Q4") for language in ("zh", "en")] + ["hard"]
)
def any_show(request, compose, tmp_path_factory):
    """The slides of the sample's quarters, and of a report with names of many characters, in English."""
    path = tmp_path_factory.mktemp("slides") / "a.pptx"
    if request.param == "hard":
        write_slides(compose(HARD["long names"], "en"), path)
    else:
        history = load_history(sample=True).select(request.param[0])
        write_slides(compose_briefing(history, compare_with_schedule(history.tasks), request.param[1]), path)
    return Presentation(path)


def test_there_are_six_to_eight_slides(any_show):
    assert 6 <= len(any_show.slides) <= 8


def test_no_shape_of_a_slide_lies_on_another(any_show):
    for slide in any_show.slides:
        found = list(boxes(slide).items())
        assert len(found) == len(slide.shapes)
        for i, (one, a) in enumerate(found):
            for other, b in found[i + 1 :]:
                apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
                assert apart, (slide.shapes.title.text, one, other)


def test_no_letter_is_smaller_than_twelve_points_and_all_text_fits(any_show):
    for slide in any_show.slides:
        for shape in slide.shapes:
            assert min(sizes_of(shape), default=12) >= 12, (slide.shapes.title.text, shape.name)
            if shape.has_text_frame and shape.text_frame.text:
                points = 12 if shape.name == "source" or "‹#›" in shape.text_frame.text else sum(lines_of(shape))
                assert points <= shape.height / Pt(1) + 1, (slide.shapes.title.text, shape.text_frame.text)


def test_every_placeholder_is_filled_and_every_slide_has_its_number_and_source(any_show):
    for slide in any_show.slides:
        kinds = [shape.placeholder_format.type.name for shape in slide.placeholders]
        assert sorted(kinds) == ["BODY", "FOOTER", "SLIDE_NUMBER", "TITLE"]
        assert all(shape.text_frame.text for shape in slide.placeholders)
        assert [field.get("type") for field in slide._element.iter(qn("a:fld"))] == ["slidenum"]


def test_no_chart_has_more_than_twelve_rows_and_what_is_left_out_is_counted(any_show):
    for slide in any_show.slides:
        for shape in slide.shapes:
            if shape.has_chart and hasattr(shape.chart.plots[0], "categories"):
                assert len(list(shape.chart.plots[0].categories)) <= 12, shape.name


def test_notes_hold_the_figures(show):
    notes = {slide.shapes.title.text: slide.notes_slide.notes_text_frame.text for slide in show.slides}
    workload = next(text for title, text in notes.items() if "朱江桥" in title)
    assert "领导 朱江桥；任务数 14" in workload


def test_a_template_without_places_for_source_and_number_has_them_in_boxes(compose, tmp_path, monkeypatch):
    own = Presentation(str(Path(office_templates.__file__).parent / "templates" / "briefing.pptx"))
    layout = office_templates.find_title_layout(own)
    for place in [p for p in layout.placeholders if p.placeholder_format.idx != 0]:
        place._element.getparent().remove(place._element)
    own.save(tmp_path / "own.pptx")
    template = office_templates.Template("own.pptx", (tmp_path / "own.pptx").read_bytes())
    monkeypatch.setattr(office_templates, "find_template", lambda name, language="": template)
    write_slides(compose(), tmp_path / "a.pptx")
    for slide in Presentation(tmp_path / "a.pptx").slides:
        assert any("来源" in shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        assert [field.get("type") for field in slide._element.iter(qn("a:fld"))] == ["slidenum"]
