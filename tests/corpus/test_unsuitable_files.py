"""Whatever else lies in a folder of reports is read, or listed with its reason; the good files are built all the same."""

import os
import zipfile

import pandas as pd
import pytest
from tests.conftest import HEADER

from analysis_helpers import build_corpus, load_report, open_corpus
from analysis_helpers.core.table_files import write_tasks
from analysis_helpers.synthetic.sample import write_corpus

GOOD = 3  # districts with one good report of two tasks


def report(*rows, unit="甲局", quarter="二", header=HEADER):
    return "\n".join([f"{unit}2024年{quarter}季度重点工作 |", header, *rows])


def row(task, quarter=2, percent="55%", unit="甲局", leader="甲某", more=""):
    return f"{task} | 2024 | {quarter} | 已办 | {percent} | 进度超前 | {leader} | {unit} |{more}"


def several(n, unit="乙局", quarter=1):
    return report(*(row(f"任务{i}", quarter, unit=unit) for i in range(n)), unit=unit, quarter="一")


TEXTS = {
    "empty.txt": "", "blank.txt": " \n\n", "one word.txt": "x", "prose.txt": "各位领导：\n附件请查收。\n", "header only.txt": report(),
    "no percent column.txt": "任务 | 单位 | 备注 |\n修路 | 甲局 | 好 |", "json.json": '{"a": [1, 2]}', "code.py": "print('x')\n",
    "several quarters.txt": report(row("修路", 1), row("修路", 2), row("建桥", 3)),
    "several units.txt": report(row("修渠", unit="丙局"), row("修闸", unit="丁局"), row("修站", unit="戊局")),
    "same unit, other tasks.txt": several(5), "same unit, others again.txt": several(5).replace("任务", "项目"),
    "bad quarter.txt": report(row("修路", 9)), "bad percent.txt": report(row("修路", percent="?")),
    "year zero.txt": report(row("修路").replace("2024", "0000")), "arabic.txt": report(row("修路", percent="٣٤%")),
    "negative.txt": report(row("修路", percent="-5%")), "huge percent.txt": report(row("修路", percent="9" * 90 + "%")),
    "no task.txt": report(row("")), "no unit.txt": "任务 | 形象进度 |\n甲 | 5% |\n乙 | 6% |",
    "internal.txt": report(row("修路", more=" x | 1 | ahead |"), header=HEADER + " task_id | district | schedule_status |"),
    "twice named.txt": report(row("修路", more=" x | y |"), header=HEADER + " source_row | source_row (file) |"),
    "control.txt": report(row("修\x01路\x0b二\x85")), "bidi.txt": report(row("修\u202e路")), "tab.txt": report(row("修\t路")),
    "nul.txt": report(row("修路")) + "\0" * 100, "surrogate.txt": report(row("修路")).encode() + b"\xed\xa0\x80",
    "half.txt": report(row("修路")).encode()[:-7], "latin.txt": "café".encode("latin-1"), "utf-16.txt": report(row("修路")).encode("utf-16"),
    "gbk.txt": report(row("修渠")).encode("gbk"), "big5.txt": "工作任務 | 形象進度 |\n".encode("big5"),
    "formula.csv": "任务,形象进度,单位\n=cmd,5%,甲局\n@x,6%,甲局\n", "commas.csv": "任务,形象进度" + "," * 20000 + "\n",
    "quotes.csv": '任务,形象进度,单位\n"修路,5%,甲局\n', "semicolons.csv": "任务;形象进度;单位\n修路;5%;甲局\n",
    "page.html": "<html><body><p>x</p></body></html>", "nested.html": "<html>" + "<table><tr><td>" * 300,
    "comments.html": "<!---->" * 500 + "x", "mail.eml": b"MIME-Version: 1.0\nContent-Type: ; charset*1*=%E4\0u''x\n\n<html>",
    "picture.png": b"\x89PNG\r\n\x1a\n", "broken.pdf": b"%PDF-1.7\nx", "broken.zip": b"PK\x03\x04x", "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1x",
    "rich.rtf": b"{\\rtf1 x}", "broken.xlsx": b"PK\x05\x06" + b"\0" * 18, "a\nb.txt": report(row("修塔")), "a\x1b[2Jb.txt": report(row("修亭")),
    "long" + "x" * 240 + ".txt": report(row("修廊")), "Thumbs.db": b"\xd0\xcf\x11\xe0", "desktop.ini": "[x]\ny=1\n",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    """Three good districts; in the first of them everything else, too."""
    source = tmp_path / "source"
    for n in range(GOOD):
        (source / f"区{n}").mkdir(parents=True)
        text = report(row(f"新建书房{n}个"), row(f"修{n}条路"), unit="好局").replace("甲局", "好局")
        (source / f"区{n}" / "2024Q2-好局.txt").write_text(text, encoding="utf-8")
    first = source / "区0"
    for name, content in TEXTS.items():
        (first / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with zipfile.ZipFile(first / "archive.zip", "w") as archive:
        archive.writestr("a.txt", "x")
    write_tasks(load_report(first / "2024Q2-好局.txt").tasks, first / "own export.csv")
    write_tasks(load_report(first / "2024Q2-好局.txt").tasks, first / "own export.xlsx")
    (first / "copy of it.txt").write_bytes((first / "2024Q2-好局.txt").read_bytes())
    (first / "deep" / "er").mkdir(parents=True)
    (first / "deep" / "er" / "2024Q3.txt").write_text(report(row("修湖", 3), quarter="三"), encoding="utf-8")
    (first / "link.txt").symlink_to("/etc/hostname")
    (source / "链接区").symlink_to("/etc")
    (first / os.fsdecode(b"\xce\xc4.txt")).write_text(report(row("修桥")), encoding="utf-8")
    return source


def test_fifty_kinds_of_unsuitable_files_cost_no_good_one(folder, tmp_path):
    built = build_corpus([folder], tmp_path / "dataset", workers=0)
    assert built.lost == {}
    corpus = open_corpus(tmp_path / "dataset")
    good = corpus.query("SELECT district, task FROM tasks WHERE unit = '好局' ORDER BY ALL")
    assert good.to_numpy().tolist() == [
        [f"区{n}", task] for n in range(GOOD) for task in (f"修{n}条路", f"新建书房{n}个")
    ]
    tasks, findings = corpus.query("SELECT * FROM tasks"), built.findings
    files = {str(path.relative_to(folder / "区0")) for path in (folder / "区0").rglob("*") if path.is_file()}
    told = set(tasks.loc[tasks["district"].eq("区0"), "source_file"]) | set(findings["file"])
    untold = {name for name in files if name.isprintable() and name.isascii()} - told
    assert untold == set()
    assert findings.loc[findings["rule"].eq("unread"), "words"].str.contains("fault of the program").sum() == 0
    words = dict(zip(findings["file"], findings["words"], strict=True))
    assert "link" in words["link.txt"]
    assert "link" in findings.loc[findings["district"].eq("链接区"), "words"].iloc[0]
    assert "same as 2024Q2-好局.txt" in words["own export.csv"]
    assert tasks.groupby(["district", "quarter", "task_id"]).size().max() == 1


def test_a_file_that_the_program_fails_on_is_a_finding(folder, tmp_path, monkeypatch):
    from analysis_helpers.corpus import district

    real = district.load_report

    def fail(path, *more, **options):
        if path.name == "prose.txt":
            raise KeyError("x")
        return real(path, *more, **options)

    monkeypatch.setattr(district, "load_report", fail)
    for name in set(TEXTS) - {"prose.txt"}:
        (folder / "区0" / name).unlink()
    built = build_corpus([folder], tmp_path / "dataset", workers=0)
    [words] = built.findings.loc[built.findings["file"].eq("prose.txt"), "words"]
    assert words.startswith("a fault of the program (KeyError")
    assert built.exit_code == 1


def test_a_whole_sample_is_built_from_its_reports(tmp_path):
    write_corpus(tmp_path / "sample", districts=2, bureaus=2, quarters=2, tasks=4, seed=1)
    built = build_corpus([tmp_path / "sample"], tmp_path / "dataset", workers=0)
    truth = pd.read_csv(tmp_path / "sample" / "truth" / "districts.csv", encoding="utf-8-sig")
    assert built.lost == {}
    assert sorted(built.built) == sorted(truth["district"])


def test_two_files_of_one_unit_and_quarter_have_ids_of_their_own(tmp_path):
    (tmp_path / "s" / "区").mkdir(parents=True)
    for name, word, quarter in (("a", "任务", 1), ("b", "项目", 1), ("c", "任务", 2)):
        text = report(*(row(f"{word}{i}", quarter) for i in range(3)), quarter="一二"[quarter - 1])
        (tmp_path / "s" / "区" / f"{name}.txt").write_text(text, encoding="utf-8")
    assert build_corpus([tmp_path / "s"], tmp_path / "d", workers=0).lost == {}
    ids = open_corpus(tmp_path / "d").query("SELECT task_id FROM tasks WHERE quarter = '2024Q1' ORDER BY ALL")[
        "task_id"
    ]
    assert ids.tolist() == [f"2024Q1-甲局-{n}{end}" for n in (3, 4, 5) for end in ("", " (2)")]


@pytest.mark.parametrize("name", ["长" * 85, "，" * 40, "a" * 200 + "b", "a=b", "CON"])
def test_a_long_or_odd_district_is_built_beside_others(tmp_path, name):
    for district in (name, name[:-1] + "乙"):
        (tmp_path / "s" / district).mkdir(parents=True)
        (tmp_path / "s" / district / "a.txt").write_text(report(row("修路")), encoding="utf-8")
    built = build_corpus([tmp_path / "s"], tmp_path / "d", workers=0)
    assert built.lost == {}
    assert sorted(open_corpus(tmp_path / "d").districts) == sorted([name, name[:-1] + "乙"])
