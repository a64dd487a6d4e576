"""Records are read all at once, and must be what the standard library reads one by one."""

import csv
import io
from collections import Counter

import pandas as pd
import pytest
from benchmarks.reports import make_report
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis_helpers import load_report
from analysis_helpers.readers import plain_text as records

CELLS = st.lists(
    st.sampled_from(["改造", "55%", "", " ", "a", '"', '""', '"p,q"', '"x\r\ny"', "\n", "\0", "\u3000"]), max_size=3
).map("".join)
ROWS = st.lists(st.lists(CELLS, min_size=3, max_size=5), min_size=1, max_size=8)


def one_by_one(text):
    """The records that are not blank and the lines that they begin in, by the csv module."""
    reader = csv.reader(io.StringIO(text, newline=""), quoting=csv.QUOTE_MINIMAL if '"' in text else csv.QUOTE_NONE)
    line, found = 1, []
    for record in reader:
        if any(cell.strip() for cell in record):
            found.append((line, tuple(record)))
        line = reader.line_num + 1
    return found


@settings(max_examples=300, deadline=None)
@given(ROWS, st.sampled_from(["\n", "\r\n", "\r"]))
def test_records_are_those_of_the_csv_module(rows, end):
    text = end.join(",".join(row) for row in rows) + "\n"
    want = one_by_one(text)
    widths = Counter(len(record) for _, record in want).most_common(1)
    found = records.split_records(text.encode(), ",")
    if not widths or widths[0][0] < 3 or widths[0][1] < records.SAME_WIDTH * len(want):
        assert found is None
        return
    # A quote that is never closed holds the file's last line end, or does not: nothing else may differ.
    assert [[cell.rstrip("\r\n") for cell in row] for row in found[0]] == [
        [c.rstrip("\r\n") for c in row] for _, row in want
    ]
    assert list(found[1]) == [line for line, _ in want]


def test_short_and_long_records_stand_in_their_places():
    text = (
        "甲局2024年二季度\n任务,季度,进度\n" + "改造,2,5%\n" * 20 + "修路,2\n" + "改造,2,5%\n" * 20 + "建桥,2,7%,注\n"
    )
    cells, lines = records.split_records(text.encode(), ",")
    assert [tuple(cells[i]) for i in (0, 22, 43)] == [("甲局2024年二季度",), ("修路", "2"), ("建桥", "2", "7%", "注")]
    assert list(lines) == list(range(1, 45))


def test_a_record_longer_than_a_block_is_one_record():
    long = "建" * records.BLOCK
    cells, _ = records.split_records(f"任务,季度,进度\n{long},2,5%\n改造,2,5%\n".encode(), ",")
    assert cells[1][0] == long


@pytest.mark.parametrize("row", [b"\xff,2,5%", b"\xff,2"])
def test_bytes_that_are_no_utf8_are_said_and_not_read(row):
    with pytest.raises(UnicodeError):
        records.split_records(b"a,b,c\n" * 20 + row + b"\n" + b"a,b,c\n" * 20, ",")


def test_a_long_file_gives_the_report_that_its_characters_give():
    content = make_report(30_000)
    quick, plain = load_report(content), load_report(content.decode())
    pd.testing.assert_frame_equal(quick.tasks.drop(columns="source_file"), plain.tasks.drop(columns="source_file"))
    assert quick.ledger.equals(plain.ledger)
    assert quick.restore().equals(quick.raw)
    with_title = load_report(content.replace(b",,,,,,,\n", b"\n", 1))
    assert with_title.tasks["task"].equals(quick.tasks["task"])
    other = load_report(content.decode().encode("gb18030"))
    assert other.tasks["narrative"].equals(quick.tasks["narrative"])
