"""A report arrives: `quarterly add`, `review` and `lab`, as an analyst runs them, on real files."""

import os
import select
import shutil
import subprocess
import sys
import threading
from datetime import date
from types import SimpleNamespace

import nbformat
import pandas as pd
import pytest
from tests.conftest import HEADER
from typer.testing import CliRunner

from analysis_helpers import ReportError, load_history, load_report, measure_drift
from analysis_helpers.cli.main import app
from analysis_helpers.cli.terminal import complete_quarter
from analysis_helpers.core.atomic_write import write_whole
from analysis_helpers.linkage.decisions import COLUMNS, append_decisions, load_decisions
from analysis_helpers.linkage.review import decide_links
from analysis_helpers.pipeline.compare_reports import describe_drift
from analysis_helpers.pipeline.inbox import receive, store
from analysis_helpers.synthetic.sample import write_sample

REAL = "2024Q2-文广旅游局.txt"
Q3 = "2024Q3-文广旅游局.docx"
DOUBT = ("文化产业增加值占GDP比重达7%以上", "文化产业增加值占地区生产总值比重达7%以上")


@pytest.fixture(scope="module")
def arrived(tmp_path_factory):
    """The synthetic reports, as if they had just come."""
    folder = tmp_path_factory.mktemp("sample") / "arrived"
    write_sample(folder, 1)
    return folder


@pytest.fixture
def place(project, tmp_path, monkeypatch):
    """A project of its own, with the one real report and no decisions."""
    place = tmp_path / "a project"
    (place / "data/raw").mkdir(parents=True)
    shutil.copy(project / "data/raw" / REAL, place / "data/raw")
    (place / "data/decisions.csv").write_text(",".join(COLUMNS) + "\n", encoding="utf-8")
    shutil.copytree(project / "notebooks", place / "notebooks")
    monkeypatch.setenv("QUARTERLY_PROJECT", str(place))
    return place


@pytest.fixture
def quarterly(place, capfd, monkeypatch):
    """Run a command in this process, where nobody can be asked."""
    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments):
        done = CliRunner().invoke(app, list(map(str, arguments)))
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return SimpleNamespace(
            returncode=done.exit_code, stdout=done.stdout + capfd.readouterr().out, stderr=done.stderr
        )

    return run


def row(task="新建书房4个", percent="55%", status="进度超前", leader="甲某", unit="甲局", quarter=2):
    return f"{task} | 2024 | {quarter} | 已建成2个 | {percent} | {status} | {leader} | {unit} |"


def files(place):
    return {path.name: path.read_bytes() for path in (place / "data/raw").iterdir()}


# What a new file is


def test_add_shows_the_file_and_its_drift_copies_it_unaltered_and_lists_the_one_doubtful_link(
    quarterly, place, arrived
):
    before = files(place)
    done = quarterly("add", arrived / Q3)
    assert done.returncode == 0, done.stderr
    for words in (
        "23 tasks of 文广旅游局, 2024Q3",
        "SYNTHETIC DATA (合成数据)",
        f"Compared with the unit's last report ({REAL})",
        "tasks: 19 → 23",
        "new columns: 工作任务",
        "percent went down",
        "Links that need a person's word: 1",
        *DOUBT,
        "Next: quarterly review --quarter 2024Q3",
    ):
        assert words in done.stdout
    assert files(place) == before | {Q3: (arrived / Q3).read_bytes()}


def test_add_speaks_chinese(quarterly, arrived):
    done = quarterly("add", arrived / Q3, "--language", "zh")
    for words in (
        "与上一份报告相比",
        "任务：19项 → 23项",
        "新列：工作任务",
        "进度下降：55% → 45%",
        "有1处对应关系需要人判定",
        "下一步",
    ):
        assert words in done.stdout


@pytest.mark.parametrize("name", ["report.docx", "关于报送三季度.DOCX", "report", "report.v2"])
def test_the_name_in_data_raw_is_canonical_whatever_the_file_was_called(quarterly, place, arrived, tmp_path, name):
    shutil.copy(arrived / Q3, tmp_path / name)
    assert quarterly("add", tmp_path / name).returncode == 0
    assert set(files(place)) == {REAL, Q3}


def test_the_same_bytes_are_refused_under_any_name(quarterly, place, arrived, tmp_path):
    shutil.copy(place / "data/raw" / REAL, tmp_path / "again.txt")
    before = files(place)
    for arguments in ([tmp_path / "again.txt"], [tmp_path / "again.txt", "--replace"], [place / "data/raw" / REAL]):
        done = quarterly("add", *arguments)
        assert done.returncode == 2
        assert f"the same bytes are there already: data/raw/{REAL}" in done.stderr
    assert files(place) == before


def test_a_second_report_of_unit_and_quarter_needs_replace_and_the_old_one_is_kept(
    quarterly, place, write_report, tmp_path
):
    text = (place / "data/raw" / REAL).read_text(encoding="utf-8")
    before = files(place)
    for version, percent in ((2, "56%"), (3, "57%")):
        newer = tmp_path / f"sent-again-{version}.txt"
        newer.write_text(text.replace("55%", percent), encoding="utf-8")
        refused = quarterly("add", newer)
        assert refused.returncode == 2
        assert "there is a report of 文广旅游局 for 2024Q2 already" in refused.stderr
        assert f"quarterly add {newer} --replace" in refused.stderr
        assert files(place) == before
        done = quarterly("add", newer, "--replace")
        assert done.returncode == 0, done.stderr
        before |= {f"2024Q2-文广旅游局.v{version}.txt": newer.read_bytes()}
        assert files(place) == before
    history = load_history()
    assert [report.source.file for report in history.reports] == ["2024Q2-文广旅游局.v3.txt"], "the highest holds"
    assert history.tasks["progress_pct"].eq(57).any()


def test_a_newer_version_is_compared_with_the_one_that_it_replaces(quarterly, place, tmp_path):
    text = (place / "data/raw" / REAL).read_text(encoding="utf-8")
    (tmp_path / "newer.txt").write_text(text.replace("55%", "45%"), encoding="utf-8")
    done = quarterly("add", tmp_path / "newer.txt", "--replace")
    assert f"It replaces data/raw/{REAL}, which is kept" in done.stdout
    assert "percent went down: 55 % → 45 %" in done.stdout


def test_replace_without_anything_to_replace_is_refused(quarterly, place, arrived):
    done = quarterly("add", arrived / Q3, "--replace")
    assert done.returncode == 2
    assert "there is no report of 文广旅游局 for 2024Q3 that it could replace" in done.stderr
    assert set(files(place)) == {REAL}


def test_a_unit_or_quarter_that_the_file_does_not_tell_is_asked_for_and_then_told_by_the_name(
    quarterly, place, tmp_path
):
    path = tmp_path / "report.txt"
    path.write_text("重点工作进展\n工作任务 | 形象进度\n新建书房4个 | 55%\n", encoding="utf-8")
    done = quarterly("add", path)
    assert done.returncode == 2
    assert f"quarterly add {path} --quarter 2024Q3" in done.stderr
    done = quarterly("add", path, "--quarter", "2024Q3")
    assert done.returncode == 2
    assert f"quarterly add {path} --unit" in done.stderr
    assert set(files(place)) == {REAL}
    done = quarterly("add", path, "--quarter", "2024Q3", "--unit", "民政局")
    assert done.returncode == 0, done.stderr
    assert "The unit's first report: nothing to compare with" in done.stdout
    tasks = load_report(place / "data/raw/2024Q3-民政局.txt").tasks
    assert (tasks["unit"].tolist(), tasks["quarter"].astype(str).tolist()) == (["民政局"], ["2024Q3"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--unit", "乙局"), "it speaks of 甲局, not of 乙局"),
        (("--quarter", "2024Q3"), "it speaks of 2024Q2, not of 2024Q3"),
        (("--quarter", "五季度"), "this is no quarter"),
    ],
)
def test_what_is_said_may_not_contradict_the_file(quarterly, place, write_report, arguments, words):
    done = quarterly("add", write_report(row()), *arguments)
    assert (done.returncode, words in done.stderr) == (2, True), done.stderr
    assert set(files(place)) == {REAL}


def test_a_table_of_several_units_needs_a_sender(place, write_report):
    path = write_report(row(), row("办杨梅节", unit="乙局"), title="2024年二季度重点工作")
    with pytest.raises(ReportError, match="several units"):
        receive(path, place)
    assert receive(path, place, unit="区府办").name == "2024Q2-区府办.txt"


@pytest.mark.parametrize("unit", ["../甲局", "甲/乙局", "甲:局", "a\nb局"])
def test_no_unit_leads_out_of_the_folder(place, write_report, unit):
    path = write_report("新建书房4个 | 2024 | 2 | 已建成2个 | 55% | 进度超前 | 甲某 | |", title="2024年二季度")
    with pytest.raises(ReportError, match="cannot stand in a file's name"):
        receive(path, place, unit=unit)


def test_a_file_named_for_another_quarter_than_it_speaks_of_waits_for_a_persons_word(quarterly, place, write_report):
    path = write_report(row(), name="2024Q3-甲局.txt")
    before = files(place)
    done = quarterly("add", path)
    assert done.returncode == 2
    assert "2024Q2（季度） ≠ 2024Q3（2024Q3-甲局）" in done.stderr
    assert f"quarterly add {path} --quarter 2024Q2" in done.stderr
    assert files(place) == before
    assert quarterly("add", path, "--quarter", "2024Q2").returncode == 0
    assert "2024Q2-甲局.txt" in files(place)


def test_rows_that_cannot_be_read_keep_the_file_out_and_are_all_named(quarterly, place, write_report):
    done = quarterly("add", write_report(row(), row("办杨梅节", "不明"), row("修路", "若干")))
    assert done.returncode == 2
    for words in ("不明", "若干", "corrections for 2024Q2-甲局.txt into data/corrections.csv", "quarterly add "):
        assert words in done.stderr
    assert set(files(place)) == {REAL}


def test_a_correction_under_the_canonical_name_lets_the_file_in(quarterly, place, write_report):
    (place / "data/corrections.csv").write_text(
        "file,source_row,column,old,new,reason,date\n2024Q2-甲局.txt,3,形象进度,不明,30%,来电核实,2024-07-10\n",
        encoding="utf-8",
    )
    path = write_report(row(percent="不明"), row("办杨梅节"), name="came.txt")
    done = quarterly("add", path)
    assert done.returncode == 0, done.stderr
    assert load_history().tasks["progress_pct"].eq(30).any()


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n0000", "没有表格的文字。".encode()])
def test_what_is_no_report_is_one_message(quarterly, place, tmp_path, content):
    (tmp_path / "odd.txt").write_bytes(content)
    done = quarterly("add", tmp_path / "odd.txt")
    assert (done.returncode, "Traceback" in done.stderr, "Next: " in done.stderr) == (2, False, True)
    assert set(files(place)) == {REAL}


def test_an_empty_data_raw_takes_its_first_report(quarterly, place, arrived):
    (place / "data/raw" / REAL).unlink()
    done = quarterly("add", arrived / Q3)
    assert done.returncode == 0, done.stderr
    assert "No link needs a person's word." in done.stdout
    assert "Next: quarterly rerun --quarter 2024Q3" in done.stdout


def test_a_file_that_cannot_be_written_leaves_everything_as_it_was(place, arrived):
    pytest.importorskip("resource")  # which Windows has not
    before = files(place)
    # No file may grow beyond 1000 bytes: the system stops the write in the middle, as a full disk does.
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)); "
        "sys.dont_write_bytecode = True; from analysis_helpers.cli.main import app; app()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "add", str(arrived / Q3)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2, done.stderr
    assert "this cannot be written (File too large)" in done.stderr
    assert files(place) == before


def test_a_name_that_was_taken_meanwhile_is_not_overwritten(place, arrived):
    arrival = receive(arrived / Q3, place)
    (place / "data/raw" / Q3).write_bytes(b"another")
    with pytest.raises(ReportError, match="appeared meanwhile"):
        store(arrival, place)
    assert files(place)[Q3] == b"another"


# How it differs


def drift(write_report, before, now, **more):
    last = load_report(write_report(*before, name="2024Q2-甲局.txt"))
    report = load_report(write_report(*now, name="2024Q3-甲局.txt", title="甲局2024年三季度", **more))
    return measure_drift(report, last)


def names(table, what):
    rows = table[table["what"].eq(what)]
    return {row.name: (row.before, row.now) for row in rows.itertuples()}


def test_drift_names_what_is_new_and_what_is_gone_with_its_counts(write_report):
    table = drift(
        write_report,
        [row(leader="甲某"), row("办杨梅节", "40%", "进度超前", "甲某")],
        [row(quarter=3, leader="甲某、丙某", status="有序推进"), row("办杨梅节", "60%", "进度超前", "丙某", "甲局、乙局", 3),
         row("修编规划", "", "进度超前", "丙某", quarter=3)],
    )  # fmt: skip
    assert names(table, "tasks") == {"": (2, 3)}
    assert names(table, "unknown") == {"": (0, 1)}
    assert names(table, "leader") == {"丙某": (0, 3)}
    assert names(table, "unit") == {"乙局": (0, 1)}
    assert names(table, "status_word") == {"有序推进": (0, 1)}
    assert names(table, "link") == {"new": (0, 1)}
    assert names(table, "column") == names(table, "field") == names(table, "fall") == {}


def test_drift_names_columns_by_their_headers_and_what_is_no_longer_told(write_report):
    header = HEADER.replace("形象进度 |", "备注 |")
    table = drift(write_report, [row()], [row(percent="好", quarter=3)], header=header)
    assert names(table, "column") == {"形象进度": (1, 0), "备注": (0, 1)}
    assert names(table, "field") == {"progress_pct": (1, 0)}
    lines = [line for _, line in describe_drift(table, "en")]
    assert {"no longer told: percent", "columns gone: 形象进度", "new columns: 备注"} <= set(lines)


def test_percents_fall_only_within_a_year(write_report):
    last = load_report(write_report(row(percent="90%"), name="a.txt"))
    lower = load_report(write_report(row(percent="80%", quarter=3), name="b.txt", title="甲局2024年三季度"))
    assert names(measure_drift(lower, last), "fall") == {"新建书房4个": (90, 80)}
    new_year = row(percent="10%", quarter=1).replace("2024", "2025")
    fresh = load_report(write_report(new_year, name="c.txt", title="甲局2025年一季度"))
    assert names(measure_drift(fresh, last), "fall") == {}


def test_no_drift_is_said(write_report):
    table = drift(write_report, [row()], [row(percent="60%", quarter=3)])
    assert [line for _, line in describe_drift(table, "en")][-1].startswith(
        "the same columns, words, units and leaders"
    )


# A person's word


def test_a_decision_by_option_is_written_and_replayed(quarterly, place, arrived):
    quarterly("add", arrived / Q3)
    before = (place / "data/decisions.csv").read_bytes()
    done = quarterly("review", "--quarter", "2024Q3", "--decide", "1=same", "--reason", "GDP 即地区生产总值")
    assert done.returncode == 0, done.stderr
    assert "Next: quarterly rerun --quarter 2024Q3" in done.stdout
    assert (place / "data/decisions.csv").read_bytes().startswith(before), "what stood there stands there"
    decided = load_decisions(place / "data/decisions.csv")
    assert decided.iloc[0].tolist() == ["2024Q2", "2024Q3", "文广旅游局", *DOUBT, "same", "GDP 即地区生产总值", date.today().isoformat()]  # fmt: skip
    links = load_history().links
    assert not links["kind"].eq("doubtful").any()
    assert links["why"].eq("decided").sum() == 1
    assert "No link needs a person's word." in quarterly("review").stdout


def test_a_newer_version_that_drops_a_decided_text_is_refused_with_the_decision(quarterly, place, write_report):
    for quarter, task in ((1, "新建书房4个"), (2, "办杨梅节")):
        numeral = "一二"[quarter - 1]
        assert (
            quarterly("add", write_report(row(task, quarter=quarter), title=f"甲局2024年{numeral}季度")).returncode == 0
        )
    before = files(place)
    decided = ["2024Q1", "2024Q2", "甲局", "新建书房4个", "办杨梅节", "same", "改了任务", "2024-07-10"]
    append_decisions(place / "data/decisions.csv", pd.DataFrame([decided], columns=COLUMNS))
    done = quarterly("add", write_report(row("修路")), "--replace")
    assert done.returncode == 2
    assert "办杨梅节" in done.stderr
    assert "mend or delete these decisions" in done.stderr
    assert files(place) == before


def test_a_decision_that_could_not_be_replayed_is_not_written(place, write_report):
    store(receive(write_report(row(quarter=1), row(quarter=1), title="甲局2024年一季度"), place), place)
    store(receive(write_report(row("建书房")), place), place)
    links = pd.DataFrame([["2024Q1", "2024Q2", "甲局", "新建书房4个", "建书房", "", "", ""]], columns=COLUMNS)
    before = (place / "data/decisions.csv").read_bytes()
    with pytest.raises(ReportError, match="not just once"):
        decide_links(load_history(), links, {1: "same"}, "同一项", "2024-07-10", place / "data/decisions.csv")
    assert (place / "data/decisions.csv").read_bytes() == before


def test_review_lists_the_links_where_nobody_can_be_asked(quarterly, place, arrived):
    quarterly("add", arrived / Q3)
    done = quarterly("review", "--quarter", "2024Q3")
    assert done.returncode == 0
    assert "1. 文广旅游局" in done.stdout
    assert "quarterly review --decide 1=same" in done.stdout
    assert len(load_decisions(place / "data/decisions.csv")) == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--decide", "2=same", "--reason", "x"), "N from 1 to 1"),
        (("--decide", "1=maybe", "--reason", "x"), "N=same or N=different"),
        (("--decide", "1=same", "--decide", "1=different", "--reason", "x"), "each number once"),
        (("--decide", "1=same"), "a decision needs a reason"),
        (("--quarter", "2025Q1"), "Allowed: 2024Q2、2024Q3"),
    ],
)
def test_an_answer_that_does_not_fit_writes_nothing(quarterly, place, arrived, arguments, words):
    quarterly("add", arrived / Q3)
    before = (place / "data/decisions.csv").read_bytes()
    done = quarterly("review", *arguments)
    assert (done.returncode, words in done.stderr) == (2, True), done.stderr
    assert (place / "data/decisions.csv").read_bytes() == before


LINE = pd.DataFrame([["2024Q2", "2024Q3", "甲局", "新建书房", "建书房", "same", "同一项, 已\"问\"", "2024-10-08"]], columns=COLUMNS)  # fmt: skip


@pytest.mark.parametrize(
    ("encoding", "end", "last"), [("utf-8", "\n", "\n"), ("utf-8-sig", "\r\n", ""), ("gb18030", "\r\n", "\r\n")]
)
def test_lines_are_added_in_the_file_s_own_encoding_and_order_and_keep_every_byte(tmp_path, encoding, end, last):
    path = tmp_path / "decisions.csv"
    columns = [*reversed(COLUMNS), "谁"]
    old = ["2024-07-01", "旧理由", "different", "乙", "甲", "甲局", "2024Q2", "2024Q1", "张某"]
    path.write_bytes((end.join([",".join(columns), ",".join(old)]) + last).encode(encoding))
    before = path.read_bytes()
    append_decisions(path, LINE)
    append_decisions(path, LINE)
    assert path.read_bytes().startswith(before)
    assert load_decisions(path)["reason"].tolist() == ["旧理由", '同一项, 已"问"', '同一项, 已"问"']
    assert load_decisions(path).iloc[1].tolist() == LINE.iloc[0].tolist()


def test_a_decision_cannot_run_in_a_spreadsheet_and_is_read_as_it_was(tmp_path):
    path = tmp_path / "decisions.csv"
    hostile = LINE.assign(previous_task='=HYPERLINK("http://x")', reason="@SUM(A1)")
    append_decisions(path, hostile)
    cells = pd.read_csv(path, dtype=str).iloc[0]
    assert (cells["previous_task"][0], cells["reason"][0]) == ("'", "'")
    assert load_decisions(path).iloc[0].tolist() == hostile.iloc[0].tolist()


def test_a_broken_file_of_decisions_is_refused_and_left(tmp_path):
    path = tmp_path / "decisions.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ReportError, match="columns are missing"):
        append_decisions(path, LINE)
    assert path.read_text(encoding="utf-8") == "a,b\n1,2\n"


def test_whole_files_leave_nothing_beside_them(tmp_path):
    write_whole(tmp_path / "a", b"1")
    write_whole(tmp_path / "a", b"2")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"2"}


@pytest.mark.skipif(os.name == "nt", reason="Windows replaces no file that is open")
def test_a_reader_sees_the_old_file_or_the_new_one_and_never_a_part(tmp_path):
    write_whole(tmp_path / "a", b"old" * 100_000)
    with (tmp_path / "a").open("rb") as reading:
        write_whole(tmp_path / "a", b"new")
        assert reading.read() == b"old" * 100_000
    assert (tmp_path / "a").read_bytes() == b"new"


def on_a_terminal(answers, *arguments):
    """Run a command on a pseudo-terminal, typing each answer when its question ends; return exit code and all that was shown."""
    pty = pytest.importorskip("pty")  # which Windows has not
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "TERM": "dumb", "COLUMNS": "100"}
    command = [sys.executable, "-m", "analysis_helpers.cli.main", *map(str, arguments)]
    running = subprocess.Popen(command, env=environment, stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True)
    os.close(theirs)
    stop = threading.Timer(120, running.kill)
    stop.start()
    shown, left = b"", [(question.encode(), answer) for question, answer in answers]
    while running.poll() is None or select.select([ours], [], [], 0.1)[0]:
        try:
            if select.select([ours], [], [], 0.2)[0]:
                shown += os.read(ours, 4096)
        except OSError:  # the other end is closed
            break
        if left and left[0][0] in shown:
            shown = shown.replace(left[0][0], b"<asked>", 1)
            os.write(ours, (left.pop(0)[1] + "\n").encode())
    stop.cancel()
    os.close(ours)
    return running.wait(), shown.decode("utf-8", "replace")


def test_on_a_terminal_the_file_and_each_link_are_asked_about(place, arrived):
    answers = [("Put it into", "y"), ("s same, d different, l later", "maybe"), ("s same, d different, l later", "s"),
               ("Reason", "same thing")]  # fmt: skip
    code, shown = on_a_terminal(answers, "add", arrived / Q3)
    assert code == 0, shown
    assert load_decisions(place / "data/decisions.csv")[["decision", "reason"]].iloc[0].tolist() == [
        "same",
        "same thing",
    ]
    assert "Next: quarterly rerun --quarter 2024Q3" in shown


def test_on_a_terminal_no_means_no_and_later_means_later(place, arrived):
    code, shown = on_a_terminal([("Put it into", "n")], "add", arrived / Q3)
    assert (code, "Not added; nothing was changed." in shown) == (1, True), shown
    assert set(files(place)) == {REAL}
    code, shown = on_a_terminal([("Put it into", "y"), ("l later", "l")], "add", arrived / Q3)
    assert (code, "left for later" in shown) == (0, True), shown
    assert len(load_decisions(place / "data/decisions.csv")) == 0


# The way


def test_help_names_the_commands_in_the_order_of_work_each_in_one_line(quarterly):
    shown = quarterly("--help").stdout
    order = ["check", "add", "review", "rerun", "briefing", "lab", "clean", "sample"]
    lines = [line for line in shown.splitlines() if line.startswith("│ ") and not line.startswith("│ -")]
    assert [name for line in lines if (name := line.split()[1]) in order] == order
    steps = [line.strip() for line in shown.splitlines() if line.strip()[:2] in ("1.", "2.", "3.", "4.", "5.")]
    assert [step.split()[2] for step in steps] == ["check", "add", "review", "rerun", "briefing"]


def test_quarters_complete_from_what_is_there(place, monkeypatch):
    (place / "data/raw/2024Q3-甲局.txt").write_text("x", encoding="utf-8")
    (place / "data/raw/notes.txt").write_text("x", encoding="utf-8")
    assert complete_quarter("") == ["2024Q3", "2024Q2"]
    assert complete_quarter("2024q2") == ["2024Q2"]
    monkeypatch.setenv("QUARTERLY_PROJECT", str(place / "data"))
    assert complete_quarter("") == [], "a shell is not told of errors"


def test_the_shell_is_given_completions(place):
    environment = {**os.environ, "_QUARTERLY_COMPLETE": "complete_bash", "COMP_WORDS": "quarterly review --quarter 20",
                   "COMP_CWORD": "3"}  # fmt: skip
    command = (
        "import sys; sys.argv = ['quarterly']; from analysis_helpers.cli.main import app; app(prog_name='quarterly')"
    )
    shown = subprocess.run(
        [sys.executable, "-c", command], env=environment, capture_output=True, text=True, check=False
    )
    assert shown.stdout.split() == ["2024Q2"], shown.stderr


def test_lab_opens_working_copies_for_a_quarter_and_keeps_what_was_changed_in_them(quarterly, place):
    originals = {path.name: path.read_bytes() for path in (place / "notebooks").glob("*.ipynb")}
    done = quarterly("lab", "--quarter", "2024Q2", "--version")  # the real JupyterLab, which only says its version
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().splitlines()[-1][0].isdigit()
    copies = place / "work/2024Q2-en"
    assert sorted(path.name for path in copies.iterdir()) == sorted(
        set(originals) - {"07_province.ipynb", "explorer.ipynb"}
    ), "those that are read; the province's speaks of no quarter in data/raw, the panel chooses its own"
    for path in copies.iterdir():
        code = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
        assert 'QUARTER = "2024Q2"' in code[1].source, path.name
        assert "SAMPLE = False" in code[1].source
    (copies / "06_briefing.ipynb").write_text("mine", encoding="utf-8")
    quarterly("lab", "--quarter", "2024Q2", "--version")
    assert (copies / "06_briefing.ipynb").read_text(encoding="utf-8") == "mine"
    assert {path.name: path.read_bytes() for path in (place / "notebooks").glob("*.ipynb")} == originals


def test_lab_refuses_a_quarter_without_a_report(quarterly, place):
    done = quarterly("lab", "--quarter", "2025Q1", "--version")
    assert done.returncode == 2
    assert "Allowed: 2024Q2" in done.stderr
    assert "quarterly add FILE" in done.stderr
    assert not (place / "work").exists()
