"""Whatever comes in: a report or a ReportError, no harm, bounded memory and time."""

import random
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import fuzz, harm, limits
from tests.conftest import HEADER, ROW
from tests.hostile import FILES, KINDS

from analysis_helpers import ReportError, load_report


@pytest.mark.parametrize("outside", [False, True])
@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_entities_neither_grow_nor_reach_outside(kind, outside, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("not for a report", encoding="utf-8")
    doctype = harm.outside(secret.as_uri()) if outside else harm.laughs()
    try:
        report = load_report(harm.entities(kind, doctype, "&x;" if outside else "&l9;"))
    except ReportError:
        return
    assert "not for a report" not in report.source.title + report.ledger.to_csv() + report.raw.to_csv()
    assert len(report.tasks) == 3


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("zip: 300 MB in one part", "unpacks to more than 256 MB"),
        ("xlsx: a sheet of 60 million empty cells", "more than 4,000,000 elements"),
        ("xlsx: rows of 101,000 empty cells", "more than 16,384 columns"),
        ("xlsx: 10 million styles", "more than 100,000 elements"),
        ("xlsx: a cell in the last place", "more than 5,000,000 cells"),
        ("xlsx: merged cells over the whole sheet", "more than 500,000 cells"),
        ("xls: 20 sheets with a cell in the last place", "more than 5,000,000 cells"),
        ("docx: cells that span 1,000 columns, 4,900 rows", "more than 500,000 cells"),
        ("docx: 10,000 paragraphs and tables", "more than 2,000 tables"),
        ("docx: 40 million empty paragraphs", "more than 2,000,000 elements"),
        ("web: 20 million elements", "more than 1,200,000 elements"),
        ("web: an element of a million attributes", "more than 20,000 attributes"),
        ("web: spans of 120 billion cells", "more than 500,000 cells"),
        ("web: 200 tables that span 499,000 cells each", "more than 500,000 cells"),
        ("pdf: a stream that unpacks to 500 MB", "more than 640 MB of memory"),
        ("pdf: a page of 2 million characters", "more than 100,000 characters"),
        ("pdf: a page of a million lines", "a page of more than 4 MB"),
        ("pdf: forms that draw a billion words", "more than 100,000 characters"),
        ("pdf: a table of 190 by 190 lines", "more crossing lines"),
        ("pdf: 501 pages", "more than 500 pages"),
    ],
)
def test_what_is_larger_than_any_report_is_refused_with_its_limit(name, why):
    with pytest.raises(ReportError, match=why):
        load_report(FILES[name]())


@pytest.mark.slow
@pytest.mark.skipif(not limits.LINUX, reason="peak memory of a process is read from /proc")
@pytest.mark.parametrize("name", limits.BIG)
def test_a_big_hostile_file_is_read_or_refused_within_1_gb_by_a_process_of_its_own(name):
    found = limits.measure(name)
    assert limits.kept(found), found
    assert found["peak"] >= found["before"] > 50 * 2**20, "nothing was measured"


@pytest.mark.parametrize(
    "page",
    [
        "<table>" * 5000 + "<tr><td>x",
        "<div>" * 50_000 + "x",
        '<!DOCTYPE html [<!ENTITY a "b">]><html><table><tr><td>&a;</table>',
    ],
)
def test_pages_that_only_nest_deeply_or_declare_entities_are_refused(page):
    with pytest.raises(ReportError):
        load_report(page)


def test_xml_in_an_encoding_that_hides_its_elements_is_refused():
    def encoded(content):
        text = content.decode("utf-8").removeprefix('<?xml version="1.0" encoding="UTF-8"?>')
        return text.encode("utf-16")

    with pytest.raises(ReportError, match="damaged"):
        load_report(harm.rezip(fuzz.GOOD["xlsx"](), harm.SHEET, encoded))


def test_scripts_are_neither_run_nor_read():
    found = load_report(
        "<html><body><table><tr><td>具体分解<td>形象进度</tr><tr><td><script>alert(1)</script><img src=x onerror=alert(1)>建房<td>5%</tr></table>"
    )
    assert found.tasks["task"].tolist() == ["建房"]


@pytest.mark.parametrize(
    ("cell", "task"),
    [
        ("建\0房", "建房"),
        ("建\ud800房", "建□房"),
        ("\u202e建房\u202c", "建房"),
        ("建\u200b房", "建房"),
        ("建\x1e房", "建\n房"),
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
    command = [sys.executable, "-m", "analysis_helpers.cli.main", "check", "--", str(path)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


MANY = 20_000


@pytest.mark.cross_product(6)
@pytest.mark.parametrize("kind", KINDS)
def test_many_rows_of_any_kind(kind):
    """Each kind of row once 20,000 times: what is quadratic would not end."""
    found = load_report(harm.rows(KINDS[kind], MANY), on_bad_rows="reject")
    assert len(found.raw) == MANY + 1
    assert not found.ledger.empty


@pytest.mark.parametrize("cell", ["建" * 5_000_000, "?cè)舜瓮黄?" * 200_000, "建(ce " * 500_000, "(" * 1_000_000])
def test_a_very_long_cell(cell):
    assert len(load_report(harm.cell(cell)).tasks) == 1


LONG = 200_000


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2024", "2024" + " " * LONG + "x"),
        ("| 2 |", "| 2" + " " * LONG + "x |"),
        ("新建书房4个", "-" * LONG + "x"),
        ("55%", "5" + " " * LONG + "x"),
        ("甲某", "甲" + " " * LONG + "某"),
        ("形象进度", "形象" + " " * LONG + "进度"),
        ("甲局", "甲" + " " * LONG + "局"),
    ],
)
def test_long_runs_of_one_character_anywhere(old, new):
    """What is quadratic would not end."""
    text = "\n".join(["甲局2024年二季度 |", HEADER, ROW, ROW.replace("4个", "5个")])
    at = text.rindex(old)
    found = load_report(text[:at] + new + text[at + len(old) :], on_bad_rows="reject")
    assert found.restore().equals(found.raw)


@pytest.mark.parametrize("text", ["<!---->" * 35 + "x", "<?xml version='1.0'?>" + "<!--a-->" * 200 + "<q>"])
def test_many_comments_before_no_markup(text):
    with pytest.raises(ReportError, match="text without a table"):
        load_report(text + "\n")


def test_a_number_format_longer_than_any_is_refused():
    def lengthen(content):
        formats = b'<numFmts count="1"><numFmt numFmtId="200" formatCode="' + b"[" * LONG + b'"/></numFmts>'
        return content.replace(b'<numFmts count="0"/>', formats).replace(b'numFmtId="9"', b'numFmtId="200"')

    with pytest.raises(ReportError, match="a number format of more than 1,000 characters"):
        load_report(harm.rezip(fuzz.GOOD["xlsx"](), "xl/styles.xml", lengthen))


def test_a_header_of_a_million_commas_is_refused():
    with pytest.raises(ReportError, match="16,384 columns"):
        load_report("具体分解,形象进度" + "," * 1_000_000 + "\n建,5%\n")


@pytest.mark.parametrize("label", ["列", "形象进度", ""])
def test_very_many_columns(label):
    found = load_report(harm.columns(label, 3000))
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


@pytest.mark.slow
@pytest.mark.parametrize("name", fuzz.GOOD)
def test_damaged_copies_of_every_format(name):
    rng, good = random.Random(5), fuzz.GOOD[name]()
    counts = [fuzz.look(fuzz.mutate(good, rng)) for _ in range(25)]
    assert set(counts) <= {"report", "refused"}
    assert fuzz.look(good) == "report"


def test_a_header_and_one_record_in_one_line_keep_their_own_rows():
    found = load_report(
        "甲局2024年二季度重点工作 |\n具体分解 | 当前工作进度 | 形象进度 | 新建书房4个 | 已建成2个 | 55% |"
    )
    assert found.tasks["progress_pct"].tolist() == [55.0]
    assert found.restore().equals(found.raw)


def test_digits_without_end_are_no_percent():
    endless = ROW.replace("55%", "9" * 5000)
    with pytest.raises(ReportError) as caught:
        load_report("\n".join(["甲局2024年二季度 |", HEADER, ROW, ROW, endless]))
    assert caught.value.rows["column"].tolist() == ["形象进度"]
    alone = load_report("\n".join(["甲局2024年二季度 |", HEADER, endless]))
    assert alone.tasks["progress_pct"].isna().all()
    assert "形象进度" in alone.ledger.loc[alone.ledger["level"].eq("doubtful"), "column"].tolist()


def test_a_web_archive_that_nests_without_end_is_refused():
    with pytest.raises(ReportError, match="inside one another"):
        load_report(FILES["mail: parts nest 2,000 deep"]())


def test_a_table_wider_than_any_sheet_is_refused():
    with pytest.raises(ReportError, match="16,384 columns"):
        load_report(FILES["text: a row of a million cells"]())
