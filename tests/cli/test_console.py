"""What is printed steers no terminal and fails on none; JSON is JSON alone."""

import json
import os
import subprocess
import sys

import pytest
from tests.conftest import ROW

from analysis_helpers.core.characters import escape_controls

STEERING = "\x1b]52;c;ZXZpbA==\x07\x1b[2J\x9b31m\u202e"


@pytest.fixture
def run(project):
    def run(*arguments, encoding="utf-8"):
        environment = {**os.environ, "QUARTERLY_PROJECT": str(project), "PYTHONIOENCODING": encoding, "COLUMNS": "60"}
        command = [sys.executable, "-m", "analysis_helpers.cli", *map(str, arguments)]
        return subprocess.run(command, env=environment, capture_output=True, check=False)

    return run


def _raw(printed):
    return [c for c in printed.decode() if c != "\n" and escape_controls(c) != c]


def test_a_report_a_name_and_a_word_of_the_command_line_steer_no_terminal(run, write_report, tmp_path):
    odd = write_report(
        ROW, ROW.replace("55%", f"比10:100:5{STEERING}"), title=f"甲局2024年二季度{STEERING}", name="a\x1b[2J\r.txt"
    )
    done = run("check", odd)
    assert done.returncode == 1
    assert "10:100:5" in done.stdout.decode()
    assert _raw(done.stdout + done.stderr) == []
    assert _raw(run("check", f"--{STEERING}").stderr) == []
    assert _raw(run("check", tmp_path / f"none{STEERING}").stdout) == []


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_json_is_one_array_in_any_code_page(run, write_report, encoding):
    done = run("check", "--json", write_report(ROW, title="甲局2024年二季度😀\x9b"), encoding=encoding)
    [found] = json.loads(done.stdout.decode(encoding))
    assert "甲局2024年二季度😀" in json.dumps(found, ensure_ascii=False)
    assert b"Traceback" not in done.stderr


def test_a_code_page_that_lacks_a_character_gets_a_mark(run, write_report):
    done = run("check", write_report(ROW, title="甲局2024年二季度😀"), encoding="gbk")
    assert b"Traceback" not in done.stderr
    assert done.returncode in (0, 1)


def test_a_name_that_is_no_utf8_is_read(run, write_report, tmp_path):
    write_report(ROW).rename(tmp_path / os.fsdecode(b"\xce\xc4.txt"))
    done = run("check", tmp_path / os.fsdecode(b"\xce\xc4.txt"))
    assert b"Traceback" not in done.stderr
    assert b"1 task" in done.stdout


def test_what_libraries_log_is_escaped():
    code = "import logging; from analysis_helpers.cli.console import prepare_streams as p; p(); logging.getLogger('x').warning('a\\x1b[2Jb')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stderr == b"a\\x1b[2Jb\n"
