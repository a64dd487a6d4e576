"""Files that mean harm, or could: a named catalogue. Each function makes the bytes of one, at any size."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from functools import partial

from tests.fuzz import GOOD, ROWS, TITLE
from tests.reading import writers

TOP = "甲局2024年二季度 |"
HEADER = "具体分解 | 年份 | 季度 | 当前工作进度 | 形象进度 | 进度状态 | 责任区领导 | 具体责任单位 |"
ROW = "新建书房4个 | 2024 | 2 | 已建成2个 | 55% | 进度超前 | 甲某 | 甲局 |"
SECRET = "not for a report"

KINDS = {  # of rows, each good for a hundred thousand
    "tasks": ROW,
    "tasks that share the cells above": "续 | | | | | | | |",
    "continuations": " | | | 更多 | | | | |",
    "headings": "一、文化 | | | | | | | |",
    "headers over again": HEADER,
    "percents that are none": ROW.replace("55%", "x%%"),
    "a cell short": ROW.rsplit(" | ", 1)[0] + " |",
    "two cells short": ROW.rsplit(" | ", 2)[0] + " |",
    "a cell too many": ROW + " x |",
    "damaged texts": "?cè)舜瓮黄?00萬 | 2024 | 2 | x | 5% | | | |",
    "rulers": "---- | | | | | | | |",
    "sums": "合计 | | | | | | | |",
    "nothing but pipes": "| | | | | | | |",
    "days that are none": ROW.replace("| 2 |", "| 五 |"),
    "statuses that nobody knows": ROW.replace("进度超前", "飞快"),
    "forty leaders each": ROW.replace("甲某", "、".join(["甲某"] * 40)),
    "percents behind the narrative": ROW.replace("已建成2个 | 55%", "已建成2个。55% |"),
}


def rows(row: str, n: int) -> bytes:
    """One good row, then one of a kind n times."""
    return "\n".join([TOP, HEADER, ROW, *[row] * n]).encode("utf-8", "surrogatepass")


def cell(text: str) -> bytes:
    """One good row with this text in its narrative."""
    return "\n".join([TOP, HEADER, ROW.replace("已建成2个", text)]).encode("utf-8", "surrogatepass")


def task(text: str) -> bytes:
    """One good row with this text as its task."""
    return "\n".join([TOP, HEADER, ROW.replace("新建书房4个", text)]).encode("utf-8", "surrogatepass")


def columns(label: str, n: int) -> bytes:
    """Two columns that are known and n others."""
    lines = [["具体分解", "形象进度", *[label] * n], ["建房", "5%", *["x"] * n]]
    return "\n".join([TOP, *(" | ".join(line) + " |" for line in lines)]).encode()


def noise(n: int, behind: bytes = b"") -> bytes:
    """Random bytes, behind those that a format begins with."""
    return behind + random.Random(4).randbytes(n)


def page(body: str) -> bytes:
    """A web page with one good table above whatever else."""
    good = "".join("<tr>" + "".join(f"<td>{text}" for text in row) for row in ROWS)
    return f"<html><body><h1>{TITLE}</h1><table>{good}</table>{body}".encode("utf-8", "surrogatepass")


def table(n: int, width: int, text: str = "x", tag: str = "td") -> str:
    """A table of n rows of a web page."""
    return "<table>" + ("<tr>" + f"<{tag}>{text}" * width) * n + "</table>"


def rezip(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A zip file with one part changed, or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
        if part not in old.namelist():
            new.writestr(part, change(b""))
    return out.getvalue()


SHEET, BODY = "xl/worksheets/sheet2.xml", "word/document.xml"
SPOT = {"xlsx": b"</sheetData>", "docx": b"<w:body>"}
HEAD = {"xlsx": "<row r='99'><c r='A99' t='inlineStr'><is><t>{}</t></is></c></row>", "docx": "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"}  # fmt: skip


def sheet(more: bytes, spot: bytes = b"</sheetData>", part: str = SHEET) -> bytes:
    """A good spreadsheet with something more before a spot of one part."""
    return rezip(GOOD["xlsx"](), part, lambda content: content.replace(spot, more + spot, 1))


def shared(n: int) -> bytes:
    """A good spreadsheet whose list of shared texts holds n of them."""
    namespace = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    made = b"<sst xmlns='" + namespace + b"'>" + b"<si/>" * n + b"</sst>"
    return rezip(GOOD["xlsx"](), "xl/sharedStrings.xml", lambda _: made)


def document(more: bytes) -> bytes:
    """A good Word file with something more behind its table."""
    return rezip(GOOD["docx"](), BODY, lambda content: content.replace(b"<w:sectPr", more + b"<w:sectPr", 1))


def entities(kind: str, doctype: str, entity: str) -> bytes:
    """A good xlsx or docx with a document type and a text that names one of its entities."""
    text = HEAD[kind].format(entity).encode()

    def declare(content: bytes) -> bytes:
        spot, body = SPOT[kind], content[content.index(b"?>") + 2 :] if content.startswith(b"<?xml") else content
        changed = body.replace(spot, text + spot if kind == "xlsx" else spot + text, 1)
        return b'<?xml version="1.0" encoding="UTF-8"?>' + doctype.encode() + changed

    return rezip(GOOD[kind](), SHEET if kind == "xlsx" else BODY, declare)


def laughs(root: str = "l") -> str:
    """A document type whose entity l9 unfolds to a billion `ha`."""
    folded = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    return f'<!DOCTYPE {root} [<!ENTITY l0 "ha">{folded}]>'


def outside(uri: str, root: str = "x") -> str:
    """A document type whose entity x stands for another file."""
    return f'<!DOCTYPE {root} [<!ENTITY x SYSTEM "{uri}">]>'


def archive(**parts: int) -> bytes:
    """A zip file of parts that hold so many zeros."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/workbook.xml", b"<x/>")
        for name, size in parts.items():
            made.writestr(name, b"0" * size)
    return out.getvalue()


def old_sheets(n: int, far: bool = False, merged: int = 0) -> bytes:
    """An .xls of n sheets: a value in the last cell there can be, or rows that are merged over its whole width."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    for i in range(n):
        made = book.add_sheet(f"s{i}")
        for y, row in enumerate(ROWS):
            for x, text in enumerate(row):
                made.write(y, x, text)
        if far:
            made.write(65535, 255, "x")
        for y in range(10, 10 + merged):
            made.write_merge(y, y, 0, 255, "x")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def pdf(content: bytes, resources: str = "", objects: Sequence[tuple[str, bytes]] = (), pages: int = 1) -> bytes:
    """A PDF whose pages all show one stream; `objects` are further streams, numbered from 10."""
    kids = " ".join(f"{1000 + n} 0 R" for n in range(pages))
    made = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: f"<</Type/Pages/Count {pages}/Kids[{kids}]>>".encode(),
        3: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        4: _stream(content),
        **{10 + i: _stream(body, more) for i, (more, body) in enumerate(objects)},
    }
    shown = (
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 3 0 R>>{resources}>>>>"
    )
    made |= {1000 + n: shown.encode() for n in range(pages)}
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in made.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = "".join(f"{number} 1\n{place:010d} 00000 n \n" for number, place in places.items())
    start = len(out)
    out += f"xref\n0 1\n0000000000 65535 f \n{table}trailer<</Root 1 0 R/Size {max(made) + 1}>>\nstartxref\n{start}\n%%EOF".encode()
    return bytes(out)


def _stream(body: bytes, more: str = "") -> bytes:
    packed = zlib.compress(body, 9)
    return f"<</Length {len(packed)}/Filter/FlateDecode{more}>>stream\n".encode() + packed + b"\nendstream"


def pdf_laughs() -> bytes:
    """A page that draws a form that draws the next one ten times, nine deep."""
    form = "/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<</Font<</F 3 0 R>>/XObject<</X {} 0 R>>>>"
    forms = [(form.format(11 + i), b"/X Do " * 10) for i in range(9)]
    return pdf(b"/X Do " * 10, "/XObject<</X 10 0 R>>", [*forms, (form.format(19), b"BT /F 9 Tf (ha) Tj ET")])


def old_record(size: int) -> bytes:
    """The head of an .xls, then records of random kinds."""
    rng = random.Random(5)
    book = GOOD["xls"]()
    records = b"".join(struct.pack("<HH", rng.randrange(0x1000), 8) + rng.randbytes(8) for _ in range(size // 12))
    return book[:1024] + records + book[1024:]


MB = 1_000_000
MANY = 100_000
FILES: dict[str, Callable[[], bytes]] = {
    **{f"{kind}: cut in half": lambda make=make: make()[: len(make()) // 2] for kind, make in GOOD.items()},  # type: ignore[misc]
    "text: random bytes, 10 MB": partial(noise, 10 * MB),
    "xlsx: random bytes behind PK, 10 MB": partial(noise, 10 * MB, b"PK\x03\x04"),
    "xls: random bytes behind the mark of OLE, 10 MB": partial(noise, 10 * MB, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le")),
    "xls: records of random kinds, 10 MB": partial(old_record, 10 * MB),
    "pdf: random bytes behind %PDF, 10 MB": partial(noise, 10 * MB, b"%PDF-1.7\n"),
    "text: NULs, 10 MB": lambda: b"\0" * 10 * MB,
    "text: a lone surrogate in each of 100,000 rows": partial(rows, ROW.replace("已", "\ud800"), MANY),
    "text: right-to-left overrides in 100,000 rows": partial(rows, ROW.replace("已", "\u202e已\u202c"), MANY),
    "text: zero-width characters, 10 million in a cell": lambda: cell("\u200b" * 10 * MB),
    **{f"text: 100,000 rows, {kind}": partial(rows, row, MANY) for kind, row in KINDS.items()},
    "text: 100,000 rows, all different": lambda: "\n".join([TOP, HEADER, *(ROW.replace("书房4", f"书房{n}") for n in range(MANY))]).encode(),
    "text: 100,000 rows in quotes (CSV)": lambda: ("具体分解,当前工作进度,形象进度\n" + '"建""房","a\nb",5%\n' * MANY).encode(),
    "text: a quote that never ends, 50 MB": lambda: ("具体分解,当前工作进度,形象进度\n建,房,5%\n\"" + "建房,a,5%\n" * (50 * MB // 14)).encode(),
    "text: a cell in each of 100,000 lines": lambda: ("具体分解\n形象进度\n进度状态\n" + "建房\n5%\n进度超前\n" * (MANY // 3)).encode(),
    "text: a cell in each of 19,999 lines": lambda: ("具体分解\n形象进度\n进度状态\n" + "建房\n5%\n进度超前\n" * 6665).encode(),
    "text: labelled prose, 19,999 lines": lambda: ("具体分解：建房\n形象进度：5%\n" * 9999).encode(),
    "text: 19,999 lines of brackets": lambda: ("（一）、：；" * 8 + "\n").encode() * 19_999,
    "text: a cell of 50 MB": lambda: cell("建" * (50 * MB // 3)),
    "text: a cell of 50 MB, damaged": lambda: cell("?cè)舜瓮黄?" * (50 * MB // 20)),
    "text: a cell of 50 MB, brackets with pinyin": lambda: cell("建(ce " * (50 * MB // 7)),
    "text: a cell of 50 MB, brackets": lambda: cell("(" * 50 * MB),
    "text: a cell of 50 MB, blanks": lambda: cell("建 " + " " * 50 * MB + "房"),
    "text: a cell of 50 MB, digits": lambda: cell("1" * 50 * MB),
    "text: a percent of 5 MB": lambda: rows(ROW.replace("55%", "9" * 5 * MB + "%"), 1),
    "text: a year of 5 MB": lambda: rows(ROW.replace("2024", "9" * 5 * MB), 1),
    "text: 100,000 leaders in one cell": lambda: rows(ROW.replace("甲某", "、".join(f"甲{chr(0x4E00 + n % 20000)}" for n in range(MANY))), 1),
    "text: a title of 10 MB": lambda: ("甲局2024年二季度" * (10 * MB // 24) + f"\n{HEADER}\n{ROW}").encode(),
    "text: a header of 10 MB": lambda: f"{TOP}\n{HEADER} {'进度' * (10 * MB // 6)} |\n{ROW} x |".encode(),
    "text: one line of 50 MB": lambda: "建".encode() * (50 * MB // 3),
    "text: 100,000 lines above the table": lambda: ("甲局2024年二季度\n" * MANY + f"{HEADER}\n{ROW}").encode(),
    "text: 10,000 columns": partial(columns, "列", 10_000),
    "text: 10,000 columns of one known name": partial(columns, "形象进度", 10_000),
    "text: 10,000 columns without a name": partial(columns, "", 10_000),
    "text: a row of a million cells": lambda: rows("x | " * MB, 1),
    "web: 100,000 rows": lambda: page(table(MANY, 8)),
    "web: a table of 100,000 tasks": lambda: ("<table><tr><td>具体分解<td>形象进度<td>责任单位" + "<tr><td>建房<td>5%<td>甲局" * MANY).encode(),
    "web: 10,000 columns": lambda: page(table(2, 10_000)),
    "web: a cell of 50 MB": lambda: page(f"<table><tr><td>{'建' * (50 * MB // 3)}</table>"),
    "web: 50 MB of scripts": lambda: page("<script>" + "alert(1);" * (50 * MB // 9) + "</script>"),
    "web: 1.1 million elements": lambda: page("<p>x" * (11 * MB // 10)),
    "web: 20 million elements": lambda: page("<p>x" * 20 * MB),
    "web: an element of a million attributes": lambda: page("<p" + "".join(f" a{n}" for n in range(MB)) + ">"),
    "web: 10,000 empty tables": lambda: page("<table></table>" * 10_000),
    "web: 10,000 tables behind 5 MB of text": lambda: page(f"<div>{'建' * (5 * MB // 3)}</div>" + "<table></table>" * 10_000),
    "web: 10,000 headings and tables": lambda: page(f"<h1>{TITLE}</h1>{table(1, 2)}" * 10_000),
    "web: 10,000 tables of one header": lambda: page("<table><tr><td>具体分解<td>形象进度<tr><td>建房<td>5%</table>" * 10_000),
    "web: tables nest 100 deep around 20,000 rows": lambda: page("<table><tr><td>" * 80 + table(20_000, 3) + "</table>" * 80),
    "web: tables nest 5,000 deep": lambda: page("<table><tr><td>" * 5000 + "x"),
    "web: divisions nest 50,000 deep": lambda: page("<div>" * 50_000 + "x"),
    "web: spans of 120 billion cells": lambda: page("<table>" + "<tr><td colspan=1000 rowspan=60000>x" * 2000 + "</table>"),
    "web: 200 tables that span 499,000 cells each": lambda: page(("<table><tr><td colspan=998 rowspan=500>x" + "<tr>" * 499 + "</table>") * 200),
    "web: a billion laughs": lambda: laughs("html").encode() + page("<p>&l9;"),
    "web: another file by its address": lambda: outside("file:///etc/passwd", "html").encode() + page("<p>&x;"),
    "zip: 300 MB in one part": partial(archive, bomb=300 * MB),
    "zip: 250 MB in a part that nobody asks for": lambda: rezip(GOOD["xlsx"](), "bomb", lambda _: b"0" * 250 * MB),
    "zip: 50,000 parts": lambda: archive(**{f"p{n}": 1 for n in range(50_000)}),
    "xlsx: a billion laughs": lambda: entities("xlsx", laughs(), "&l9;"),
    "xlsx: another file by its address": lambda: entities("xlsx", outside("file:///etc/passwd"), "&x;"),
    "xlsx: a sheet of 60 million empty cells": lambda: sheet(b"<row>" + b"<c/>" * 60 * MB + b"</row>"),
    "xlsx: a sheet of 20 million empty rows": lambda: sheet(b"<row/>" * 20 * MB),
    "xlsx: 40 million shared texts": lambda: shared(40 * MB),
    "xlsx: rows of 101,000 empty cells": lambda: sheet((b"<row>" + b"<c/>" * 101_000 + b"</row>") * 2),
    "xlsx: rows of 99,000 empty cells": lambda: sheet((b"<row>" + b"<c/>" * 99_000 + b"</row>") * 39),
    "xlsx: a sheet of 3.9 million empty cells": lambda: sheet((b"<row>" + b"<c/>" * 10 + b"</row>") * 325_000),
    "xlsx: 3.9 million shared texts": lambda: shared(3_900_000),
    "xlsx: 99,000 styles": lambda: sheet(b"<xf/>" * 99_000, b"</cellXfs>", "xl/styles.xml"),
    "xlsx: merged cells over 499,000 cells": lambda: sheet(b"<mergeCell ref='A3:J49900'/>", b"<mergeCell "),
    "xlsx: 10 million styles": lambda: sheet(b"<xf/>" * 10 * MB, b"</cellXfs>", "xl/styles.xml"),
    "xlsx: a cell in the last place": lambda: sheet(b"<row r='1048576'><c r='XFD1048576' t='inlineStr'><is><t>x</t></is></c></row>"),
    "xlsx: a cell 4.9 million cells away": lambda: sheet(b"<row r='4900'><c r='ALL4900' t='inlineStr'><is><t>x</t></is></c></row>"),
    "xlsx: merged cells over the whole sheet": lambda: sheet(b"<mergeCell ref='A3:XFD1048576'/>", b"<mergeCell "),
    "xlsx: merged cells over 4.9 million cells": lambda: sheet(b"<mergeCell ref='A3:J490000'/>", b"<mergeCell "),
    "xlsx: 100,000 rows": lambda: writers.xlsx([ROWS[0], *[ROWS[1]] * MANY], TITLE),
    "xlsx: 100,000 rows and a formula in each": lambda: sheet(b"<row><c/><c><f>1+1</f></c><c><v>2</v></c></row>" * MANY),
    "xlsx: 99,000 merged cells": lambda: sheet(b"<mergeCell ref='A3:B4'/>" * 99_000, b"<mergeCell "),
    "xlsx: 99,000 links": lambda: sheet(b"<hyperlinks>" + b"<hyperlink ref='A1' display='x'/>" * 99_000 + b"</hyperlinks>", b"<pageMargins"),
    "xlsx: 10,000 columns": lambda: writers.xlsx([[*ROWS[0], *["列"] * 10_000], *([*row, *["x"] * 10_000] for row in ROWS[1:])], TITLE),
    "xlsx: a cell of 50 MB": lambda: sheet(b"<row r='9'><c r='A9' t='inlineStr'><is><t>" + "建".encode() * (50 * MB // 3) + b"</t></is></c></row>"),
    "xlsx: numbers of 300 places": lambda: sheet(b"".join(b"<row r='%d'><c r='A%d'><v>1e308</v></c><c r='B%d'><v>%b</v></c></row>" % (n, n, n, b"9" * 300) for n in range(10, 1000))),
    "xls: a cell in the last place": partial(old_sheets, 1, far=True),
    "xls: 20 sheets with a cell in the last place": partial(old_sheets, 20, far=True),
    "xls: 60,000 merged rows": partial(old_sheets, 1, merged=60_000),
    "docx: a billion laughs": lambda: entities("docx", laughs(), "&l9;"),
    "docx: another file by its address": lambda: entities("docx", outside("file:///etc/passwd"), "&x;"),
    "docx: 40 million empty paragraphs": lambda: document(b"<w:p/>" * 40 * MB),
    "docx: 1.9 million empty paragraphs": lambda: document(b"<w:p/>" * 1_900_000),
    "docx: a table of 20,000 rows": lambda: document(b"<w:tbl>" + (b"<w:tr>" + b"<w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc>" * 8 + b"</w:tr>") * 20_000 + b"</w:tbl>"),
    "docx: cells that span 1,000 columns, 4,900 rows": lambda: document(b"<w:tbl>" + b"<w:tr><w:tc><w:tcPr><w:gridSpan w:val='1000'/></w:tcPr><w:p/></w:tc></w:tr>" * 4900 + b"</w:tbl>"),
    "docx: 100 tables of cells that span 1,000 columns": lambda: document((b"<w:tbl>" + b"<w:tr><w:tc><w:tcPr><w:gridSpan w:val='1000'/></w:tcPr><w:p/></w:tc></w:tr>" * 400 + b"</w:tbl>") * 100),
    "docx: 10,000 paragraphs and tables": lambda: document(b"<w:p><w:r><w:t>x</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>" * 10_000),
    "docx: tables nest 60 deep": lambda: document(b"<w:tbl><w:tr><w:tc>" * 60 + b"<w:p/>" + b"</w:tc></w:tr></w:tbl>" * 60),
    "docx: a cell of 50 MB": lambda: document(b"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>" + "建".encode() * (50 * MB // 3) + b"</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"),
    "pdf: a stream that unpacks to 500 MB": lambda: pdf(b" " * 500 * MB),
    "pdf: a page of 2 million characters": lambda: pdf(b"BT /F 9 Tf " + b"(abcdefghij) Tj " * (2 * MB // 10) + b" ET"),
    "pdf: a page of 99,000 characters": lambda: pdf(b"BT /F 9 Tf " + b"1 0 0 1 9 9 Tm (abcdefghij) Tj " * 9900 + b" ET"),
    "pdf: a table of 140 by 140 lines": lambda: pdf(b"".join(b"%d 0 m %d 800 l S 0 %d m 600 %d l S " % (n, n, n, n) for n in range(4, 564, 4))),
    "pdf: a table of 80 by 80 lines on each of 100 pages": lambda: pdf(b"".join(b"%d 0 m %d 800 l S 0 %d m 600 %d l S " % (n, n, n, n) for n in range(4, 404, 5)), pages=100),
    "pdf: a page of a million lines": lambda: pdf(b"0 0 m 9 9 l S " * MB),
    "pdf: 500 pages of 5,000 characters": lambda: pdf(b"BT /F 9 Tf " + b"1 0 0 1 9 9 Tm (abcdefghij) Tj " * 500 + b" ET", pages=500),
    "pdf: 190 pages of 5,000 characters": lambda: pdf(b"BT /F 9 Tf " + b"1 0 0 1 9 9 Tm (abcdefghij) Tj " * 500 + b" ET", pages=190),
    "pdf: 501 pages": lambda: pdf(b"BT /F 9 Tf (x) Tj ET", pages=501),
    "pdf: 100,000 pages": lambda: pdf(b"BT /F 9 Tf (x) Tj ET", pages=MANY),
    "pdf: forms that draw a billion words": pdf_laughs,
}  # fmt: skip
