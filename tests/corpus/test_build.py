import json
import shutil
import subprocess
import sys

import pandas as pd
import pytest
from tests.corpus.trees import read_plainly, tree

from analysis_helpers import ReportError, build_corpus, load_history, load_report, open_corpus
from analysis_helpers.core import source_hash
from analysis_helpers.corpus.district import READING_ROOMS
from analysis_helpers.linkage.history import gather_reports


def test_every_task_of_every_file_that_can_be_read_is_there(province, built):
    truth = pd.read_csv(province / "truth" / "tasks.csv", encoding="utf-8-sig")
    files = pd.read_csv(province / "truth" / "files.csv", encoding="utf-8-sig")
    whole = files[files["damage"].isna() & files["district"].notna()][["district", "name"]]
    expected = truth.merge(whole, on=["district", "name"])
    found = open_corpus(built).query("SELECT district, source_file AS name, source_row, task, progress_pct FROM tasks")
    both = expected.merge(found, on=["district", "name", "source_row"], how="left", suffixes=("", "_read"))
    assert len(both) == len(expected) > 250
    assert both["task"].equals(both["task_read"])
    assert (
        both["progress_pct"].eq(both["progress_pct_read"])
        | both["progress_pct"].isna() & both["progress_pct_read"].isna()
    ).all()


def test_what_the_truth_calls_broken_is_a_finding_and_the_rest_is_read(province, tmp_path):
    source = shutil.copytree(province / "reports", tmp_path / "reports")
    district = sorted(source.iterdir())[0]
    (district / "2024Q1-气象局.xlsx").write_bytes(b"")
    (district / "2024Q1-档案馆.txt").write_bytes(b"\x89PNG\r\n\x1a\n")
    built = build_corpus([source], tmp_path / "dataset", workers=0)
    unread = built.findings[built.findings["level"].eq("unread")].set_index("file")["words"]
    assert built.exit_code == 1
    assert "the file is empty" in unread["2024Q1-气象局.xlsx"]
    assert "this is a picture" in unread["2024Q1-档案馆.txt"]
    files = pd.read_csv(province / "truth" / "files.csv", encoding="utf-8-sig")
    assert set(files.loc[files["damage"].isin(["empty", "picture"]), "name"]) <= set(unread.index)
    assert built.files - len(unread) == open_corpus(tmp_path / "dataset").summary["reports"].sum()


def test_a_second_build_reads_only_what_changed(province, tmp_path):
    source = shutil.copytree(province / "reports", tmp_path / "reports")
    build_corpus([source], tmp_path / "dataset", workers=0)
    before = tree(tmp_path / "dataset")
    again = build_corpus([source], tmp_path / "dataset", workers=0)
    assert (again.built, len(again.skipped)) == ([], 5)
    assert tree(tmp_path / "dataset") == before
    changed = sorted(source.iterdir())[2]
    next(iter(sorted(changed.iterdir()))).unlink()
    third = build_corpus([source], tmp_path / "dataset", workers=0)
    assert third.built == [changed.name]
    fresh = tmp_path / "fresh"
    build_corpus([source], fresh, workers=0)
    assert tree(tmp_path / "dataset") == tree(fresh), "what the old files left is gone"


def test_another_version_of_the_library_builds_anew(province, tmp_path, monkeypatch):
    build_corpus([province / "reports"], tmp_path / "dataset", workers=0)
    monkeypatch.setattr("analysis_helpers.corpus.build.__version__", "9.9")
    assert len(build_corpus([province / "reports"], tmp_path / "dataset", workers=0).built) == 5


@pytest.mark.parametrize(("name", "anew"), [("cleaning/percent.py", 5), ("charts/theme.py", 0)])
def test_only_changed_code_that_reads_reports_builds_anew(province, built, tmp_path, monkeypatch, name, anew):
    package = tmp_path / "package"
    shutil.copytree(source_hash.SOURCE, package, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(source_hash, "SOURCE", package)
    dataset = shutil.copytree(built, tmp_path / "dataset")
    assert build_corpus([province / "reports"], dataset, workers=0).built == []
    (package / name).write_bytes((package / name).read_bytes() + b"\n")
    assert len(build_corpus([province / "reports"], dataset, workers=0).built) == anew


def test_the_rooms_whose_code_is_hashed_are_all_that_a_build_loads(province, tmp_path):
    code = f"""
import sys
from analysis_helpers.corpus.build import build_corpus
build_corpus([{str(province / "reports")!r}], {str(tmp_path / "dataset")!r}, workers=0)
print(*{{name.split(".")[1] for name in sys.modules if name.startswith("analysis_helpers.")}})
"""
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert set(shown.split()) <= set(READING_ROOMS)


def test_a_district_comes_back_as_its_files_give_it(province, built):
    for folder in sorted((province / "reports").iterdir()):
        history = gather_reports(read_plainly(folder))
        stored = load_history(built, district=folder.name)
        pd.testing.assert_frame_equal(history.tasks, stored.tasks)
        pd.testing.assert_frame_equal(history.links, stored.links)
        pd.testing.assert_frame_equal(history.sources, stored.sources)
        pd.testing.assert_frame_equal(history.ledger, stored.ledger, check_dtype=False, check_categorical=False)
        assert len(stored.select("2024Q2").tasks) < len(stored.select("2024Q2").so_far.tasks) < len(stored.tasks)


def test_a_dataset_without_a_district_names_those_there_are(province, built):
    with pytest.raises(ReportError, match="a dataset is opened district by district") as error:
        load_history(built)
    assert all(folder.name in str(error.value) for folder in (province / "reports").iterdir())


def test_files_in_folders_below_a_district_keep_apart(province, tmp_path):
    flat = sorted((province / "reports").iterdir())[0]
    for path in flat.iterdir():
        quarter, name = path.name.split("-", 1)
        target = tmp_path / "reports" / flat.name / quarter
        target.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target / name)
    build_corpus([tmp_path / "reports"], tmp_path / "dataset", workers=0)
    tasks = load_history(tmp_path / "dataset", district=flat.name).tasks
    read = gather_reports(read_plainly(flat)).tasks
    assert len(tasks) == len(read)
    assert tasks["source_file"].str.match(r"2024Q[1-3]/").all()


def test_a_file_in_no_folder_belongs_to_the_district_of_its_title(province, tmp_path):
    folder = sorted((province / "reports").iterdir())[0]
    shutil.copytree(folder, tmp_path / "reports")
    (tmp_path / "reports" / "2024Q1-气象局.txt").write_text(
        "2024年一季度重点工作（合成数据） |\n工作任务 | 形象进度 | 责任单位 |\n更新雷达 | 25% | 气象局 |\n",
        encoding="utf-8",
    )
    built = build_corpus([tmp_path / "reports"], tmp_path / "dataset", workers=0)
    assert open_corpus(tmp_path / "dataset").districts == [folder.name]
    lost = built.findings[built.findings["file"].eq("2024Q1-气象局.txt")].iloc[0]
    assert "of which district" in lost["words"]


def test_two_files_that_report_the_same_are_both_left_out_and_named(province, tmp_path):
    source = shutil.copytree(province / "reports", tmp_path / "reports")
    folder = sorted(source.iterdir())[0]
    text = "区气象局2024年一季度重点工作（合成数据） |\n工作任务 | 形象进度 | 责任单位 |\n更新雷达 | {}% | 气象局 |\n"
    for name, percent in (("甲.txt", 25), ("乙.txt", 30)):
        (folder / name).write_text(text.format(percent), encoding="utf-8")
    built = build_corpus([source], tmp_path / "dataset", workers=0)
    words = built.findings.set_index("file")["words"]
    assert words["甲.txt"] == "it reports the same as 乙.txt"
    assert words["乙.txt"] == "it reports the same as 甲.txt"
    assert built.lost == {}


def test_no_correction_and_no_word_of_a_project_reaches_a_corpus(province, built, monkeypatch, tmp_path):
    district = open_corpus(built).districts[0]
    named = load_history(built, district=district).tasks.dropna(subset=["progress_pct"]).iloc[0]
    project = tmp_path / "project"
    for name in ("data/raw", "notebooks"):
        (project / name).mkdir(parents=True)
    row = f"{named['source_file']},{named['source_row']},progress_pct,{named['progress_pct']:.0f}%,99%,试,2024-07-01\n"
    (project / "data" / "corrections.csv").write_text(
        "file,source_row,column,old,new,reason,date\n" + row, encoding="utf-8"
    )
    monkeypatch.setenv("QUARTERLY_PROJECT", str(project))
    assert load_report(province / "reports" / district / named["source_file"]).tasks["progress_pct"].eq(99).any()
    (project / "data" / "vocabulary").mkdir()
    (project / "data" / "vocabulary" / "words.csv").write_text(
        "kind,word,means,unit,file,reason,date\nstatus,超前,behind,,a.txt,试,2024-07-01\nstatus,进度超前,behind,,a.txt,试,2024-07-01\n",
        encoding="utf-8",
    )
    build_corpus([province / "reports"], tmp_path / "dataset", workers=0)
    assert tree(tmp_path / "dataset") == tree(built)


def test_only_what_a_manifest_names_is_read(province, built, tmp_path):
    dataset = shutil.copytree(built, tmp_path / "dataset")
    torn = next((dataset / "tasks").rglob("*.parquet"))
    torn.with_name("0123456789abcdef.parquet").write_bytes(torn.read_bytes()[:100])
    (dataset / "manifests" / ".某区.json.new").write_text("{")
    corpus = open_corpus(dataset)
    assert corpus.query("SELECT count(*) AS n FROM tasks")["n"].item() == corpus.summary["tasks"].sum()
    build_corpus([province / "reports"], dataset, workers=0)
    assert tree(dataset) == tree(built), "the next build takes it away"


def test_a_dataset_is_never_put_over_something_else(province, tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(ReportError, match="holds something that is no dataset"):
        build_corpus([province / "reports"], tmp_path, workers=0)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_name_that_a_path_cannot_hold_comes_back(province, tmp_path):
    folder = sorted((province / "reports").iterdir())[0]
    shutil.copytree(folder, tmp_path / "reports" / "a=b%20 '区")
    build_corpus([tmp_path / "reports"], tmp_path / "data'set", workers=0)
    corpus = open_corpus(tmp_path / "data'set")
    assert corpus.query("SELECT DISTINCT district FROM tasks")["district"].tolist() == ["a=b%20 '区"]
    assert set(pd.read_json(next((tmp_path / "data'set" / "manifests").iterdir()), typ="series").index) >= {"district"}


@pytest.mark.parametrize("missing", ["distributed", "duckdb"])
def test_a_missing_extra_is_one_message(missing, built, tmp_path):
    code = f"""
import sys
sys.modules[{missing!r}] = None
from analysis_helpers import ReportError, open_corpus
corpus = open_corpus({str(built)!r})
try:
    corpus.map(len, workers=2) if {missing!r} == "distributed" else corpus.query("SELECT 1")
except ReportError as error:
    print(error)
"""
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert 'pip install "analysis-helpers[scale]"' in shown


def test_the_small_walk_loads_neither_dask_nor_duckdb():
    code = """
import sys, analysis_helpers as ah
tasks = ah.load_history().tasks
ah.measure_progress(tasks)
ah.plot_deviation(tasks)
print([name for name in ("dask", "distributed", "duckdb") if name in sys.modules])
"""
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "[]"


def test_the_manifest_says_what_its_files_were_made_from(province, built):
    folder = sorted((province / "reports").iterdir())[0]
    manifest = json.loads((built / "manifests" / f"{folder.name}.json").read_text(encoding="utf-8"))
    assert [entry["file"] for entry in manifest["made_from"]["files"]] == sorted(path.name for path in folder.iterdir())
    assert manifest["made_from"]["version"]
