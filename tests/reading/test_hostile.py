"""Whatever comes in: a report or a ReportError, no harm, bounded memory and time."""

import io
import random
import subprocess
import sys
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import fuzz
from tests.conftest import HEADER, ROW
from tests.reading import writers

from analysis_helpers import ReportError, load_report


def rezip(content, part, change):
    """A zip file with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


XLSX = writers.xlsx(fuzz.ROWS, fuzz.TITLE)
DOCX = writers.docx_table(fuzz.ROWS, fuzz.TITLE)
SHEET, BODY = "xl/worksheets/sheet2.xml", "word/document.xml"
CELL = "<row r='99'><c r='A99' t='inlineStr'><is><t>{}</t></is></c></row></sheetData>"
LAUGHS = (
    '<!DOCTYPE l [<!ENTITY l0 "ha">' + "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10)) + "]>"
)


def declare(content, doctype, entity, spot, cell):
    text = content.decode("utf-8")
    head, body = text.split("?>", 1) if text.startswith("<?xml") else ('<?xml version="1.0"', text)
    return f"{head}?>{doctype}{body.replace(spot, cell.format(entity) if '{}' in cell else cell, 1)}".encode()


@pytest.mark.parametrize("entity", ["&l9;", "&x;"])
@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_entities_neither_grow_nor_reach_outside(kind, entity, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("not for a report", encoding="utf-8")
    doctype = LAUGHS if entity == "&l9;" else f'<!DOCTYPE x [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    if kind == "xlsx":
        evil = rezip(XLSX, SHEET, lambda c: declare(c, doctype, entity, "</sheetData>", CELL))
    else:
        paragraph = "<w:body><w:p><w:r><w:t>{}</w:t></w:r></w:p>"
        evil = rezip(DOCX, BODY, lambda c: declare(c, doctype, entity, "<w:body>", paragraph))
    try:
        report = load_report(evil)
    except ReportError:
        return
    assert "not for a report" not in report.source.title + report.ledger.to_csv()
    assert len(report.tasks) == 3


def test_a_zip_bomb_is_not_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<x/>")
        archive.writestr("bomb", b"0" * 300_000_000)
    with pytest.raises(ReportError, match="unpacks to more than 256 MB"):
        load_report(out.getvalue())


@pytest.mark.parametrize(
    ("spot", "instead"),
    [
        (b"</sheetData>", b"<row r='1048576'><c r='XFD1048576' t='inlineStr'><is><t>x</t></is></c></row></sheetData>"),
        (b"<mergeCell ", b"<mergeCell ref='A3:XFD1048576'/><mergeCell "),
    ],
)
def test_a_sheet_that_spans_millions_of_cells_is_refused(spot, instead):
    with pytest.raises(ReportError, match="more than 5,000,000 cells"):
        load_report(rezip(XLSX, SHEET, lambda content: content.replace(spot, instead, 1)))


def test_a_web_table_that_spans_millions_of_cells_is_refused():
    with pytest.raises(ReportError, match="spans more cells"):
        load_report("<table>" + "<tr><td colspan=1000 rowspan=60000>x</tr>" * 2000 + "</table>")


@pytest.mark.parametrize(
    "page",
    [
        "<table>" * 5000 + "<tr><td>x",
        "<div>" * 50_000 + "x",
        '<!DOCTYPE html [<!ENTITY a "b">]><html><table><tr><td>&a;</table>',
    ],
)
def test_pages_that_nest_deeply_or_declare_entities_are_refused(page):
    with pytest.raises(ReportError):
        load_report(page)


def test_scripts_are_neither_run_nor_read():
    found = load_report(
        "<html><body><table><tr><td>具体分解<td>形象进度</tr><tr><td><script>alert(1)</script><img src=x onerror=alert(1)>建房<td>5%</tr></table>"
    )
    assert found.tasks["task"].tolist() == ["建房"]


@pytest.mark.parametrize(
    ("cell", "task"),
    [
        ("建\0房", "建\0房"),
        ("建\ud800房", "建□房"),
        ("\u202e建房\u202c", "建房"),
        ("建\u200b房", "建房"),
        ("建\x1e房", "建\x1e房"),
    ],
)
def test_odd_characters_are_kept_or_said(cell, task):
    found = load_report("\n".join(["甲局2024年二季度 |", HEADER, ROW.replace("新建书房4个", cell)]))
    assert found.tasks["task"].tolist() == [task]
    assert found.restore().equals(found.raw)
    said = set(found.ledger["rule"]) - {"header_means"}
    assert bool(said) == (cell != task)


@pytest.mark.parametrize("name", ["a b.txt", "引'号\".txt", "$(x);&.txt", "-o.txt", "名 (1).txt"])
def test_names_of_files(tmp_path, name):
    path = tmp_path / name
    path.write_text("\n".join(["甲局2024年二季度 |", HEADER, ROW]), encoding="utf-8")
    assert load_report(path).source.file == name
    command = [sys.executable, "-m", "analysis_helpers.cli", "check", "--", str(path)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


MANY = 20_000


@pytest.mark.parametrize(
    "row",
    [
        ROW,
        "续 | | | | | | | |",
        " | | | 更多 | | | | |",
        "一、文化 | | | | | | | |",
        HEADER,
        ROW.replace("55%", "x%%"),
        ROW.rsplit(" | ", 1)[0] + " |",
        "?cè)舜瓮黄?00萬 | 2024 | 2 | x | 5% | | | |",
    ],
)
def test_many_rows_of_any_kind(row):
    """Each kind of row once 20,000 times: what is quadratic would not end."""
    found = load_report("\n".join(["甲局2024年二季度 |", HEADER, ROW, *[row] * MANY]), on_bad_rows="reject")
    assert len(found.raw) == MANY + 1
    assert not found.ledger.empty


@pytest.mark.parametrize("cell", ["建" * 5_000_000, "?cè)舜瓮黄?" * 200_000, "建(ce " * 500_000, "(" * 1_000_000])
def test_a_very_long_cell(cell):
    found = load_report("\n".join(["甲局2024年二季度 |", HEADER, ROW.replace("已建成2个", cell)]))
    assert len(found.tasks) == 1


@pytest.mark.parametrize("label", ["列", "形象进度", ""])
def test_very_many_columns(label):
    header = " | ".join(["具体分解", "形象进度", *[label] * 3000])
    found = load_report(f"甲局2024年二季度 |\n{header} |\n" + " | ".join(["建房", "5%", *["x"] * 3000]) + " |")
    assert found.tasks["progress_pct"].tolist() == [5]
    assert found.cells.columns.is_unique


@given(st.text(alphabet=st.sampled_from('|\n\t,;"<>()?%:：。、0123456789年月季度一二三具体分解形象进度目标責任 \u3000\0\ud800?cèān建'), max_size=200))  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_any_text_gives_a_report_or_a_report_error(text):
    fuzz.look(("具体分解 | 形象进度 |\n" + text).encode("utf-8", "surrogatepass"))
    try:
        load_report("具体分解 | 形象进度\n" + text, on_bad_rows="reject").ledger  # noqa: B018
    except ReportError:
        return


@given(st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_bytes_give_a_report_or_a_report_error(content):
    fuzz.look(content)


@pytest.mark.parametrize("name", fuzz.GOOD)
def test_damaged_copies_of_every_format(name):
    rng, good = random.Random(5), fuzz.GOOD[name]()
    counts = [fuzz.look(fuzz.mutate(good, rng)) for _ in range(25)]
    assert set(counts) <= {"report", "refused"}
    assert fuzz.look(good) == "report"
