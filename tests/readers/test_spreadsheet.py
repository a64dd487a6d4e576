"""What an .xlsx file holds beside its values, and what of it is refused before anything is unfolded."""

import io
import re
import zipfile

import openpyxl
import pytest
from tests import fuzz, harm

from analysis_helpers import ReportError
from analysis_helpers.readers.read_file import read_grids
from analysis_helpers.readers.sheet_xml import find_sheets, survey_sheet

SHARED = (
    b"<row r='20'><c r='A20'><f t='shared' ref='A20:B21' si='0'>C1+$D$1</f></c><c r='B20'><f t='shared' si='0'/></c></row>"
    b"<row r='21'><c r='A21'><f t='shared' si='0'/><v>7</v></c></row>"
)


def saved(fill):
    book = openpyxl.Workbook()
    fill(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def survey(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        [(_, part), *_] = find_sheets(archive, "r.xlsx")
        return survey_sheet(archive.open(part), "r.xlsx")


def report_sheet(content):
    _, grids = read_grids(content)
    return next(grid for grid in grids if len(grid.cells) > 2)


def test_merged_cells_hidden_rows_and_formulas_without_a_value_are_found():
    def fill(sheet):
        sheet["A1"], sheet["B2"], sheet["C3"] = "标题", "=1+1", 5
        sheet.merge_cells("A1:C1")
        sheet.merge_cells("D2:E4")
        sheet.row_dimensions[3].hidden = True

    facts = survey(saved(fill))
    assert facts.merged == [(1, 1, 1, 3), (2, 4, 4, 5)]
    assert facts.hidden_rows == {3}
    assert {place: formula.text for place, formula in facts.formulas.items()} == {(2, 2): "1+1"}


def test_a_shared_formula_stands_in_each_cell_as_it_would_be_written_there():
    grid = report_sheet(harm.sheet(SHARED))
    shown = dict(zip(grid.rows, grid.cells, strict=True))
    assert shown[20][:2] == ["=C1+$D$1", "=D1+$D$1"]
    assert shown[21][0] == "7"
    assert [note.row for note in grid.notes if note.rule == "formula_without_value"] == [20, 20]


def test_an_array_formula_without_a_value_is_shown_too():
    grid = report_sheet(harm.sheet(b"<row r='20'><c r='A20'><f t='array' ref='A20'>SUM(C1:C2)</f><v></v></c></row>"))
    assert grid.cells[grid.rows.index(20)][0] == "=SUM(C1:C2)"


@pytest.mark.parametrize(
    "more",
    [
        b"<row r='20'><c r='A20'><v>1</v></c></row><row r='19'><c r='A19'><v>2</v></c></row>",
        b"<row r='20'><c r='A20'><v>1</v></c></row><row r='20'><c r='B20'><v>2</v></c></row>",
        b"<row r='20'><c r='C20'><v>1</v></c><c r='A20'><v>2</v></c></row>",
        b"<row r='20'><c r='A21'><v>1</v></c></row>",
        b"<row r='999999999999'><c><v>1</v></c></row>",
    ],
)
def test_cells_out_of_their_order_are_refused_and_not_left_out(more):
    with pytest.raises(ReportError, match="damaged"):
        read_grids(harm.sheet(more))


def test_the_same_sheet_named_many_times_is_refused():
    def repeat(content):
        return re.sub(rb"(<sheet [^>]*/>)", lambda found: found[1] * 10_000, content)

    with pytest.raises(ReportError, match="more than 500 sheets"):
        read_grids(harm.rezip(fuzz.GOOD["xlsx"](), "xl/workbook.xml", repeat))


def test_a_long_formula_that_many_cells_share_is_refused():
    first = b"<row r='90'><c r='A90'><f t='shared' ref='A90:A9999' si='0'>" + b"1+" * 15_000 + b"1</f></c></row>"
    others = b"".join(b"<row r='%d'><c r='A%d'><f t='shared' si='0'/></c></row>" % (n, n) for n in range(91, 500))
    with pytest.raises(ReportError, match="more than 10,000,000 characters"):
        read_grids(harm.sheet(first + others))


def test_rows_of_blank_cells_that_reach_far_to_the_right_are_refused():
    far = b"".join(b"<row r='%d'><c r='XFD%d'/></row>" % (n, n) for n in range(20, 3200))
    with pytest.raises(ReportError, match="more than 50,000,000 cells"):
        read_grids(harm.sheet(far))
