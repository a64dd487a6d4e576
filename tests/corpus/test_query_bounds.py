"""A question in SQL reaches the dataset and nothing else."""

import pytest

from analysis_helpers import ReportError, open_corpus
from analysis_helpers.corpus import dataset

REACHING = [
    "SELECT * FROM read_csv('/etc/passwd', header=false, sep=':')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM glob('/etc/*')",
    "COPY (SELECT 1) TO '{out}'",
    "ATTACH '{out}' AS e",
    "EXPORT DATABASE '{out}'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET enable_external_access = true",
    "SET memory_limit = '100GB'",
    "RESET lock_configuration",
    "CREATE TABLE t AS SELECT 1",
    "DROP VIEW tasks",
    "SELECT 1; SELECT 2",
    "PRAGMA database_list",
    "",
    "SELECT getenv('HOME')",
]


@pytest.mark.parametrize("sql", REACHING)
def test_a_question_reads_and_writes_nothing_else(built, tmp_path, sql):
    with pytest.raises(ReportError):
        open_corpus(built).query(sql.format(out=tmp_path / "out"))
    assert list(tmp_path.iterdir()) == []


def test_questions_on_the_views_are_answered(built):
    corpus = open_corpus(built)
    assert corpus.query("SELECT count(*) AS n FROM tasks")["n"].tolist() == [sum(corpus.summary["tasks"])]
    assert "quarter" in corpus.query("DESCRIBE tasks")["column_name"].tolist()
    assert corpus.query("WITH t AS (SELECT 1 AS x) SELECT x FROM t")["x"].tolist() == [1]
    assert len(corpus.query("SUMMARIZE findings"))


def test_a_question_without_end_is_stopped(built, monkeypatch):
    monkeypatch.setattr(dataset, "SECONDS", 1)
    with pytest.raises(ReportError, match="1 seconds") as refused:
        open_corpus(built).query("SELECT count(*) FROM range(10000000000) a, range(10000000000) b")
    assert "已停止" in refused.value.say("zh")
