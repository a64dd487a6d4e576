import os
import shutil
import signal
import subprocess
import sys
import time

import docx
import matplotlib.pyplot as plt
import numpy as np
import pytest
import xlsxwriter
from tests import kill

from analysis_helpers import ReportError
from analysis_helpers.core.atomic_write import settle, whole_folder

unix = pytest.mark.skipif(sys.platform == "win32", reason="kills with SIGKILL, which Windows does not have")


def test_a_whole_folder_replaces_the_old_one(tmp_path):
    target = tmp_path / "output" / "2024Q2"
    for content in ("old", "new"):
        with whole_folder(target) as folder:
            (folder / "a.txt").write_text(content)
    assert (target / "a.txt").read_text() == "new"
    assert [path.name for path in target.parent.iterdir()] == ["2024Q2"]


def test_a_failure_leaves_the_old_folder_and_nothing_else(tmp_path):
    target = tmp_path / "2024Q2"
    with whole_folder(target) as folder:
        (folder / "a.txt").write_text("old")
    with pytest.raises(IsADirectoryError), whole_folder(target) as folder:
        folder.write_text("torn")
    assert (target / "a.txt").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["2024Q2"]


def test_what_belongs_to_another_command_stays(tmp_path):
    target = tmp_path / "2024Q2"
    (target / "briefing").mkdir(parents=True)
    (target / "briefing" / "a.txt").write_text("kept")
    (target / "old.txt").write_text("old")
    with whole_folder(target, keep=["briefing", "nowhere"]) as folder:
        (folder / "new.txt").write_text("new")
    assert sorted(path.name for path in target.iterdir()) == ["briefing", "new.txt"]
    assert (target / "briefing" / "a.txt").read_text() == "kept"


def test_a_failure_leaves_what_belongs_to_another_command(tmp_path):
    target = tmp_path / "2024Q2"
    (target / "briefing").mkdir(parents=True)
    with pytest.raises(RuntimeError), whole_folder(target, keep=["briefing"]):
        raise RuntimeError
    assert (target / "briefing").is_dir()


def test_where_nothing_can_be_written(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(ReportError, match="nothing can be written here"), whole_folder(blocked / "2024Q2"):
        pass


@unix
@pytest.mark.parametrize("part", ["whole", "briefing"])
def test_a_run_killed_before_any_change_of_the_disk_leaves_one_whole_run(tmp_path, part):
    """Every step of a run in turn is its last; the next one finds and leaves outputs that are whole and of one run."""
    root, seen, step = tmp_path / "output" / "2024Q2", set(), 0
    while True:
        kill.publish(root, 1, "whole")
        kill.publish(root, 1, "briefing")
        writer = kill.start(kill.publish_and_die, root, 2, part, step)
        writer.join()
        settle(root.parent)
        found = kill.stands(root)
        assert found in {(1, 1), (2, 1) if part == "whole" else (1, 2)}
        assert [path.name for path in root.parent.iterdir() if path.suffix == ".new"] == []
        seen.add(found)
        if writer.exitcode == 0:
            break
        assert writer.exitcode == -9
        step += 1
    assert step > 25
    assert len(seen) == 2, "some kills leave the old run, some the new one"


@unix
def test_an_undo_that_is_cut_off_is_ended_too(tmp_path):
    """The rename into place fails, and the run is killed on its way back."""
    target = tmp_path / "2024Q2"
    aside = tmp_path / ".2024Q2.new"
    (aside / "new" / "briefing").mkdir(parents=True)
    (aside / "old").mkdir()
    (aside / "new" / "a.txt").write_text("new")
    (aside / "old" / "a.txt").write_text("old")
    (aside / "journal.json").write_text('{"target": "2024Q2", "keep": ["briefing"]}')
    settle(tmp_path)
    assert (target / "a.txt").read_text() == "new"
    assert (target / "briefing").is_dir()
    assert [path.name for path in tmp_path.iterdir()] == ["2024Q2"]


def begin_swap(tmp_path, journal):
    """A swap that was cut off with this journal, beside an old run and a folder of somebody else."""
    aside = tmp_path / "output" / ".2024Q2.new"
    for place, content in (
        (aside / "new", "new"),
        (tmp_path / "output" / "2024Q2", "old"),
        (tmp_path / "mine", "mine"),
    ):
        place.mkdir(parents=True)
        (place / "a.txt").write_text(content)
    (aside / "journal.json").write_text(journal)
    return tmp_path / "output" / "2024Q2", aside


@pytest.mark.parametrize("journal", ["", "{", "[]", '{"target": "2024Q2"}', '{"target": 1, "keep": []}', "\0\0\0\0"])
def test_a_journal_that_was_lost_with_the_power_stops_nothing(tmp_path, journal):
    target, aside = begin_swap(tmp_path, journal)
    settle(target.parent)
    assert (target / "a.txt").read_text() == "old"
    assert not aside.exists()
    with whole_folder(target) as folder:
        (folder / "a.txt").write_text("newer")
    assert (target / "a.txt").read_text() == "newer"


def test_where_the_journal_was_lost_midway_the_old_folder_stands_again(tmp_path):
    target, aside = begin_swap(tmp_path, "")
    target.rename(aside / "old")
    settle(target.parent)
    assert (target / "a.txt").read_text() == "old"
    assert not aside.exists()


@pytest.mark.parametrize(
    "journal",
    ['{"target": "../mine", "keep": []}', '{"target": ".", "keep": []}', '{"target": "2024Q2/../../mine", "keep": []}',
     '{"target": "2024Q2", "keep": ["../../mine"]}', '{"target": "2024Q2", "keep": [".."]}', '{"target": "2024Q3", "keep": []}'],
)  # fmt: skip
def test_a_journal_that_names_a_place_outside_is_refused_and_nothing_changes(tmp_path, journal):
    target, aside = begin_swap(tmp_path, journal)
    with pytest.raises(ReportError, match=r"names a place outside of 2024Q2/(.|\n)*delete .*\.2024Q2\.new"):
        settle(target.parent)
    with pytest.raises(ReportError, match="names a place outside"), whole_folder(target):
        pass
    assert (tmp_path / "mine" / "a.txt").read_text() == "mine"
    assert (target / "a.txt").read_text() == "old"
    assert (aside / "new" / "a.txt").read_text() == "new"


@unix
def test_writers_killed_at_random_moments_leave_whole_runs(tmp_path):
    assert kill.kill_writers(tmp_path, 25, seed=7)["killed"] == 25


@unix
def test_a_second_run_says_that_it_waits_and_does_not_mix(tmp_path):
    root, heard = tmp_path / "2024Q2", []
    first = kill.start(kill.publish, root, 1, "whole", 0.2)
    while not list(tmp_path.glob(".*.new")):
        time.sleep(0.01)
    kill.publish(root, 2, "briefing", waiting=lambda: heard.append(kill.stands(root)))
    first.join()
    assert heard == [(None, None)], "told once, while the first was still at it"
    assert kill.stands(root) == (1, 2)


@unix
def test_what_a_killed_run_had_started_holds_no_lock(tmp_path):
    """A program that outlives its run, as a kernel may, does not keep the next run waiting."""
    root = tmp_path / "2024Q2"
    script = (
        "import os, subprocess, sys, pathlib; from analysis_helpers.core.atomic_write import whole_folder\n"
        "with whole_folder(pathlib.Path(sys.argv[1])):\n"
        "    left = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'],\n"
        "        close_fds=False, stdout=subprocess.DEVNULL)\n"
        "    print(left.pid, flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    dead = subprocess.run([sys.executable, "-c", script, str(root)], stdout=subprocess.PIPE, text=True, check=False)
    left = int(dead.stdout)
    try:
        os.kill(left, 0)  # it lives
        with whole_folder(root, waiting=lambda: pytest.fail("the lock is still held")) as folder:
            (folder / "a.txt").write_text("new")
    finally:
        os.kill(left, signal.SIGKILL)
    assert [path.name for path in tmp_path.iterdir()] == ["2024Q2"]


@pytest.fixture
def small_disk(tmp_path):
    """A file system of its own, of 256 KB."""
    place = tmp_path / "disk"
    place.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)]
    if not shutil.which("mount") or subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("a disk of one's own cannot be mounted here; it needs Linux and root's rights")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_is_one_sentence_and_leaves_what_stood_there(small_disk):
    target = small_disk / "2024Q2"
    with whole_folder(target) as folder:
        (folder / "a.txt").write_text("old")
    with pytest.raises(ReportError, match="the disk is full"), whole_folder(target) as folder:
        (folder / "b.txt").write_bytes(bytes(400_000))
    assert [path.name for path in small_disk.iterdir()] == ["2024Q2"]
    assert [path.name for path in target.iterdir()] == ["a.txt"]


def _write_word(path, content):
    document = docx.Document()
    document.add_paragraph(content * 2)
    document.save(path)


def _write_workbook(path, content):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row in range(100):
            sheet.write(row, 0, content[row * 4000 : row * 4000 + 30000])


def _write_picture(path, content):
    figure = plt.figure(figsize=(6, 6))
    figure.figimage(np.frombuffer(content.encode(), dtype="uint8").reshape(625, 640))
    figure.savefig(path)
    plt.close(figure)


@pytest.mark.parametrize("kind", ["docx", "xlsx", "png"])
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # a zip that closes on a full disk
def test_a_full_disk_is_the_same_sentence_whoever_writes(small_disk, kind):
    """Libraries wrap what the disk says into errors of their own."""
    write = {"docx": _write_word, "xlsx": _write_workbook, "png": _write_picture}[kind]
    with pytest.raises(ReportError, match="the disk is full"), whole_folder(small_disk / "2024Q2") as folder:
        write(folder / f"a.{kind}", os.urandom(200_000).hex())
    assert list(small_disk.iterdir()) == []


def test_a_read_only_folder_is_one_sentence_and_leaves_what_stood_there(small_disk):
    target = small_disk / "2024Q2"
    with whole_folder(target) as folder:
        (folder / "a.txt").write_text("old")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(ReportError, match=r"nothing can be written here \(Read-only"), whole_folder(target):
        pass
    assert (target / "a.txt").read_text() == "old"
    settle(small_disk)


def test_a_fault_of_our_own_is_not_called_a_full_disk(tmp_path):
    with pytest.raises(FileNotFoundError), whole_folder(tmp_path / "2024Q2") as folder:
        (folder / "nowhere" / "a.txt").read_text()
