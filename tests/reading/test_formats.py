"""One table in every format gives one tidy table: that of the pipe text."""

import pandas as pd
import pytest
from tests.reading import writers

from analysis_helpers import load_report

TITLE = "区文广旅游局2024年二季度重点工作任务的执行和落实情况"
FORMATS = {
    "pipe": lambda rows: writers.pipe(rows, TITLE).encode(),
    "tab": lambda rows: writers.delimited(rows, TITLE, "\t").encode(),
    "csv": lambda rows: writers.delimited(rows, TITLE).encode("utf-8-sig"),
    "csv, semicolons, GB18030": lambda rows: writers.delimited(rows, TITLE, ";").encode("gb18030"),
    "csv, UTF-16": lambda rows: writers.delimited(rows, TITLE).encode("utf-16"),
    "web page": lambda rows: writers.web(rows, TITLE).encode(),
    "web page, GB18030": lambda rows: writers.web(rows, TITLE).replace("utf-8", "gb2312").encode("gb18030"),
    "xlsx": lambda rows: writers.xlsx(rows, TITLE),
    "xlsx with numbers": lambda rows: writers.xlsx(rows, TITLE, numbers=True),
    "xls": lambda rows: writers.xls(rows, TITLE),
    "xls with numbers": lambda rows: writers.xls(rows, TITLE, numbers=True),
    "docx table": lambda rows: writers.docx_table(rows, TITLE),
    "docx paragraphs": lambda rows: writers.docx_paragraphs(rows, TITLE),
    "pdf": lambda rows: writers.pdf(rows, TITLE),
    "labelled prose": lambda rows: writers.prose(rows, TITLE).encode(),
}
PLACE = ["task_id", "source_file", "source_row"]  # where a row stands differs between formats


@pytest.fixture(scope="module")
def received(report):
    """The real report's rows as received, damage and all."""
    return [list(report.raw.columns), *report.raw.to_numpy().tolist()]


@pytest.mark.parametrize("name", FORMATS)
def test_the_real_report_in_every_format(name, received, report, tmp_path):
    path = tmp_path / "2024Q2-文广旅游局.dat"
    path.write_bytes(FORMATS[name](received))
    again = load_report(path)
    pd.testing.assert_frame_equal(again.tasks.drop(columns=PLACE), report.tasks.drop(columns=PLACE))
    assert again.restore().equals(again.raw)
    assert again.source.title == report.source.title
