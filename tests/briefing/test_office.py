"""Word file and slides opened by an office program, where the machine has one, and looked at as PDF."""

import importlib.util
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pdfplumber
import pytest
from pdfminer.pdftypes import resolve1
from tests.charts.hard import HARD

from analysis_helpers import compare_with_schedule, compose_briefing, load_history, write_briefing

pytestmark = pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice on this machine")


@pytest.fixture(scope="module")
def convert(tmp_path_factory):
    """Turn a document into PDF on a machine that has no font but Noto Sans SC."""
    place = tmp_path_factory.mktemp("office")
    fonts = Path(importlib.util.find_spec("zhplot").origin).parent / "fonts"
    (place / "fonts.conf").write_text(
        f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{fonts}</dir><cachedir>{place}/cache</cachedir></fontconfig>'
    )

    def converted(document):
        command = ["soffice", "--headless", f"-env:UserInstallation={(place / 'profile').as_uri()}", "--convert-to", "pdf",
                   "--outdir", str(document.parent), str(document)]  # fmt: skip
        environment = {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": str(place),
            "FONTCONFIG_FILE": str(place / "fonts.conf"),
        }
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=300)
        warnings = [line for line in done.stderr.splitlines() if line and "javaldx" not in line]
        assert warnings == []
        return document.with_suffix(".pdf")

    return converted


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("documents")
    history = load_history().select("2024Q2")
    write_briefing(compose_briefing(history, compare_with_schedule(history.tasks)), folder)
    return folder


def fonts_of(paper):
    """The name of each font in a PDF, and whether it is embedded."""
    for page in paper.pages:
        for font in resolve1(page.page_obj.resources.get("Font", {})).values():
            font = resolve1(font)
            inner = resolve1(resolve1(font["DescendantFonts"])[0]) if "DescendantFonts" in font else font
            described = resolve1(inner["FontDescriptor"])
            yield described["FontName"].name, any(key.startswith("FontFile") for key in described)


@pytest.mark.parametrize("name", ["briefing.docx", "briefing.pptx"])
def test_it_opens_without_a_warning_and_every_character_has_its_glyph(convert, folder, name):
    with pdfplumber.open(convert(folder / name)) as paper:
        fonts = set(fonts_of(paper))
        text = "".join(page.extract_text() for page in paper.pages)
        pages = len(paper.pages)
    assert fonts
    assert all("NotoSansSC" in font and embedded for font, embedded in fonts)
    assert "\ufffd" not in text
    assert "19项全部自报" in text.replace(" ", "").replace("\n", "")
    assert pages == 8 if name.endswith("pptx") else pages < 20


@pytest.mark.slow
@pytest.mark.parametrize("case", ["long names", "several units"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_one_page_is_one_page(convert, tmp_path, case, language):
    history = load_history().select("2024Q2")
    changed = replace(history, tasks=HARD[case](history.tasks))
    briefing = compose_briefing(changed, compare_with_schedule(changed.tasks), language)
    write_briefing(briefing, tmp_path, "one-page")
    with pdfplumber.open(convert(tmp_path / "one-page.docx")) as paper:
        assert len(paper.pages) == 1
