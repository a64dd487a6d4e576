"""`quarterly check` and `quarterly clean`, as a user runs them."""

import json
import os
import subprocess
import sys

import openpyxl
import pytest
from tests.conftest import ROW

from analysis_helpers import load_report


@pytest.fixture
def quarterly(project):
    def run(*arguments):
        environment = {"QUARTERLY_PROJECT": str(project), **os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "60"}
        command = [sys.executable, "-m", "analysis_helpers.cli.main", *map(str, arguments)]
        return subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)

    return run


@pytest.fixture
def real(project):
    return project / "data/raw/2024Q2-文广旅游局.txt"


def test_check_says_what_was_read_changed_and_needs_a_person(quarterly, real):
    done = quarterly("check", real)
    assert done.returncode == 1, done.stderr
    for words in (
        "19 tasks of 文广旅游局, 2024Q2, lines 3–21; 0 without a percent",
        "percent ← column 5 “形象进度”",
        "Period: 2024Q2, as of 2024-06-30 ← columns 年份, 季度",
        "Rows: 21 rows = 19 tasks + 1 above the header + 1 header",
        "259 × pinyin annotations removed (62 cells)",
        "row 19, 具体分解: …虞行,游客总人次突破□00万、旅游总收入7…",
        "row 8: 当前工作进度: 已完成 · 进度状态: 进度超前",
        "Ask the unit which of the two is right.",
    ):
        assert words in done.stdout


def test_check_in_chinese(quarterly, real):
    done = quarterly("check", real, "--language", "zh")
    assert "19项任务，文广旅游局，2024Q2，第3–21行；0项进度未知" in done.stdout
    assert "需要人看（5处）" in done.stdout
    assert "进度% ← 第5列“形象进度”" in done.stdout
    assert "共21行 = 任务19 + 表上文字1 + 表头1" in done.stdout


def test_a_clean_file_is_clean(quarterly, write_report):
    done = quarterly("check", write_report(ROW))
    assert (done.returncode, "Nothing here needs a person." in done.stdout) == (0, True)


def test_an_unreadable_file_is_one_message_and_the_others_are_checked_all_the_same(quarterly, write_report, tmp_path):
    prose = tmp_path / "prose.txt"
    prose.write_text("今年以来，我局稳步推进各项工作。", encoding="utf-8")
    done = quarterly("check", prose, tmp_path / "nowhere.xlsx", write_report(ROW))
    assert done.returncode == 2
    assert "text without a table" in done.stdout
    assert "there is no such file" in done.stdout
    assert "Nothing here needs a person." in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_rows_that_cannot_be_read_are_findings(quarterly, write_report):
    done = quarterly("check", write_report(ROW, ROW.replace("55%", "不明")))
    assert done.returncode == 1
    assert "row 4, 形象进度: 不明" in done.stdout
    assert "Write a percent such as 55%" in done.stdout


def test_all_shows_every_row_of_the_ledger(quarterly, real):
    shown = quarterly("check", real, "--all").stdout
    assert shown.count("pinyin annotations removed") == 1 + 62


def test_json_for_programs(quarterly, real, tmp_path):
    done = quarterly("check", real, tmp_path / "nowhere.txt", "--json")
    told, missing = json.loads(done.stdout)
    assert done.returncode == 2
    assert (told["exit_code"], told["tasks"], told["quarters"], told["units"]) == (1, 19, ["2024Q2"], ["文广旅游局"])
    assert told["columns"]["形象进度"] == "progress_pct"
    assert {"rule", "level", "count", "cells", "means"} <= set(told["changes"][0])
    assert [entry["source_row"] for entry in told["findings"]] == [8, 12, 13, 19, 19]
    assert told["rows"] == {
        "in_file": 21, "tasks": 19, "set_aside": {"row_above": 1, "header_row": 1}, "rejected": 0, "left_out": [],
        "text_lines": 0, "adds_up": True,
    }  # fmt: skip
    assert {"topic": "percent", "text": "← column 5 “形象进度” (a usual header)"} in told["reading"]
    assert missing["error"]["what"] == "there is no such file"


def test_a_row_that_is_a_cell_short_is_shown(quarterly, write_report):
    rows = [
        f"{task} | 2024 | 2 | 已办{n}场，其余在办 | 5{n}% | 进度超前 | 朱江桥 | 甲局 |"
        for n, task in enumerate(("办展览", "送戏下乡", "修缮文保"))
    ]
    path = write_report(*rows, "开展培训 | 2024 | 2 | 55% | 进度超前 | 朱江桥 | 甲局 |")
    shown = quarterly("check", path, "--all")
    assert shown.returncode == 1
    assert "'' → '甲局'" in shown.stdout
    assert "nan" not in shown.stdout.lower()
    assert "NaN" not in quarterly("check", path, "--json").stdout


def test_clean_writes_the_tidy_table(quarterly, real, tmp_path):
    before = real.read_bytes()
    done = quarterly("clean", real, "-o", tmp_path / "out.xlsx")
    assert done.returncode == 0, done.stderr
    assert "19 tasks" in done.stdout
    assert len(load_report(tmp_path / "out.xlsx").tasks) == 19
    assert real.read_bytes() == before


def test_clean_refuses_rows_that_it_cannot_read_unless_told_to_skip_them(quarterly, write_report, tmp_path):
    path = write_report(ROW, ROW.replace("55%", "不明"))
    done = quarterly("clean", path, "-o", tmp_path / "out.csv")
    assert done.returncode == 2
    assert "不明" in done.stderr
    assert not (tmp_path / "out.csv").exists()
    done = quarterly("clean", path, "-o", tmp_path / "out.csv", "--skip-bad-rows")
    assert done.returncode == 0
    assert "rows 4" in done.stderr
    assert len(load_report(tmp_path / "out.csv").tasks) == 1


def test_one_of_several_sheets_can_be_named(quarterly, tmp_path):
    book = openpyxl.Workbook()
    for title, percent in (("二季度", "55%"), ("一季度", "20%")):
        sheet = book.create_sheet(title)
        for row in ([f"2024年{title}"], ["工作任务", "形象进度"], ["建书房", percent]):
            sheet.append(row)
    book.save(tmp_path / "r.xlsx")
    told = json.loads(quarterly("check", tmp_path / "r.xlsx", "--table", "一季度", "--json").stdout)[0]
    assert (told["table"], told["quarters"]) == ("一季度", ["2024Q1"])
    wrong = quarterly("clean", tmp_path / "r.xlsx", "--table", "三季度", "-o", tmp_path / "out.csv")
    assert wrong.returncode == 2
    assert "二季度、一季度" in wrong.stderr


STRANGE = "民政局2024年二季度重点工作 |\n实事儿 | 形象进度 | 进度状态 | 责任单位 |\n建书房 | 55% | 飞快哦 | 民政局 |\n"


@pytest.fixture
def office(tmp_path, monkeypatch):
    """A project of its own without reports, and a strange file that arrived."""
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "strange.txt").write_text(STRANGE, encoding="utf-8")
    monkeypatch.setenv("QUARTERLY_PROJECT", str(tmp_path))
    monkeypatch.delenv("QUARTERLY_LANGUAGE")
    return tmp_path


def test_questions_are_printed_with_their_keys_and_answered_for_good(quarterly, office):
    file, words = office / "strange.txt", office / "data" / "vocabulary" / "words.csv"
    asked = quarterly("check", file)
    assert (asked.returncode, "键: header:实事儿" in asked.stdout) == (1, True), asked.stdout
    quarterly("check", file, "--answer", "表头:实事儿=任务", "--reason", "甲局的写法")
    (office / "answers.txt").write_text("# 甲局\n状态:飞快哦=超前\n", encoding="utf-8")
    done = quarterly("check", file, "--answers", office / "answers.txt")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "用了本项目的用语：“实事儿”=任务、“飞快哦”=超前" in done.stdout
    assert words.read_text(encoding="utf-8-sig").count("\n") == 3
    listed = quarterly("words").stdout
    assert "第2行 表头 “实事儿” = 任务（民政局）：没有用过" in listed
    assert "第3行 状态 “飞快哦” = 超前（民政局）：没有用过" in listed


def test_all_that_is_said_is_chinese_where_nothing_else_is_asked_for(quarterly, office):
    gone = quarterly("check", office / "gone.txt")
    assert "没有这个文件" in gone.stdout
    assert "用法：" in quarterly("check", "--help").stdout
    assert "说明文件写了什么" in quarterly("--help").stdout
    (office / "data" / "settings.toml").write_text('language = "en"\n', encoding="utf-8")
    assert "there is no such file" in quarterly("check", office / "gone.txt").stdout
    assert "没有这个文件" in quarterly("check", office / "gone.txt", "--language", "zh").stdout


def test_every_command_and_option_has_its_help_in_chinese():
    from typer.main import get_command

    from analysis_helpers.cli.main import app
    from analysis_helpers.core.vocabulary import load_vocabulary

    words, group = load_vocabulary("cli"), get_command(app)
    commands = {**group.commands, **group.commands["corpus"].commands}
    assert [name for name in commands if name not in words["help"] or name not in words["lines"]] == []
    options = {f"{name}.{option.name}" for name, command in commands.items() for option in command.params
               if getattr(option, "help", None)}  # fmt: skip
    assert [one for one in options if not {one, one.partition(".")[2]} & set(words["options"])] == []
