"""An office's own Word and PowerPoint templates take the place of the package's."""

import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from pptx import Presentation
from pptx.util import Inches

from analysis_helpers import ReportError
from analysis_helpers.briefing.office_templates import STYLES, find_template, open_slide_template, open_word_template
from analysis_helpers.briefing.one_page import write_one_page
from analysis_helpers.briefing.slides import write_slides
from analysis_helpers.briefing.word import write_word
from analysis_helpers.core import project as project_module


@pytest.fixture
def office(tmp_path, monkeypatch):
    """The folder for an office's own templates, in a project that has none yet."""
    for folder in ("data/raw", "data/templates", "notebooks"):
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.setenv(project_module.VARIABLE, str(tmp_path))
    return tmp_path / "data" / "templates"


def start(name, language=""):
    """A copy of the package's template, to be changed."""
    template = find_template(name, language)
    return template.open(docx.Document if name.endswith("docx") else Presentation, "document")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["briefing.docx", "one-page.docx"])
def test_the_templates_of_the_package_have_all_styles_and_no_text(office, name, language):
    document = open_word_template(name, language)
    assert set(STYLES) <= {style.name for style in document.styles}
    assert document.paragraphs == []
    assert document.core_properties.title == ""


def test_fonts_and_page_of_an_own_template_are_those_of_the_briefing(office, briefing, tmp_path):
    own = start("briefing.docx", "zh")
    own.styles["Title"].font.size = Pt(31)
    own.sections[0].left_margin = own.sections[0].right_margin = Mm(40)
    own.save(office / "briefing.docx")
    write_word(briefing, tmp_path / "a.docx")
    made = docx.Document(tmp_path / "a.docx")
    assert made.styles["Title"].font.size == Pt(31)
    widest = max(shape.width for shape in made.inline_shapes)
    assert widest <= Mm(210 - 80) + Mm(0.1)
    upright, sideways, *_ = made.sections
    assert (upright.page_width, upright.left_margin) == (sideways.page_height, sideways.top_margin)


def test_a_letterhead_in_the_template_stays_above_the_briefing(office, briefing, tmp_path):
    own = start("briefing.docx", "zh")
    own.add_paragraph("甲区人民政府督查室")
    own.add_paragraph("")
    own.save(office / "briefing.docx")
    write_word(briefing, tmp_path / "a.docx")
    assert [p.text for p in docx.Document(tmp_path / "a.docx").paragraphs[:2]] == [
        "甲区人民政府督查室",
        briefing.title.replace("季度重点", "季度\n重点"),
    ], "no letterhead of ours below it"


def test_synthetic_data_is_marked_under_a_first_page_header_too(office, compose, tmp_path):
    own = start("one-page.docx", "zh")
    own.sections[0].different_first_page_header_footer = True
    own.sections[0].first_page_header.paragraphs[0].text = "机密"
    own.save(office / "one-page.docx")
    write_one_page(compose(lambda tasks: tasks.assign(synthetic=True)), tmp_path / "a.docx")
    section = docx.Document(tmp_path / "a.docx").sections[0]
    assert section.first_page_header.paragraphs[0].text == "机密合成数据"
    assert section.header.paragraphs[0].text == "合成数据"


def test_missing_styles_are_named_all_at_once(office):
    own = start("briefing.docx", "zh")
    for name in ("Flush", "Table text"):
        own.styles[name].delete()
    own.save(office / "briefing.docx")
    with pytest.raises(
        ReportError, match=r"data/templates/briefing\.docx: it has no paragraph style “Table text”、“Flush”"
    ):
        open_word_template("briefing.docx", "zh")


def test_a_style_is_found_by_its_name_whatever_its_id(office, briefing, tmp_path):
    own = start("briefing.docx", "zh")
    own.styles["Table text"].element.set(qn("w:styleId"), "a7")
    own.save(office / "briefing.docx")
    write_word(briefing, tmp_path / "a.docx")
    table = docx.Document(tmp_path / "a.docx").tables[0]
    assert {p.style.name for row in table.rows for cell in row.cells for p in cell.paragraphs} == {"Table text"}


@pytest.mark.parametrize("content", [b"", b"no zip at all", b"PK\x03\x04 broken"])
@pytest.mark.parametrize("name", ["briefing.docx", "briefing.pptx"])
def test_a_file_that_cannot_be_opened_is_named(office, name, content):
    (office / name).write_bytes(content)
    with pytest.raises(ReportError, match=f"data/templates/{name}: this is no .* that can be opened"):
        open_slide_template() if name.endswith("pptx") else open_word_template(name, "zh")


def test_a_file_of_another_kind_is_named(office):
    start("briefing.pptx").save(office / "briefing.docx")
    with pytest.raises(ReportError, match=r"briefing\.docx: this is no Word document"):
        open_word_template("briefing.docx", "zh")


def test_slides_take_the_title_from_the_layout_of_an_own_template(office, briefing, tmp_path):
    own = start("briefing.pptx")
    layout = next(layout for layout in own.slide_layouts if layout.name == "Title Only")
    layout.name = "仅标题"
    layout.placeholders[0].left = Inches(2)
    own.slides.add_slide(own.slide_layouts[0])  # a sample, which is not part of a briefing
    own.save(office / "briefing.pptx")
    write_slides(briefing, tmp_path / "a.pptx")
    show = Presentation(tmp_path / "a.pptx")
    assert len(show.slides) == 8
    assert {slide.shapes.title.left for slide in show.slides} == {Inches(2)}
    assert {slide.slide_layout.name for slide in show.slides} == {"仅标题"}
    with zipfile.ZipFile(tmp_path / "a.pptx") as package:
        assert len(package.namelist()) == len(set(package.namelist()))


def test_a_missing_layout_is_named(office):
    own = start("briefing.pptx")
    next(layout for layout in own.slide_layouts if layout.name == "Title Only").name = "Custom"
    own.save(office / "briefing.pptx")
    with pytest.raises(
        ReportError, match=r"data/templates/briefing\.pptx: it has no slide layout 'Title Only' or '仅标题'"
    ):
        open_slide_template()


def test_slides_of_another_shape_are_refused(office):
    own = start("briefing.pptx")
    own.slide_width = Inches(10)
    own.save(office / "briefing.pptx")
    with pytest.raises(ReportError, match=r"its slides are 10\.00 × 7\.50 inches"):
        open_slide_template()
