"""What a sheet of an .xlsx file holds beside its values, found by one walk over its XML that keeps no cells.

openpyxl holds a whole sheet in memory to tell its merged cells and hidden rows. This walk costs no memory, and refuses
a sheet with more in it than any table before openpyxl unfolds it.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO
from xml.etree import ElementTree
from xml.parsers import expat

from analysis_helpers.readers.damage import DamagedFile
from analysis_helpers.readers.limits import MOST_APART, MOST_IN_ROW, too_large

MOST_SHEETS = 500
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384  # of any sheet in the format
MOST_FORMULAS = 10_000_000  # characters of the formulas of a sheet that were never calculated
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_OF_CELLS = frozenset(["row", "c", "v", "f", "is", "t", "r", "rPr", "rFont", "sz", "color", "family", "charset", "b"])
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})", re.IGNORECASE)
_STYLES = "xl/styles.xml"
_LONG_FORMAT = re.compile(rb"""formatCode\s*+=\s*+["'][^"'<>]{1000}""")


@dataclass(frozen=True)
class Formula:
    """A formula without its "=", and the cell for which it was written; other cells may share it."""

    text: str
    row: int
    column: int


@dataclass
class SheetFacts:
    """Merged cells (first row and column, last row and column), hidden rows, and formulas without a value."""

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    formulas: dict[tuple[int, int], Formula] = field(default_factory=dict)
    span: int = 0  # how many places its rows have, blank ones between cells included


def find_sheets(archive: zipfile.ZipFile, name: str) -> list[tuple[str, str]]:
    """Title and part of every worksheet, in the order of the workbook.

    Raises ReportError for more sheets than any workbook of reports has.
    """
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    parts = {
        relation.get("Id"): posixpath.normpath(posixpath.join("/xl", relation.get("Target", ""))).lstrip("/")
        for relation in relations.iter(f"{{{_PACKAGE}}}Relationship")
        if relation.get("Type", "").endswith("/worksheet")
    }
    held = set(archive.namelist())
    listed = list(ElementTree.fromstring(archive.read("xl/workbook.xml")).iter(f"{{{_MAIN}}}sheet"))
    sheets = [(sheet.get("name", ""), parts.get(sheet.get(f"{{{_RELATIONS}}}id"), "")) for sheet in listed]
    if len(sheets) > MOST_SHEETS:
        raise too_large(name, "sheets", MOST_SHEETS)
    return [(title, part) for title, part in sheets if part in held]


def check_formats(archive: zipfile.ZipFile) -> None:
    """Raise DamagedFile for a number format longer than any program writes; openpyxl takes squared time for it."""
    if _STYLES in archive.namelist() and _LONG_FORMAT.search(archive.read(_STYLES)):
        raise DamagedFile("a number format of more than 1,000 characters")


def survey_sheet(stream: IO[bytes], name: str) -> SheetFacts:
    """Walk over the XML of a sheet.

    Raises ReportError for one with more in it than any table has, DamagedFile for rows or cells out of order (openpyxl
    would leave some of them out without a word), ExpatError for what is no XML.
    """
    walk = _Walk(name)
    parser = expat.ParserCreate(namespace_separator=" ")
    walk.follow(parser)
    parser.ParseFile(stream)
    return walk.facts


class _Walk:
    """Handlers of the events of a parser; what they find is in `facts`."""

    def __init__(self, name: str) -> None:
        self.name, self.facts = name, SheetFacts()
        self.elements_in_row = self.elements_apart = self.formula_length = 0
        self.row = self.column = 0
        self.shared: dict[str, Formula] = {}  # by its index, as it was written in full
        self.formula_attributes: dict[str, str] = {}
        self.texts: list[str] = []

    def follow(self, parser: expat.XMLParserType) -> None:
        self.parser = parser
        parser.StartElementHandler = self.start
        parser.StartDoctypeDeclHandler = self.refuse_document_type

    def refuse_document_type(self, *_: object) -> None:
        raise DamagedFile("a sheet with a document type")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        space, _, local = tag.rpartition(" ")
        if space != _MAIN or local not in _OF_CELLS:
            self.start_apart(local, attributes)
            return
        self.elements_in_row += 1
        if self.elements_in_row > MOST_IN_ROW:
            raise too_large(self.name, "row_elements", MOST_IN_ROW)
        if local == "c":
            self.start_cell(attributes)
        elif local == "row":
            self.start_row(attributes)
        elif local == "f":
            self.formula_attributes = attributes
            self.gather_text(self.end_formula)
        elif local == "v" and (self.row, self.column) in self.facts.formulas:
            self.gather_text(self.end_value)

    def start_apart(self, local: str, attributes: dict[str, str]) -> None:
        self.elements_apart += 1
        if self.elements_apart > MOST_APART:
            raise too_large(self.name, "apart", MOST_APART)
        if local == "mergeCell":
            self.facts.merged.append(_bounds(attributes.get("ref", "")))

    def start_row(self, attributes: dict[str, str]) -> None:
        self.elements_in_row = self.column = 0
        number = attributes.get("r", str(self.row + 1))
        if not (number.isascii() and number.isdecimal() and self.row < int(number[:9]) <= MOST_ROWS):
            raise DamagedFile(f"row {number[:20]} behind row {self.row}")
        self.row = int(number)
        if attributes.get("hidden") in ("1", "true"):
            self.facts.hidden_rows.add(self.row)

    def start_cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        row, column = (self.row, self.column + 1) if place is None else _place(place)
        if column > MOST_COLUMNS:
            raise too_large(self.name, "columns", MOST_COLUMNS)
        if row != self.row or column <= self.column:
            raise DamagedFile(f"cell {place} out of its order")
        self.facts.span += column - self.column
        self.column = column

    def gather_text(self, end: Callable[[str], None]) -> None:
        """Hand the texts up to the end of this element to `end`."""
        self.texts = []
        self.parser.CharacterDataHandler = self.texts.append
        self.parser.EndElementHandler = end

    def gathered(self) -> str:
        self.parser.CharacterDataHandler = self.parser.EndElementHandler = None
        return "".join(self.texts)

    def end_formula(self, _tag: str) -> None:
        formula = Formula(self.gathered(), self.row, self.column)
        if self.formula_attributes.get("t") == "shared":
            index = self.formula_attributes.get("si", "")
            formula = self.shared.setdefault(index, formula) if not formula.text else formula
            self.shared.setdefault(index, formula)
        if formula.text:
            self.facts.formulas[self.row, self.column] = formula
            self.formula_length += len(formula.text)
            if self.formula_length > MOST_FORMULAS:
                raise too_large(self.name, "formulas", MOST_FORMULAS)

    def end_value(self, _tag: str) -> None:
        if self.gathered():
            self.formula_length -= len(self.facts.formulas.pop((self.row, self.column)).text)


def _place(reference: str) -> tuple[int, int]:
    """Row and column of a cell.

    >>> _place("AB12")
    (12, 28)
    """
    found = _PLACE.fullmatch(reference)
    if found is None:
        raise DamagedFile(f"{reference[:20]!r} is the name of no cell")
    return int(found[2]), _column(found[1])


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def _bounds(reference: str) -> tuple[int, int, int, int]:
    """First row and column, last row and column of merged cells.

    >>> _bounds("B2:D3"), _bounds("A1")
    ((2, 2, 3, 4), (1, 1, 1, 1))
    """
    first, _, last = reference.partition(":")
    (top, left), (bottom, right) = _place(first), _place(last or first)
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)
