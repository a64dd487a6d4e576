"""PDF files are read by a process of bounded memory and time; what it cannot do says whether the file is to blame."""

import sys
import zlib

import pdfplumber
import pytest
from tests import fuzz, harm

from analysis_helpers import ReportError
from analysis_helpers.readers import pdf_pages
from analysis_helpers.readers.read_file import read_grids

BOUNDED = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the system bounds no memory")


def test_a_library_that_lost_a_name_is_a_traceback_that_names_the_file(monkeypatch, tmp_path):
    path = tmp_path / "2024Q2-甲局.pdf"
    path.write_bytes(fuzz.GOOD["pdf"]())
    (tmp_path / "pdfplumber.py").write_text("", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(RuntimeError, match="has no attribute 'open'") as caught:
        read_grids(path)
    assert any(path.name in note for note in caught.value.__notes__)


def test_a_module_in_the_working_folder_is_not_taken_for_a_library(monkeypatch, tmp_path):
    (tmp_path / "pdfplumber.py").write_text("raise SystemExit(3)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    _, grids = read_grids(fuzz.GOOD["pdf"]())
    assert grids[0].cells[1][0] == "新建书房4个"


@pytest.mark.parametrize("fault", [AttributeError, ImportError, KeyError, NameError, TypeError, ValueError])
def test_an_exception_from_outside_of_the_libraries_is_never_called_damage(fault, monkeypatch):
    def fail(*_, **__):
        raise fault("ours")

    content = fuzz.GOOD["pdf"]()
    monkeypatch.setattr(pdfplumber, "open", fail)
    with pytest.raises(fault):
        pdf_pages.answer(content)


def test_a_damaged_pdf_is_one_message():
    good = fuzz.GOOD["pdf"]()
    with pytest.raises(ReportError, match=r"this PDF is damaged \(\w+\)"):
        read_grids(good[: len(good) // 2])


def composite_font(font=b"", descendant=b"", **others):
    """A PDF whose text has a font of two parts, with more in each of them; `others` replace objects by their numbers."""
    packed = zlib.compress(b"begincmap 1 beginbfrange <00000000> <ffffffff> <0041> endbfrange endcmap")
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count 1/Kids[5 0 R]>>",
        3: b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[6 0 R]%b>>" % font,
        4: b"<</Length 30>>stream\nBT /F 9 Tf <00410042> Tj ET   \nendstream",
        5: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 3 0 R>>>>>>",
        6: b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        b"/Supplement 0>>/FontDescriptor<</Type/FontDescriptor/FontName/X/Flags 4>>%b>>" % descendant,
        7: b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(packed), packed),
    }
    return harm.assemble(objects | {int(number[1:]): body for number, body in others.items()})


@BOUNDED
@pytest.mark.parametrize(
    "make",
    [
        lambda: composite_font(descendant=b"/W[0 2000000000 500]"),
        lambda: composite_font(font=b"/ToUnicode 7 0 R"),
        lambda: harm.pdf(b"q " * 1_000_000 + b"BT /F 9 Tf (x) Tj ET"),
        lambda: harm.pdf(b"BI /W 1 /H 1 ID " + b"E " * 1_000_000),
        lambda: composite_font(_4=b"4 0 R"),
    ],
    ids=["font widths", "ToUnicode range", "saved states", "inline image without end", "reference to itself"],
)
def test_a_small_pdf_that_asks_for_memory_or_time_without_end_is_refused_with_its_limit(make):
    with pytest.raises(ReportError, match=r"640 MB of memory|8 seconds of computing"):
        read_grids(make())
