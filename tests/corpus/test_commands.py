import pandas as pd
import pytest
from typer.testing import CliRunner

from analysis_helpers import open_corpus
from analysis_helpers.cli.main import app


@pytest.fixture
def run():
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


def test_build_says_what_was_read_and_what_needs_a_person(run, province, tmp_path):
    told = run("corpus", "build", province / "reports", "--out", tmp_path / "dataset", "--workers", 0)
    assert told.exit_code == 1
    assert "5 districts built, 0 unchanged" in told.stdout
    unread = open_corpus(tmp_path / "dataset").findings["level"].eq("unread").sum()
    assert f"{unread} files could not be read" in told.stdout
    again = run("corpus", "build", province / "reports", "--out", tmp_path / "dataset", "--workers", 0)
    assert "0 districts built, 5 unchanged" in again.stdout


def test_build_of_clean_files_ends_with_0_and_of_none_with_2(run, province, tmp_path):
    files = pd.read_csv(province / "truth" / "files.csv", encoding="utf-8-sig")
    for file in files[files["damage"].isna() & files["district"].notna()].head(3).itertuples():
        target = tmp_path / "clean" / file.district / file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((province / file.file).read_bytes())
    assert run("corpus", "build", tmp_path / "clean", "--out", tmp_path / "a", "--workers", 0).exit_code == 0
    (tmp_path / "none").mkdir()
    nothing = run("corpus", "build", tmp_path / "none", "--out", tmp_path / "b", "--workers", 0)
    assert nothing.exit_code == 2
    assert "there is no report here" in nothing.stderr


def test_measure_prints_a_table_or_writes_it(run, built, tmp_path):
    shown = run("corpus", "measure", built, "measure_concentration", "--quarter", "2024Q2", "--by", "unit")
    assert shown.exit_code == 0
    assert all(district in shown.stdout for district in open_corpus(built).districts)
    for name in ("table.csv", "table.parquet"):
        assert run("corpus", "measure", built, "measure_progress", "--out", tmp_path / name).exit_code == 0
    written = pd.read_csv(tmp_path / "table.csv", encoding="utf-8-sig")
    assert written["tasks"].tolist() == pd.read_parquet(tmp_path / "table.parquet")["tasks"].tolist()
    assert written["district"].tolist() == open_corpus(built).districts


def test_a_measure_that_there_is_not_is_named_with_those_there_are(run, built):
    told = run("corpus", "measure", built, "measure_luck")
    assert told.exit_code == 2
    assert "measure_progress" in told.stderr


def test_query_answers_in_a_table(run, built, tmp_path):
    told = run("corpus", "query", built, "SELECT count(*) AS n FROM tasks")
    assert told.stdout.split() == ["n", str(open_corpus(built).summary["tasks"].sum())]
    assert run("corpus", "query", built, "SELEKT").exit_code == 2
    assert run("corpus", "query", tmp_path, "SELECT 1").exit_code == 2


def test_sample_writes_a_corpus_and_says_what_is_in_it(run, tmp_path):
    told = run("sample", "--districts", 2, "--bureaus", 2, "--quarters", 1, "--tasks", 3, "--out", tmp_path / "sample")
    assert told.exit_code == 0
    assert "4 files of 2 districts" in told.stdout
    assert "合成数据" in told.stdout
    assert run("sample", "--districts", 2).exit_code == 2, "never into data/sample"


def test_help_names_the_exit_codes(run):
    assert "Exit code 0" in run("corpus", "build", "--help").stdout


def test_build_sample_and_query_speak_chinese(run, province, built, tmp_path):
    told = run("corpus", "build", province / "reports", "--out", tmp_path / "d", "--workers", 0, "--language", "zh")
    assert "建成5个区，未变0个" in told.stdout
    assert "个文件无法读取" in told.stdout
    assert "全部列出：quarterly corpus query" in told.stderr
    folder = tmp_path / "sample"
    made = run("sample", "--districts", 2, "--bureaus", 2, "--quarters", 1, "--out", folder, "--language", "zh")
    assert "2个区的4个文件" in made.stdout
    assert "全部是合成数据" in made.stdout
    told = run("corpus", "query", built, "SELECT task FROM tasks", "--language", "zh")
    assert "--out 文件 写出全部" in told.stdout
