"""What arrives with an odd name, and what lies in our own folders as a link, changes nothing elsewhere."""

import shutil
from contextlib import suppress

import pytest
from tests.conftest import HEADER

from analysis_helpers import ReportError, load_history
from analysis_helpers.linkage.history import files_in
from analysis_helpers.pipeline.inbox import receive, store


@pytest.fixture
def place(project, tmp_path, monkeypatch):
    place = tmp_path / "place"
    (place / "data/raw").mkdir(parents=True)
    shutil.copytree(project / "notebooks", place / "notebooks")
    monkeypatch.setenv("QUARTERLY_PROJECT", str(place))
    return place


def arrive(tmp_path, unit, task="修路"):
    text = "\n".join([f"{unit}2024年二季度 |", HEADER, f"{task} | 2024 | 2 | 已修 | 55% | 进度超前 | 甲某 | {unit} |"])
    file = tmp_path / f"{task}.txt"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    "unit",
    ["../../x", "/etc/x", "CON", "nul", "COM1", "..", ".", "a\\b", "长" * 61 + "局", "长" * 999 + "局", "长" * 99],
)
def test_a_unit_that_can_be_no_name_of_a_file_is_refused(place, tmp_path, unit):
    with pytest.raises(ReportError):
        store(receive(arrive(tmp_path, "甲局"), place, unit=unit), place)
    assert list((place / "data/raw").iterdir()) == []
    with suppress(ReportError):  # a cell may name two units on either side of a /
        assert store(receive(arrive(tmp_path, unit), place), place).parent == place / "data/raw"
    assert {path.name for path in tmp_path.iterdir()} == {"place", "修路.txt"}


def test_of_two_that_arrive_at_once_the_second_is_told(place, tmp_path):
    first, second = (receive(arrive(tmp_path, "甲局", task), place) for task in ("修路", "建桥"))
    stored = store(first, place)
    with pytest.raises(ReportError, match="meanwhile"):
        store(second, place)
    assert stored.read_bytes() == first.content
    assert [path.name for path in (place / "data/raw").iterdir()] == [first.name]


def test_a_link_out_of_the_project_is_refused_and_one_inside_is_read(place, tmp_path):
    outside = arrive(tmp_path, "甲局")
    link = place / "data/raw/2024Q2-甲局.txt"
    link.symlink_to(outside)
    with pytest.raises(ReportError, match="link") as refused:
        load_history()
    assert "链接" in refused.value.say("zh")
    link.unlink()
    (place / "store").mkdir()
    shutil.move(outside, place / "store" / "a.txt")
    link.symlink_to(place / "store" / "a.txt")
    assert files_in(place / "data/raw") == [link]
    (place / "store" / "a.txt").unlink()
    with pytest.raises(ReportError, match="link"):
        load_history()
