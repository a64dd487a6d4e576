"""How much would a PDF unpack and draw? Asked on the way, because neither pdfminer nor pdfplumber has any bounds."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from pdfminer import pdftypes
from pdfminer.pdfdevice import PDFDevice
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdfpage import PDFPage
from pdfplumber.table import merge_edges
from pdfplumber.utils.geometry import filter_edges

MOST_UNPACKED = 128 * 2**20  # bytes of all streams that are unpacked to read the text; pictures are not
MOST_CONTENT = 4 * 2**20  # bytes of what one page, or one form on it, says to draw
MOST_ON_PAGE = 100_000  # characters and pieces of lines
MOST_DRAWN = 1_000_000  # of all pages together
MOST_WIDE = 100_000  # bytes in a line of a predictor
MOST_BROKEN = 20_000_000_000  # bytes that pdfminer would copy to read a damaged stream byte by byte
MOST_CROSSINGS = 400_000_000  # squares of the lines across times the lines down, added up: steps of finding tables
EXPANDS = {"lzwdecode": 1365, "rldecode": 64}
WITHOUT = ("ccittfaxdecode",)  # for pictures only
_one_at_a_time = threading.Lock()


class TooMuch(Exception):
    """A PDF would unpack or draw more than any report."""


@contextmanager
def unpack_within_bounds() -> Iterator[None]:
    """While a PDF is read, pdfminer's decoders count what they unpack; there is no other place to ask."""
    with _one_at_a_time:
        unpacked = _Zlib()
        bounded: dict[str, Any] = {"zlib": unpacked}
        bounded |= {name: _expanding(getattr(pdftypes, name), times, unpacked) for name, times in EXPANDS.items()}
        bounded |= {name: _predicting(getattr(pdftypes, name)) for name in ("apply_png_predictor", "apply_tiff_predictor")}  # fmt: skip
        bounded |= dict.fromkeys(WITHOUT, _refuse)
        kept = {name: getattr(pdftypes, name) for name in bounded}
        try:
            for name, decoder in bounded.items():
                setattr(pdftypes, name, decoder)
            yield
        finally:
            for name, decoder in kept.items():
                setattr(pdftypes, name, decoder)


class _Zlib:
    """What pdfminer uses of zlib, with a bound on all that it unpacks."""

    error, decompressobj = zlib.error, staticmethod(zlib.decompressobj)

    def __init__(self) -> None:
        self.left = MOST_UNPACKED

    def take(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise TooMuch(f"unpacks to more than {MOST_UNPACKED // 2**20} MB")

    def decompress(self, data: bytes) -> bytes:
        unpacking, found = zlib.decompressobj(), []
        try:
            for at in range(0, len(data), 2**16):
                found.append(unpacking.decompress(data[at : at + 2**16], self.left + 1))
                self.take(len(found[-1]))
        except zlib.error:
            if len(data) * sum(map(len, found)) > MOST_BROKEN:
                raise TooMuch("holds a large damaged stream") from None
            raise
        return b"".join(found)


def _expanding(decode: Callable[[bytes], bytes], times: int, unpacked: _Zlib) -> Callable[[bytes], bytes]:
    def decode_within_bounds(data: bytes) -> bytes:
        unpacked.take(len(data) * times)
        unpacked.left += len(data) * times
        found = decode(data)
        unpacked.take(len(found))
        return found

    return decode_within_bounds


def _predicting(undo: Callable[..., bytes]) -> Callable[..., bytes]:
    def undo_within_bounds(*given: Any) -> bytes:
        *_, colors, columns, bits, _ = given
        if colors * columns * bits // 8 > MOST_WIDE:
            raise TooMuch(f"has lines of more than {MOST_WIDE:,} bytes")
        return undo(*given)

    return undo_within_bounds


def _refuse(*_: object) -> bytes:
    raise TooMuch("holds text that is packed as a picture")


class _Interpreter(PDFPageInterpreter):
    """Looks at the size of what is to be drawn before it is."""

    def render_contents(self, resources: Any, streams: Any, *place: Any, **ctm: Any) -> None:
        contents = [pdftypes.resolve1(stream) for stream in pdftypes.list_value(streams)]
        sizes = [len(stream.get_data()) for stream in contents if isinstance(stream, pdftypes.PDFStream)]
        if sum(sizes) > MOST_CONTENT:
            raise TooMuch(f"has a page of more than {MOST_CONTENT // 2**20} MB")
        super().render_contents(resources, streams, *place, **ctm)


class _Counter(PDFDevice):
    """Draws nothing, and counts."""

    drawn = 0

    def take(self, n: int) -> None:
        self.drawn += n
        if self.drawn > MOST_ON_PAGE:
            raise TooMuch(f"draws more than {MOST_ON_PAGE:,} characters and lines on a page")

    def render_string(self, _font: Any, seq: Any, *_: Any) -> None:
        self.take(sum(len(piece) for piece in seq if isinstance(piece, (bytes, str))))

    def paint_path(self, *given: Any) -> None:
        self.take(len(given[-1]) + 1)

    def begin_figure(self, *_: Any) -> None:
        self.take(1)


class Bounds:
    """What is left of the bounds of one document."""

    def __init__(self) -> None:
        self.drawn, self.crossings = MOST_DRAWN, MOST_CROSSINGS

    def check_page(self, page: Any) -> None:
        """Raise TooMuch before pdfplumber makes objects of all that is on a page."""
        counter = _Counter(page.pdf.rsrcmgr)
        _Interpreter(page.pdf.rsrcmgr, counter).process_page(page.page_obj)
        self.drawn -= counter.drawn
        if self.drawn < 0:
            raise TooMuch(f"draws more than {MOST_DRAWN:,} characters and lines")

    def check_lines(self, page: Any) -> None:
        """Raise TooMuch before it looks for a table in lines that cross too often."""
        edges = filter_edges(merge_edges(filter_edges(page.edges, min_length=1), 3, 3, 3, 3), min_length=3)
        across = sum(edge["orientation"] == "h" for edge in edges)  # merged as find_tables does
        self.crossings -= (across * (len(edges) - across)) ** 2
        if self.crossings < 0:
            raise TooMuch("has more crossing lines than any table")


def count_pages(document: Any, most: int) -> int:
    """How many pages there are; of more than `most`, one more than that."""
    return sum(1 for _ in islice(PDFPage.create_pages(document.doc), most + 1))
