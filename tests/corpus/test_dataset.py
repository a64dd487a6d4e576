import pandas as pd
import pytest
from tests.corpus.trees import read_plainly

import analysis_helpers as ah
from analysis_helpers import ReportError, open_corpus
from analysis_helpers.linkage.history import gather_reports


@pytest.fixture(scope="module")
def corpus(built):
    return open_corpus(built)


@pytest.fixture(scope="module")
def plainly(province):
    """What a plain loop over the folders reads: one history for each district."""
    return {path.name: gather_reports(read_plainly(path)) for path in sorted((province / "reports").iterdir())}


def test_a_measure_mapped_is_the_measure_of_each_district(corpus, plainly):
    mapped = corpus.map(ah.measure_concentration, by="unit")
    loop = [
        ah.measure_concentration(history.tasks, by="unit").assign(district=name) for name, history in plainly.items()
    ]
    expected = pd.concat(loop, ignore_index=True)
    pd.testing.assert_frame_equal(mapped, expected[["district", *expected.columns.drop("district")]])


def test_workers_give_the_same_as_this_process(corpus):
    pd.testing.assert_frame_equal(
        corpus.map(ah.measure_progress, "2024Q2", workers=2), corpus.map(ah.measure_progress, "2024Q2")
    )


def test_a_measure_of_histories_sees_the_quarters_before(corpus, plainly):
    mapped = corpus.map(ah.measure_change, "2024Q2")
    for name, history in plainly.items():
        own = mapped[mapped["district"].eq(name)].drop(columns="district").reset_index(drop=True)
        expected = ah.measure_change(history, "2024Q2")
        assert own["movement"].astype(str).tolist() == expected["movement"].astype(str).tolist()
        assert own["delta_pp"].tolist() == expected["delta_pp"].tolist()


def test_any_function_of_tasks_can_be_mapped(corpus, plainly):
    mapped = corpus.map(lambda tasks: len(tasks)).set_index("district")["value"]
    assert mapped.to_dict() == {name: len(history.tasks) for name, history in plainly.items()}


def test_a_district_without_the_quarter_is_a_row_of_missing_values(corpus, plainly, province, tmp_path):
    first = corpus.districts[0]
    import shutil

    source = shutil.copytree(province / "reports", tmp_path / "reports")
    for path in (source / first).glob("2024Q3-*"):
        path.unlink()
    ah.build_corpus([source], tmp_path / "dataset", workers=0)
    mapped = open_corpus(tmp_path / "dataset").map(ah.measure_progress, "2024Q3").set_index("district")
    assert mapped.loc[first].isna().all()
    assert mapped.drop(first)["tasks"].notna().all()


def test_a_quarter_that_nobody_has_is_named_with_those_there_are(corpus):
    with pytest.raises(ReportError, match="no district reports on it") as error:
        corpus.map(ah.measure_progress, "2031Q1")
    assert "2024Q1、2024Q2、2024Q3" in str(error.value)


@pytest.mark.parametrize("workers", [0, 2])
def test_a_measure_that_fails_names_its_districts(workers, corpus):
    with pytest.raises(ReportError, match="KeyError: 'no_such'") as error:
        corpus.map(lambda tasks: tasks["no_such"], workers=workers)
    assert corpus.districts[0] in str(error.value)


def test_a_question_across_districts_is_answered_as_pandas_answers_it(corpus, plainly):
    found = corpus.query(
        "SELECT district, count(*) AS n, avg(progress_pct) AS mean FROM tasks WHERE quarter = '2024Q3' GROUP BY ALL"
    ).set_index("district")
    for name, history in plainly.items():
        tasks = history.select("2024Q3").tasks
        assert found.loc[name, "n"] == len(tasks)
        assert found.loc[name, "mean"] == pytest.approx(tasks["progress_pct"].mean())


def test_sql_that_cannot_be_read_is_one_message(corpus):
    with pytest.raises(ReportError, match="no_such_column"):
        corpus.query("SELECT no_such_column FROM tasks")


def test_no_variable_of_a_caller_is_a_table(corpus):
    secret = pd.DataFrame({"a": [1]})  # noqa: F841  DuckDB would find it by its name
    with pytest.raises(ReportError, match="secret"):
        corpus.query("SELECT * FROM secret")


def test_a_folder_that_is_no_dataset_is_refused(tmp_path):
    with pytest.raises(ReportError, match="this is no dataset"):
        open_corpus(tmp_path)
