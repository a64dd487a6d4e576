import csv

import pandas as pd
import pytest
from PIL import Image

from analysis_helpers import ReportError
from analysis_helpers.charts.catalogue import CHARTS
from analysis_helpers.charts.export import export_chart, export_charts
from analysis_helpers.core.table_files import write_csv


@pytest.fixture(scope="module")
def folder(report, tmp_path_factory):
    folder = tmp_path_factory.mktemp("charts")
    export_charts(report.tasks, folder)
    return folder


def test_every_chart_is_there_three_times(folder):
    names = {path.name for path in folder.iterdir()}
    assert names == {f"{name}.{kind}" for name in CHARTS for kind in ("png", "svg", "csv")}


@pytest.mark.parametrize("name", CHARTS)
def test_pictures_are_for_print(folder, name):
    with Image.open(folder / f"{name}.png") as picture:
        assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        assert picture.info["Description"]


def test_tables_hold_the_figures_of_the_chart(folder):
    status = pd.read_csv(folder / "status.csv").set_index("status")
    assert status.loc["ahead", ["reported", "recomputed"]].tolist() == [19, 14]
    deviation = pd.read_csv(folder / "deviation.csv")
    assert deviation["deviation_pp"].tolist()[:3] == [50, 48, 30]


def test_the_same_tasks_give_the_same_bytes(report, folder, tmp_path):
    export_charts(report.tasks, tmp_path)
    for path in folder.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_cell_never_runs_as_a_formula(tmp_path):
    path = tmp_path / "t.csv"
    write_csv(pd.DataFrame({"task": ["=1+1", "@x", "-甲", "+乙", "平常", None], "n": [-1, 2, 3, 4, 5, 6]}), path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))[1:]
    assert [row[0] for row in rows] == ["'=1+1", "'@x", "'-甲", "'+乙", "平常", ""]
    assert rows[0][1] == "-1"


def test_excel_on_windows_reads_the_chinese(folder):
    assert (folder / "deviation.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_one_chart_is_one_line(report, folder, tmp_path):
    assert export_chart("status", report.tasks, tmp_path) == ["status.png", "status.svg", "status.csv"]
    assert (tmp_path / "status.png").read_bytes() == (folder / "status.png").read_bytes()


def test_a_chart_that_there_is_not_is_refused_with_those_there_are(report, tmp_path):
    with pytest.raises(ReportError, match=r"(?s)chart 'statsu': there is no such chart.*status、distribution"):
        export_chart("statsu", report.tasks, tmp_path)
