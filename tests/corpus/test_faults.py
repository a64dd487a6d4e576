"""Real processes that are killed, run out of memory, or find the disk full."""

import os
import shutil
import signal
import subprocess
import sys
import time

import pytest
from tests.corpus.trees import tree

from analysis_helpers import build_corpus, open_corpus

pytestmark = pytest.mark.slow  # whole builds whose workers are killed, starved or out of disk


unix = pytest.mark.skipif(sys.platform == "win32", reason="kills with SIGKILL, which Windows does not have")
QUIET = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}


def command(source, dataset, *options):
    """The command in a session of its own, so that all of its processes can be ended at once."""
    words = [sys.executable, "-m", "analysis_helpers.cli.main", "corpus", "build", str(source), "--out", str(dataset)]
    return subprocess.Popen([*words, *map(str, options)], start_new_session=True, **QUIET)


def wait_for(condition, process, seconds=60):
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert process.poll() is None, f"ended before: {process.communicate()}"
        assert time.monotonic() < end
        time.sleep(0.005)
    return found


def workers_of(process):
    import psutil

    spawned = psutil.Process(process.pid).children(recursive=True)
    return [child for child in spawned if "spawn_main" in " ".join(child.cmdline())]


def reading(dataset):
    return list(dataset.glob(".building/*/*.reading"))


@unix
def test_workers_give_what_a_plain_loop_gives_though_one_is_killed(province, built, tmp_path):
    process = command(province / "reports", tmp_path / "dataset", "--workers", 2)
    wait_for(lambda: reading(tmp_path / "dataset"), process)
    before = workers_of(process)
    assert len(before) == 2
    for worker in before:  # whichever of them is at work
        worker.send_signal(signal.SIGKILL)
    told = process.communicate()
    assert process.returncode == 1, told
    assert "Not built" not in told[1]
    assert tree(tmp_path / "dataset") == tree(built)


@unix
def test_a_build_that_was_killed_goes_on_where_it_was(province, built, tmp_path):
    dataset = tmp_path / "dataset"
    process = command(province / "reports", dataset, "--workers", 2)
    wait_for(lambda: list((dataset / "manifests").glob("[!.]*.json")) and reading(dataset), process)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    some = open_corpus(dataset)
    assert 0 < len(some.districts) < 5
    assert some.query("SELECT count(*) AS n FROM tasks")["n"].item() == some.summary["tasks"].sum()
    again = build_corpus([province / "reports"], dataset, workers=0)
    assert set(again.skipped) == set(some.stored)
    assert tree(dataset) == tree(built)


@unix
def test_workers_that_outlive_their_build_change_nothing(province, built, tmp_path):
    dataset = tmp_path / "dataset"
    process = command(province / "reports", dataset, "--workers", 2)
    wait_for(lambda: reading(dataset), process)
    process.kill()  # it alone
    process.wait()
    build_corpus([province / "reports"], dataset, workers=0)
    assert tree(dataset) == tree(built)


@unix
def test_a_district_too_large_for_a_worker_is_named_and_the_rest_is_built(province, built, tmp_path):
    source = shutil.copytree(province / "reports", tmp_path / "reports")
    (source / "巨大区").mkdir()
    with (source / "巨大区" / "2024Q1-统计局.csv").open("w", encoding="utf-8") as file:
        file.write("巨大区统计局2024年一季度重点工作（合成数据）,,\n工作任务,进展情况,形象进度,责任单位\n")
        told = "已核查{}户，其余正在组织实施，资料同步归档，剩余部分已排定计划"
        file.writelines(
            f"核查第{n}号低保家庭{n % 97}户,{told.format(n)},{n % 20 * 5}%,统计局\n" for n in range(490_000)
        )
    process = command(source, tmp_path / "dataset", "--workers", 1, "--memory", "600MB")
    told = process.communicate()
    assert process.returncode == 1, told
    assert "Not built: 巨大区" in told[1]
    assert "2024Q1-统计局.csv" in told[1]
    assert tree(tmp_path / "dataset") == tree(built)


@pytest.fixture
def small_disk(tmp_path):
    """A file system of its own, too small for the dataset."""
    place = tmp_path / "disk"
    place.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=150k", "tmpfs", str(place)]
    if not shutil.which("mount") or subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("a disk of one's own cannot be mounted here; it needs Linux and root's rights")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.parametrize("workers", [0, 2])
def test_a_full_disk_is_one_message_and_the_build_goes_on_when_there_is_room(workers, province, built, small_disk):
    dataset = small_disk / "dataset"
    process = command(province / "reports", dataset, "--workers", workers)
    told = process.communicate()
    assert process.returncode == 2, told
    assert "No space left on device" in told[1]
    assert "Traceback" not in told[1]
    some = open_corpus(dataset)
    assert some.query("SELECT count(*) AS n FROM tasks")["n"].item() == some.summary["tasks"].sum()
    subprocess.run(["mount", "-o", "remount,size=10m", str(small_disk)], check=True)
    build_corpus([province / "reports"], dataset, workers=0)
    assert tree(dataset) == tree(built)
