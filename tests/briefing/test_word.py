"""The Word file read back: layout, headings, tables, captions, words for pictures."""

import re
import zipfile

import docx
import pandas as pd
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from analysis_helpers import measure_classes
from analysis_helpers.briefing.office_templates import open_word_template
from analysis_helpers.briefing.one_page import write_one_page
from analysis_helpers.briefing.word import write_word
from analysis_helpers.charts.catalogue import CHARTS


@pytest.fixture(scope="module")
def document(folders):
    return docx.Document(folders / "zh" / "briefing.docx")


SHOWN = ("status", "distribution", "deviation", "asof", "evidence", "shown", "recycled", "workload")


def texts(document, style=None):
    return [p.text for p in document.paragraphs if style is None or p.style.name == style]


def fields(document):
    return [i.text.strip() for i in document.element.body.iter(qn("w:instrText"))]


def cells(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_page_and_text_area_are_those_of_the_standard(document):
    section = document.sections[0]
    wide = section.page_width - section.left_margin - section.right_margin
    high = section.page_height - section.top_margin - section.bottom_margin
    lengths = (section.page_width, section.page_height, section.top_margin, section.left_margin, wide, high)
    assert [length / Mm(1) for length in lengths] == pytest.approx([210, 297, 37, 28, 156, 225], abs=0.05)


def test_fonts_and_sizes_are_those_of_the_standard(document):
    wanted = {
        "Title": ("方正小标宋简体", 22),
        "Normal": ("仿宋_GB2312", 16),
        "Heading 1": ("黑体", 16),
        "Heading 2": ("楷体_GB2312", 16),
    }
    for name, (font, size) in wanted.items():
        style = document.styles[name]
        assert style.element.rPr.rFonts.get(qn("w:eastAsia")) == font
        assert style.element.rPr.rFonts.get(qn("w:asciiTheme")) is None, "a theme's font would win"
        assert style.font.size == Pt(size)
    normal = document.styles["Normal"]
    assert normal.paragraph_format.line_spacing == Pt(28.95)
    between = int(normal.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    assert 28 * (16 + between) <= 156 / 25.4 * 72 < 29 * (16 + between), "28 characters in a line"


def test_fonts_that_are_missing_have_a_name_to_fall_back_on(folders):
    with zipfile.ZipFile(folders / "zh" / "briefing.docx") as package:
        table = package.read("word/fontTable.xml").decode()
    for font in ("方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"):
        assert re.search(rf'<w:font w:name="{font}"><w:altName w:val="[^"]+"', table)


def test_headings_are_real_and_numbered_as_in_a_circular(document):
    assert texts(document, "Title") == ["关于文广旅游局2024年二季度\n重点工作进展情况的督查通报"], (
        "the title breaks between words"
    )
    first = texts(document, "Heading 1")
    assert first == ["一、总体情况", "二、存在问题", "三、下一步要求", "附件1  全部任务", "附件2  统计口径与方法",
                     "附件3  报告读取情况", "附件4  图表数据"]  # fmt: skip
    assert texts(document, "Heading 2")[:2] == ["（一）自报与核算", "（二）自报与可数"]


def test_the_annexes_are_named_before_the_signature(document):
    every = texts(document)
    note = every.index("附件：1. 全部任务")
    tags = [tag.get(qn("w:val")) for tag in document.element.body.iter(qn("w:tag"))]
    assert every.index("三、下一步要求") < note < every.index("附件1  全部任务")
    assert tags.index("signature") < tags.index("date") < tags.index("copies")
    order = [element.tag for element in document.element.body.iter(qn("w:tag"), qn("w:sectPr"))]
    assert order.index(qn("w:sectPr")) > tags.index("date"), "signed before the annexes begin"


def test_a_finding_stands_once(document, briefing):
    paper = "".join(texts(document))
    for finding in briefing.choose_findings(20, charts=True):
        assert paper.count(finding.text()) == 1, finding.key


def test_pages_number_themselves_outside_on_both_sides(document):
    section = document.sections[0]
    assert document.settings.odd_and_even_pages_header_footer
    for footer in (section.footer, section.even_page_footer):
        assert [i.text.strip() for i in footer._element.iter(qn("w:instrText"))] == ["PAGE"]
        assert footer.paragraphs[0].text == "— 1 —"


def test_captions_count_themselves_and_the_text_refers_to_them(document):
    captions = texts(document, "Caption")
    assert [c.split()[1] for c in captions if c.startswith("图")] == ["1", "2", "3"], "two to four charts in the body"
    told = fields(document)
    assert sum(f.startswith("SEQ Table") for f in told) == len(document.tables)
    marks = {m.get(qn("w:name")) for m in document.element.body.iter(qn("w:bookmarkStart"))}
    assert {f.split()[1] for f in told if f.startswith("REF")} <= marks


def test_every_picture_says_its_finding(document, tasks):
    said = {p.get("descr") for p in document.element.body.iter(qn("wp:docPr"))}
    assert len(said) == 3
    assert said <= {chart.find(tasks).text() for key, chart in CHARTS.items() if key in SHOWN}


def test_tables_hold_what_the_measures_say(document, tasks):
    classes = measure_classes(tasks)
    shares = next(t for t in document.tables if cells(t)[0] == ["类别", "任务数", "占比%"])
    assert [row[1] for row in cells(shares)[1:]] == classes["tasks"].astype(str).tolist()
    every = next(t for t in document.tables if "当前工作进度" in cells(t)[0])
    assert [row[0] for row in cells(every)[1:]] == tasks["source_row"].astype(str).tolist()
    assert [row[1] for row in cells(every)[1:]] == tasks["task"].tolist()


def test_headers_are_repeated_and_rows_not_broken(document):
    for table in document.tables:
        first, *rest = table._tbl.tr_lst
        assert first.trPr.find(qn("w:tblHeader")) is not None
        assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in (first, *rest))


def test_what_the_office_fills_in_is_marked_and_has_a_name(document):
    controls = list(document.element.body.iter(qn("w:sdt")))
    tags = [control.find(f".//{qn('w:tag')}").get(qn("w:val")) for control in controls]
    assert tags == ["letterhead", "number", "to", "demand_1", "demand_2", "demand_3", "demand_4", "signature", "date",
                    "copies"]  # fmt: skip
    assert all(control.find(f".//{qn('w:highlight')}").get(qn("w:val")) == "yellow" for control in controls)
    assert len({control.find(f".//{qn('w:id')}").get(qn("w:val")) for control in controls}) == len(controls)


def test_days_are_in_words(document):
    assert any("截至2024年6月30日" in text for text in texts(document))
    every = next(t for t in document.tables if "当前工作进度" in cells(t)[0])
    assert not any(re.search(r"\d{4}-\d\d-\d\d", cell) for row in cells(every) for cell in row)


def test_properties_name_no_day(document, folders):
    assert document.core_properties.title.endswith("督查通报")
    with zipfile.ZipFile(folders / "zh" / "briefing.docx") as package:
        assert b"dcterms" not in re.sub(rb"xmlns:dcterms=\S+", b"", package.read("docProps/core.xml"))
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_paragraph_properties_stand_in_the_order_of_the_schema(document):
    order = ["pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "numPr", "pBdr", "shd", "tabs", "snapToGrid",
             "spacing", "ind", "contextualSpacing", "jc", "outlineLvl", "rPr", "sectPr"]  # fmt: skip
    for properties in (*document.styles.element.iter(qn("w:pPr")), *document.element.iter(qn("w:pPr"))):
        names = [child.tag.split("}")[1] for child in properties]
        assert names == sorted(names, key=order.index)


def test_hostile_text_is_text(compose, tmp_path):
    hostile = pd.array(["<w:br/>&\x07]]>"] * 19, "str")
    briefing = compose(lambda tasks: tasks.assign(narrative=hostile, leaders=[["&<x>"]] * 19))
    write_word(briefing, tmp_path / "a.docx")
    every = next(t for t in docx.Document(tmp_path / "a.docx").tables if "当前工作进度" in cells(t)[0])
    assert (cells(every)[1][2], cells(every)[1][-1]) == ("&<x>", "<w:br/>&\ufffd]]>")


def test_synthetic_data_is_said_on_every_page(compose, tmp_path):
    write_word(compose(lambda tasks: tasks.assign(synthetic=True)), tmp_path / "a.docx")
    section = docx.Document(tmp_path / "a.docx").sections[0]
    assert section.header.paragraphs[0].text == section.even_page_header.paragraphs[0].text == "合成数据"


def test_the_one_page_has_five_findings_a_chart_and_a_place_for_the_note(compose, tmp_path):
    briefing = compose(language="en")
    write_one_page(briefing, tmp_path / "a.docx")
    document = docx.Document(tmp_path / "a.docx")
    numbered = [t.replace("\xa0", " ") for t in texts(document) if re.match(r"\d\. ", t)]
    assert numbered == [f"{n}. {f.text('en')}." for n, f in enumerate(briefing.choose_findings(), start=1)]
    assert (len(document.tables), len(document.inline_shapes)) == (0, 1)
    assert [tag.get(qn("w:val")) for tag in document.element.body.iter(qn("w:tag"))] == ["note"]


def test_the_one_page_names_the_shortest_tasks_and_counts_the_others(briefing):
    """Five tasks have a target and no count."""
    finding = next(f for f in briefing.choose_findings() if f.key == "shown.some")
    assert (
        briefing.name_few(finding, 2)
        == "没有报出对应数的有：“发布民间博物馆部落规划”（第11行）、“办好长三角”（第19行）、另3项见通报。"
    )


def test_a_long_single_row_stands_from_top_to_bottom(document, tasks):
    overall = next(t for t in document.tables if cells(t)[0] == ["任务数", "19"])
    assert ["平均进度%", "61.5"] in cells(overall)


@pytest.mark.parametrize("name", ["briefing", "one-page"])
def test_latin_text_is_no_chinese_so_that_no_number_is_parted_at_a_lines_end(name):
    """LibreOffice breaks 86｜0 where digits are said to be Chinese."""
    styles = open_word_template(f"{name}.docx", "zh").styles.element
    languages = [(lang.get(qn("w:val")), lang.get(qn("w:eastAsia"))) for lang in styles.iter(qn("w:lang"))]
    assert languages == [("en-US", "zh-CN")]
