import pytest

from analysis_helpers import ReportError
from analysis_helpers.swap import whole_folder


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
