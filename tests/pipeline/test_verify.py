"""`quarterly verify`: whole and current, stale, or torn."""

import os
import shutil
import subprocess
import sys
import zipfile

import pytest
from tests.conftest import ROW

from analysis_helpers import ReportError
from analysis_helpers.core import source_hash
from analysis_helpers.core.source_hash import hash_source
from analysis_helpers.pipeline.manifest import verify_outputs


@pytest.fixture(scope="module")
def made(project, tmp_path_factory):
    """A project with a full briefing, and one of one page in its folder that was written later, by days."""
    made = tmp_path_factory.mktemp("made")
    shutil.copytree(project / "data" / "raw", made / "data" / "raw")
    shutil.copy(project / "requirements.lock", made)
    (made / "notebooks").mkdir()
    for arguments in ([], ["--audience", "one-page", "--basis", "day"]):
        done = quarterly(made, "briefing", "--language", "zh", *arguments)
        assert done.returncode == 0, done.stderr
    return made


@pytest.fixture
def place(made, tmp_path, monkeypatch):
    """A copy to damage."""
    shutil.copytree(made, tmp_path / "place")
    monkeypatch.setenv("QUARTERLY_PROJECT", str(tmp_path / "place"))
    return tmp_path / "place"


def quarterly(place, *arguments):
    environment = {**os.environ, "QUARTERLY_PROJECT": str(place), "PYTHONIOENCODING": "utf-8", "COLUMNS": "200"}
    words = [sys.executable, "-m", "analysis_helpers.cli.main", *arguments]
    return subprocess.run(words, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)


def verify(place):
    """Exit code and what was found, of all commands."""
    verdicts = verify_outputs(place / "output" / "2024Q2")
    return max(v.exit_code for v in verdicts), [text for v in verdicts for _, text in v.found]


def test_what_was_just_written_is_whole_and_current(made):
    done = quarterly(made, "verify", str(made / "output" / "2024Q2"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "briefing, written by quarterly briefing: whole and current" in done.stdout
    assert "one-page, written by quarterly briefing: whole and current" in done.stdout


def test_each_folder_is_judged_by_its_own_manifest(place):
    """The one page that was written later is not what the full briefing had written there."""
    full, page = verify_outputs(place / "output" / "2024Q2")
    assert (full.exit_code, page.exit_code) == (0, 0)
    (place / "output/2024Q2/briefing/one-page/one-page.html").write_text("")
    full, page = verify_outputs(place / "output" / "2024Q2")
    assert (full.exit_code, page.exit_code) == (0, 2)


def test_a_report_that_changed_makes_outputs_stale(place):
    report = place / "data/raw/2024Q2-文广旅游局.txt"
    report.write_bytes(report.read_bytes() + b"\n")
    code, found = verify(place)
    assert code == 1
    assert "input 2024Q2-文广旅游局.txt has changed or is gone" in found


def test_a_report_that_came_later_makes_outputs_stale(place, write_report):
    shutil.copy(write_report(ROW), place / "data/raw/2024Q2-甲局.txt")
    assert verify(place) == (1, ["input 2024Q2-甲局.txt is new"] * 2)


def test_a_report_of_another_quarter_leaves_them_current(place, write_report):
    later = write_report(
        "新建书房4个 | 2024 | 3 | 已建成3个 | 75% | 进度超前 | 甲某 | 甲局 |", title="甲局2024年三季度重点工作"
    )
    shutil.copy(later, place / "data/raw/2024Q3-甲局.txt")
    assert verify(place) == (0, [])


@pytest.mark.parametrize("name", ["data/corrections.csv", "data/decisions.csv"])
def test_what_a_person_decided_makes_outputs_stale(project, place, name):
    shutil.copy(project / name, place / name)
    assert verify(place) == (1, [f"{name} has changed"] * 2)


def test_other_versions_of_libraries_make_outputs_stale(place):
    (place / "requirements.lock").write_text("")
    assert verify(place) == (1, ["requirements.lock has changed"] * 2)


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A copy of the library's source to edit, taken for the library's own."""
    copy = tmp_path / "package"
    shutil.copytree(source_hash.SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(source_hash, "SOURCE", copy)
    return copy


def test_other_code_makes_outputs_stale(place, package):
    assert verify(place) == (0, []), "a copy is the same code"
    formula = package / "measures" / "schedule.py"
    formula.write_bytes(formula.read_bytes() + b"\n")
    assert verify(place) == (1, ["the code of the library has changed"] * 2)


@pytest.mark.parametrize("name", ["briefing/page.html", "synthetic/province.toml", "measures/new.py"])
def test_templates_data_files_and_new_modules_are_code_too(package, name):
    before = hash_source()
    with (package / name).open("ab") as file:
        file.write(b" ")
    assert hash_source() != before


@pytest.mark.parametrize(
    "name", ["measures/__pycache__/schedule.cpython-312.pyc", "__pycache__/a.py", "measures/a.txt"]
)
def test_what_python_compiled_is_no_code(package, name):
    before = hash_source()
    (package / name).parent.mkdir(exist_ok=True)
    (package / name).write_bytes(b"x")
    assert hash_source() == before


def test_a_changed_word_of_the_vocabulary_is_not_called_changed_code(package):
    before = hash_source()
    words = package / "core" / "vocabulary" / "headers.toml"
    words.write_bytes(words.read_bytes() + b"# x")
    assert hash_source() == before


def test_code_that_moved_into_another_module_is_other_code(package):
    before = hash_source()
    (package / "measures" / "redline.py").rename(package / "measures" / "strike.py")
    assert hash_source() != before


def test_a_report_that_can_no_longer_be_read_makes_outputs_stale(place):
    (place / "data/raw/2024Q2-文广旅游局.txt").write_text("nothing")
    code, found = verify(place)
    assert code == 1
    assert "the inputs cannot be read as they are now" in found[0]


def test_an_output_that_was_cut_off_or_is_missing_is_torn(place):
    folder = place / "output/2024Q2/briefing"
    page = folder / "briefing.html"
    page.write_bytes(page.read_bytes()[:1000])
    (folder / "briefing.docx").unlink()
    code, found = verify(place)
    assert code == 2
    assert found == [
        "briefing.docx is missing",
        "briefing.html is not what was written: torn, or changed since",
    ]
    done = quarterly(place, "verify", str(place / "output" / "2024Q2"))
    assert done.returncode == 2
    assert "torn: briefing.docx is missing" in done.stdout
    assert "Next: run quarterly briefing again" in done.stdout


def test_torn_and_stale_is_torn(place):
    (place / "requirements.lock").write_text("")
    (place / "output/2024Q2/briefing/briefing.html").write_text("")
    assert verify(place)[0] == 2


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"made": "2024'])
def test_a_torn_manifest_is_torn(place, content):
    (place / "output/2024Q2/briefing/manifest.json").write_text(content)
    assert verify(place)[0] == 2


def test_a_file_of_somebody_else_is_named_and_harms_nothing(place):
    (place / "output/2024Q2/briefing/notes.txt").write_text("")
    assert verify(place) == (0, ["notes.txt was not written by this command; the next run takes it away"])


def test_a_folder_without_a_manifest_cannot_be_judged(place, tmp_path):
    with pytest.raises(ReportError, match=r"no manifest\.json here"):
        verify_outputs(place / "data")
    assert quarterly(place, "verify", str(tmp_path / "nowhere")).returncode == 2


def test_a_swap_that_a_kill_cut_off_is_ended_first(place):
    output = place / "output"
    aside = output / ".2024Q2.new"
    aside.mkdir()
    (aside / "journal.json").write_text('{"target": "2024Q2", "keep": []}')
    (output / "2024Q2").rename(aside / "new")
    assert verify(place) == (0, [])
    assert not aside.exists()


def test_a_pseudonymised_briefing_is_compared_with_the_real_files(place, write_report):
    shutil.copy(write_report(ROW), place / "data/raw/2024Q2-甲局.txt")
    done = quarterly(place, "briefing", "--pseudonymise", "--unit", "文广旅游局")
    assert done.returncode == 0, done.stderr
    assert [v.exit_code for v in verify_outputs(place / "output/2024Q2-pseudonymised")] == [0]


def test_word_and_slides_carry_the_version_and_the_digest_of_their_inputs(made):
    for name in ("briefing.docx", "briefing.pptx", "one-page/one-page.docx"):
        with zipfile.ZipFile(made / "output/2024Q2/briefing" / name) as file:
            properties = file.read("docProps/core.xml").decode()
        assert "analysis-helpers 0.1.0" in properties
        # sha256 of the report's sha256, by: printf 5d576a96…45e3bc4 | sha256sum
        assert "6ab945e4cd3d" in properties
