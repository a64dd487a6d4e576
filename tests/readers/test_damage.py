"""A fault of the program is a traceback that names the file; only what damage causes is laid to the sender."""

import email
import zlib

import docx
import lxml.html
import openpyxl
import pytest
import xlrd
from tests import fuzz, harm

from analysis_helpers import ReportError
from analysis_helpers.readers import plain_text
from analysis_helpers.readers.damage import DamagedFile, is_damage
from analysis_helpers.readers.read_file import read_grids

CALLED = {  # what our readers call of each library
    "xlsx": (openpyxl, "load_workbook"),
    "xls": (xlrd, "open_workbook"),
    "docx": (docx, "Document"),
    "web": (lxml.html, "document_fromstring"),
    "mail": (email, "message_from_bytes"),
    "csv": (plain_text, "split_records"),
}
GOOD = {**fuzz.GOOD, "mail": lambda: harm.mail(1)}


@pytest.mark.parametrize("kind", CALLED)
def test_a_name_that_a_library_no_longer_has_is_a_traceback_that_names_the_file(kind, monkeypatch, tmp_path):
    path = tmp_path / "2024Q2-甲局.dat"
    path.write_bytes(GOOD[kind]())
    monkeypatch.delattr(*CALLED[kind])
    with pytest.raises((AttributeError, NameError)) as caught:
        read_grids(path)
    assert any(path.name in note for note in caught.value.__notes__)


@pytest.mark.parametrize("fault", [AttributeError, ImportError, KeyError, NameError, TypeError, ValueError])
@pytest.mark.parametrize("kind", CALLED)
def test_an_exception_from_outside_of_a_library_is_never_called_damage(kind, fault, monkeypatch):
    def fail(*_, **__):
        raise fault("ours")

    content = GOOD[kind]()
    monkeypatch.setattr(*CALLED[kind], fail)
    with pytest.raises(fault) as caught:
        read_grids(content)
    assert not isinstance(caught.value, ReportError)


@pytest.mark.parametrize("kind", CALLED)
def test_a_call_with_arguments_that_a_library_does_not_take_is_a_traceback(kind, monkeypatch):
    content = GOOD[kind]()
    monkeypatch.setattr(*CALLED[kind], lambda: None)
    with pytest.raises(TypeError, match="argument"):
        read_grids(content)


def cut(content):
    return content[: len(content) // 2]


DAMAGED = {
    "xlsx, its end missing": lambda: cut(fuzz.GOOD["xlsx"]()),
    "xlsx, a sheet cut": lambda: harm.rezip(fuzz.GOOD["xlsx"](), harm.SHEET, cut),
    "xlsx, a value that is no number": lambda: harm.sheet(b"<row r='99'><c r='A99'><v>x</v></c></row>"),
    "xlsx, a style that is not there": lambda: harm.sheet(b"<row r='99'><c r='A99' s='999'><v>1</v></c></row>"),
    "xlsx, an attribute nobody knows": lambda: harm.sheet(b"<mergeCell no='1'/>", b"<mergeCell "),
    "xlsx, an attribute of a colour nobody knows": lambda: harm.rezip(
        fuzz.GOOD["xlsx"](), "xl/styles.xml", lambda content: content.replace(b" patternType=", b" qpatternType=")
    ),
    "xlsx, no list of sheets": lambda: harm.rezip(fuzz.GOOD["xlsx"](), "xl/_rels/workbook.xml.rels", cut),
    "xls": lambda: fuzz.GOOD["xls"]()[:3000],
    "docx, its end missing": lambda: cut(fuzz.GOOD["docx"]()),
    "docx, its text cut": lambda: harm.rezip(fuzz.GOOD["docx"](), harm.BODY, cut),
    "docx, no body": lambda: harm.rezip(
        fuzz.GOOD["docx"](), harm.BODY, lambda content: content.replace(b"w:body", b"w:bodx")
    ),
    "docx, a width that is no number": lambda: harm.document(
        b"<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='x'/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>"
    ),
    "web": lambda: b"<html><!--",
    "mail": lambda: b"MIME-Version: 1.0\nContent-Type: ; charset*1*=%E4\x00utf-8''x\n\n<html><table><tr><td>x</table>",
    "csv": lambda: fuzz.GOOD["csv"]()[:-1],
}


@pytest.mark.parametrize("name", DAMAGED)
def test_damage_of_each_format_is_one_message(name):
    with pytest.raises(ReportError):
        read_grids(DAMAGED[name]())


def failure(make):
    try:
        make()
    except Exception as error:  # noqa: BLE001  whatever it is, it is what we ask about
        return error
    raise AssertionError("nothing failed")


def test_what_the_standard_library_and_we_say_of_bytes_is_damage():
    assert is_damage(failure(lambda: zlib.decompress(b"x")))
    assert is_damage(failure(lambda: b"\xff".decode()))
    assert is_damage(DamagedFile("x"))


def test_the_library_in_which_an_exception_arises_decides():
    error = failure(lambda: xlrd.open_workbook(file_contents=b"x"))
    assert is_damage(error, "xlrd")
    assert not is_damage(error, "openpyxl")


def test_an_exception_that_a_library_wraps_is_judged_by_what_it_wraps():
    def wrap():
        try:
            missing_name  # noqa: B018
        except NameError as error:
            raise ValueError("in a library") from error

    assert not is_damage(failure(wrap), __name__)
