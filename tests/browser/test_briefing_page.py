"""The page of the briefing as a reader meets it: on a phone, a tablet, a screen, by keyboard, on paper."""

import io
import unicodedata
from dataclasses import replace

import pdfplumber
import pytest
from PIL import Image
from tests.charts.hard import HARD

from analysis_helpers import compare_with_schedule, compose_briefing, load_history
from analysis_helpers.briefing.html_page import write_one_page_html

NAMES = ["briefing.html", "one-page/one-page.html"]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [375, 768, 1440])
def test_it_fits_the_window_asks_for_nothing_and_can_be_used_by_everybody(
    open_page, axe, folders, language, name, width
):
    page = open_page(folders / language / name, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [url for url in page.asked if not url.startswith(("file:", "data:"))] == []
    assert page.complaints == [], "nothing is refused by the page's own policy"
    page.evaluate(axe)
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    found = [
        (v["id"], v["impact"], [n["html"][:80] for n in v["nodes"]]) for v in page.evaluate("axe.run()")["violations"]
    ]
    assert found == []


@pytest.mark.parametrize("width", [375, 768])
def test_a_table_of_tasks_is_cards_on_a_narrow_screen_with_every_head_beside_its_value(open_page, folders, width):
    page = open_page(folders / "zh" / "briefing.html", width)
    card = page.locator("#table-tasks-0")
    assert card.evaluate("e => getComputedStyle(e).display") == "grid"
    assert card.evaluate("e => [...e.cells].every((c) => getComputedStyle(c, '::before').content.length > 2)")
    assert page.locator("#table-tasks thead").is_hidden()
    assert page.locator(".wide, table:not(.slim)").first.evaluate(
        "e => e.scrollWidth <= e.parentElement.clientWidth + 1"
    )


@pytest.mark.parametrize("width", [375, 768, 1440])
def test_every_narrative_can_be_read_without_scrolling_sideways(open_page, folders, width):
    page = open_page(folders / "zh" / "briefing.html", width)
    right = page.evaluate("Math.max(...[...document.querySelectorAll('#table-tasks td.narrative')].map((c) => c.getBoundingClientRect().right))")  # fmt: skip
    assert 0 < right <= width


def test_on_a_phone_the_one_minute_part_comes_first(open_page, folders):
    page = open_page(folders / "zh" / "briefing.html", 375)
    assert page.locator(".one-minute li").first.bounding_box()["y"] < 900
    assert not page.locator(".contents li").first.is_visible()


def test_a_chart_stands_below_its_title_and_shows_neither_title_nor_source_a_second_time(open_page, folders):
    page = open_page(folders / "zh" / "briefing.html")
    frame, picture = (page.locator(f"{place}#picture-status{up}").bounding_box() for place, up in (("", " >> xpath=.."), ("", "")))  # fmt: skip
    assert picture["y"] < frame["y"] - 30
    assert picture["y"] + picture["height"] > frame["y"] + frame["height"] + 20
    assert page.locator("figure .finding").first.inner_text() == page.locator("#picture-status").get_attribute("alt")


def test_every_picture_is_drawn(open_page, folders):
    page = open_page(folders / "zh" / "briefing.html")
    assert page.evaluate("[...document.images].every((i) => i.complete && i.naturalWidth > 100)")


def test_a_figure_leads_to_its_row_and_unfolds_the_table(open_page, folders):
    page = open_page(folders / "zh" / "briefing.html")
    row = page.locator("#table-status-3")
    assert not row.is_visible()
    page.locator("a.figure[href='#table-status-3']").first.click()
    row.wait_for(state="visible")
    assert page.evaluate("document.querySelector(':target').id") == "table-status-3"


def test_tables_are_sorted_by_a_header_the_unknown_last(open_page, folders):
    page = open_page(folders / "en" / "briefing.html")
    head = page.locator("#table-tasks th", has_text="progress %")
    column = page.locator("#table-tasks thead th").all_inner_texts().index(head.inner_text())
    shown = f"[...document.querySelectorAll('#table-tasks tbody tr')].map((r) => r.cells[{column}].textContent)"
    head.get_by_role("button").focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    texts = page.evaluate(shown)
    assert texts[-2:] == ["–", "–"]
    assert [float(t) for t in texts[:-2]] == sorted(float(t) for t in texts[:-2])
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    texts = page.evaluate(shown)
    assert texts[-2:] == ["–", "–"]
    assert float(texts[0]) == 88


def test_a_table_of_people_has_nothing_to_sort_by(open_page, folders):
    page = open_page(folders / "zh" / "briefing.html")
    assert page.locator("#table-workload button").count() == 0


def test_the_first_key_leads_past_the_contents(open_page, folders):
    page = open_page(folders / "zh" / "briefing.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"


@pytest.mark.parametrize("kind", ["PNG", "SVG", "CSV"])
def test_charts_can_be_taken_from_a_page_that_was_sent_alone(open_page, folders, tmp_path, kind):
    alone = tmp_path / "alone.html"
    alone.write_bytes((folders / "zh" / "briefing.html").read_bytes())
    page = open_page(alone)
    with page.expect_download() as got:
        page.locator("figure a", has_text=kind).first.click()
    content = got.value.path().read_bytes()
    assert got.value.suggested_filename == f"status.{kind.lower()}"
    if kind == "PNG":
        with Image.open(io.BytesIO(content)) as picture:
            assert picture.width == 2400
            assert len(picture.convert("L").getcolors()) > 10, "not an empty sheet"
    assert {"PNG": b"\x89PNG", "SVG": b"<svg", "CSV": b"\xef\xbb\xbfstatus"}[kind] in content[:30]


def test_on_paper_every_table_is_unfolded(open_page, folders):
    page = open_page(folders / "zh" / "briefing.html")
    with pdfplumber.open(io.BytesIO(page.pdf(prefer_css_page_size=True))) as paper:
        assert [round(float(side)) for side in (paper.pages[0].width, paper.pages[0].height)] == [595, 842]
        text = unicodedata.normalize("NFKC", "".join(page.extract_text() for page in paper.pages))
    assert "自报与核算:图中数据" in text


@pytest.mark.parametrize("case", ["long names", "several units", "all unknown"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_one_page_is_one_page(open_page, tmp_path, case, language):
    history = load_history().select("2024Q2")
    changed = replace(history, tasks=HARD[case](history.tasks))
    briefing = compose_briefing(changed, compare_with_schedule(changed.tasks), language)
    write_one_page_html(briefing, tmp_path / "one.html")
    with pdfplumber.open(io.BytesIO(open_page(tmp_path / "one.html").pdf(prefer_css_page_size=True))) as paper:
        assert len(paper.pages) == 1
