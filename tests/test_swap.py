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


def test_where_nothing_can_be_written(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(ReportError, match="nothing can be written here"), whole_folder(blocked / "2024Q2"):
        pass
