"""How hostile files are made, each of any size; `tests/hostile.py` is the list of them."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence

from tests.conftest import HEADER, ROW
from tests.fuzz import GOOD, ROWS, TITLE

TOP = "甲局2024年二季度 |"


def rows(row: str, n: int) -> bytes:
    """One good row, then one of a kind n times."""
    return "\n".join([TOP, HEADER, ROW, *[row] * n]).encode("utf-8", "surrogatepass")


def cell(text: str) -> bytes:
    """One good row with this text in its narrative."""
    return "\n".join([TOP, HEADER, ROW.replace("已建成2个", text)]).encode("utf-8", "surrogatepass")


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


def mail(deep: int, content: bytes = b"<html><p>x") -> bytes:
    """A web archive whose page stands so many parts deep."""
    heads = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(deep))
    return f"MIME-Version: 1.0\n{heads}Content-Type: text/html\n\n".encode() + content


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
    return assemble(made)


def assemble(objects: dict[int, bytes]) -> bytes:
    """A PDF of numbered objects, the first of them its root."""
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = "".join(f"{number} 1\n{place:010d} 00000 n \n" for number, place in places.items())
    start = len(out)
    out += f"xref\n0 1\n0000000000 65535 f \n{table}trailer<</Root 1 0 R/Size {max(objects) + 1}>>\nstartxref\n{start}\n%%EOF".encode()
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
