"""The whole folder: complete, the same every time, and without names where it has to be."""

import base64
import html
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile

import pytest
from PIL import Image

from analysis_helpers import ReportError, write_briefing
from analysis_helpers.charts.catalogue import CHARTS

NAMES = (
    "briefing.docx",
    "briefing.html",
    "briefing.pptx",
    "briefing.xlsx",
    "one-page/one-page.docx",
    "one-page/one-page.html",
)


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_everything_is_there(folders):
    shown = set(CHARTS) - {"remaining"}  # it is for notebooks
    charts = {f"charts/{key}.{kind}" for key in shown for kind in ("png", "svg", "csv")}
    assert set(files(folders / "zh")) == {*NAMES, *charts}


def test_the_same_report_gives_the_same_bytes(folders, compose, tmp_path):
    write_briefing(compose(), tmp_path)
    assert files(tmp_path) == files(folders / "zh")


def test_an_audience_that_there_is_not_is_refused(briefing, tmp_path):
    with pytest.raises(ReportError, match="no such audience"):
        write_briefing(briefing, tmp_path, "board")


@pytest.fixture(scope="module")
def place(project, tmp_path_factory):
    """A project of its own, whose report names its unit in long, short and damaged forms, and a leader inside a task."""
    place = tmp_path_factory.mktemp("project")
    (place / "notebooks").mkdir()
    shutil.copytree(project / "data" / "raw", place / "data" / "raw")
    path = place / "data" / "raw" / "2024Q2-文广旅游局.txt"
    text = path.read_text(encoding="utf-8")
    told = "開發(fā)春暉文化文創(chuàng)IP,"
    assert told in text
    named = "文化广电旅游局与文旅局、文廣(guǎng)旅游局由朱江橋、周 曉國牽頭,"
    text = text.replace(told, named + told)
    same = re.search(r"\| ([^|]*文化產[^|]*政策申[^|]*)\|", text)[1]  # of two tasks: the ledger quotes it as doubtful
    assert text.count(same) == 2
    path.write_text(text.replace(same, "由朱江橋" + same), encoding="utf-8")
    header = "具体分解 | 年份 | 季度 | 当前工作进度 | 形象进度 | 进度状态 | 责任区领导 | 具体责任单位 |"
    row = "配合许建超推进教体局项目 | 2024 | 2 | 教育体育局已启动 | 20% | 进度滞后 | 甲某、朱江桥 | 教育体育局 |"
    (place / "data/raw/2024Q2-教育体育局.txt").write_text(
        f"教育体育局2024年二季度 |\n{header}\n{row}", encoding="utf-8"
    )
    return place


def quarterly(place, *arguments):
    environment = {**os.environ, "QUARTERLY_PROJECT": str(place), "PYTHONIOENCODING": "utf-8", "COLUMNS": "200"}
    command = [sys.executable, "-m", "analysis_helpers.cli.main", "briefing", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)


def texts(name, content):
    """Every text in a file, those inside of packages, pictures and addresses included."""
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            for entry in package.namelist():
                yield from texts(f"{name}/{entry}", package.read(entry))
    elif content.startswith(b"\x89PNG"):
        with Image.open(io.BytesIO(content)) as picture:
            yield name, str(picture.info)
    elif not content.startswith(b"\xff\xd8"):
        # In XML a name may be split by marks, in an address it is written in percents.
        text = content.decode("utf-8", "replace")
        yield name, html.unescape(text)
        for coded in re.findall(r"data:[^,\"]*;base64,([^\"]*)", text):
            yield from texts(f"{name} (data)", base64.b64decode(coded))
        yield name, html.unescape(re.sub(r"<[^>]+>", "", text))
        yield (
            name,
            re.sub(rb"%([0-9A-F]{2})", lambda m: bytes.fromhex(m[1].decode()), content).decode("utf-8", "replace"),
        )


ORIGINAL = ("朱江桥", "朱江橋", "周晓国", "周曉國", "周 晓国", "许建超", "甲某", "文广旅游局", "文廣旅游局", "文化广电旅游局", "文旅局",
            "教育体育局", "教体局", "2024Q2-")  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_name_is_left_in_any_file_of_a_pseudonymised_briefing(place, language):
    done = quarterly(place, "--pseudonymise", "--language", language, "--unit", "文广旅游局", "--rank-people")
    assert done.returncode == 0, done.stderr
    output = place / "output" / "2024Q2-pseudonymised"
    found = [(name, word) for path, content in files(output).items() for name, text in texts(path, content)
             for word in ORIGINAL if word in text or word in path]  # fmt: skip
    assert found == []
    names = {path.name for path in (place / "output").iterdir()}
    assert names == {"2024Q2-pseudonymised"}, "nothing stands beside files with names"
    folder = output / "briefing" if language == "zh" else output / "briefing" / "en"
    page = (folder / "briefing.html").read_text(encoding="utf-8")
    assert ("领导B" if language == "zh" else "Leader B") in page, "the first is the other unit's"
    assert ("单位" if language == "zh" else "Unit ") in json.loads(
        (folder / "manifest.json").read_text(encoding="utf-8")
    )["parameters"]["UNIT"]


def test_the_search_finds_names_where_they_are(folders):
    """Else the test above could not fail."""
    found = {(path.split("/")[0], word) for path, content in files(folders / "zh").items() for _, text in texts(path, content)
             for word in ORIGINAL if word in text}  # fmt: skip
    for name in ("briefing.docx", "briefing.html", "briefing.pptx", "briefing.xlsx", "charts"):
        assert (name, "朱江桥") in found


@pytest.fixture(scope="module")
def runs(place):
    """What stands in the folder after a full briefing, after one page of all units, and after a full one again."""
    folder, seen = place / "output" / "2024Q2" / "briefing", []
    full = ("--unit", "教育体育局", "--language", "zh")
    for arguments in (full, ("--audience", "one-page", "--language", "zh"), full):
        done = quarterly(place, *arguments)
        assert done.returncode == 0, done.stderr
        seen.append(files(folder))
    return seen


def changed(old, new):
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


def test_a_one_page_briefing_leaves_the_full_one_alone(runs):
    assert changed(runs[0], runs[1]) == {"one-page/one-page.docx", "one-page/one-page.html", "one-page/manifest.json"}


@pytest.mark.slow
def test_the_english_briefing_stands_beside_the_chinese_one(place):
    folder = place / "output" / "2024Q2" / "briefing"
    assert quarterly(place, "--unit", "教育体育局", "--language", "both").returncode == 0
    both = files(folder)
    assert {"briefing.docx", "en/briefing.docx", "en/manifest.json"} <= both.keys()
    assert quarterly(place, "--unit", "教育体育局", "--language", "zh").returncode == 0
    assert changed(both, files(folder)) <= {"manifest.json"}


def test_two_runs_differ_in_the_manifest_alone(runs):
    assert changed(runs[0], runs[2]) <= {"manifest.json"}
    manifest = json.loads(runs[0]["manifest.json"])
    assert set(manifest) == {"made", "command", "version", "lock", "parameters", "inputs", "settings", "outputs"}
    assert set(manifest["outputs"]) == runs[0].keys() - {"manifest.json"}
    assert (manifest["parameters"]["AUDIENCE"], manifest["parameters"]["PSEUDONYMISED"]) == ("full", False)
