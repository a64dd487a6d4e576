import pandas as pd
import pytest

from analysis_helpers import ReportError, load_report
from analysis_helpers.synthetic.files import BROKEN
from analysis_helpers.synthetic.province import plan_places
from analysis_helpers.synthetic.sample import write_corpus


def tree(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def read(folder, name):
    return pd.read_csv(folder / "truth" / f"{name}.csv", encoding="utf-8-sig")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus") / "sample"
    write_corpus(folder, districts=12, bureaus=5, quarters=4, tasks=8)
    return folder


def test_there_is_a_report_for_each_bureau_and_quarter_of_each_district(corpus):
    files = read(corpus, "files").dropna(subset=["district"])
    assert len(files) == 12 * 5 * 4 == sum(1 for _ in (corpus / "reports").rglob("*.*"))
    assert set(files.groupby(["district", "quarter"]).size()) == {5}
    assert set(files["format"]) == {"txt", "csv", "html", "xlsx", "docx"}


def test_the_same_seed_gives_the_same_bytes_in_one_process_or_in_two(corpus, tmp_path):
    write_corpus(tmp_path / "again", districts=12, bureaus=5, quarters=4, tasks=8, processes=2)
    assert tree(tmp_path / "again") == tree(corpus)
    write_corpus(tmp_path / "other", districts=12, bureaus=5, quarters=4, tasks=8, seed=2)
    assert tree(tmp_path / "other") != tree(corpus)


def test_what_is_whole_reads_back_as_the_truth_says(corpus):
    tasks = read(corpus, "tasks")
    for file in (
        read(corpus, "files").query("damage.isna() and district.notna()").sample(40, random_state=1).itertuples()
    ):
        found = load_report(corpus / file.file).tasks
        expected = tasks[tasks["district"].eq(file.district) & tasks["name"].eq(file.name)]
        assert found["task"].tolist() == expected["task"].tolist()
        assert found["source_row"].tolist() == expected["source_row"].tolist()
        assert found["progress_pct"].astype("float").fillna(-1).tolist() == expected["progress_pct"].fillna(-1).tolist()
        assert found["leader"].tolist() == expected["leader"].tolist()
        assert found["synthetic"].all(), "every title says 合成数据"


def test_what_is_broken_is_not_read_whole(corpus):
    broken = read(corpus, "files").query("broken == True")
    assert len(broken)
    for file in broken.itertuples():
        try:
            report = load_report(corpus / file.file, "reject")
        except ReportError:
            continue
        rejected = report.ledger["level"].eq("rejected").sum()
        assert len(report.tasks) < file.tasks or rejected, file


def test_damaged_texts_carry_what_mirror_copies_leave(corpus):
    for kind, mark in (("annotated", r"[\u4e00-\u9fff]\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]+\)"), ("shifted", r"\?")):
        files = read(corpus, "files")
        for name in files.loc[files["damage"].eq(kind), "file"]:
            assert pd.Series([(corpus / name).read_text(encoding="utf-8")]).str.contains(mark).all()


def test_a_task_keeps_its_key_and_nearly_always_its_text(corpus):
    tasks = read(corpus, "tasks")
    texts = tasks.groupby(["district", "key"])["task"].nunique()
    assert 0.8 < texts.eq(1).mean() < 1, "some are reworded"
    assert tasks.groupby(["district", "key"])["quarter"].nunique().between(1, 4).all()


def test_districts_differ_in_size_and_few_inflate():
    places = plan_places(90, 20, 1)
    sizes = [place.tasks for place in places]
    assert max(sizes) > 8 * min(sizes)
    assert 18 <= sum(sizes) / 90 <= 22
    assert sum(place.inflates for place in places) == 6
    assert len({place.name for place in plan_places(3000, 20, 1)}) == 3000


def test_who_inflates_does_so_far_more_often(corpus):
    tasks, districts = read(corpus, "tasks"), read(corpus, "districts")
    late = tasks[tasks["quarter"].eq("2024Q2") & tasks["progress_pct"].lt(50)]
    share = late["status"].isin(["进度超前", "超序时"]).groupby(late["district"]).mean()
    inflating = districts.loc[districts["inflates"], "district"]
    assert share[inflating].min() > 2 * share.drop(inflating).mean()


def test_what_cannot_be_written_is_said(tmp_path):
    with pytest.raises(ReportError, match="9999 cannot be named"):
        write_corpus(tmp_path / "a", districts=9999, bureaus=1, quarters=1)
    with pytest.raises(ReportError, match="1 to 40 bureaus"):
        write_corpus(tmp_path / "a", districts=1, bureaus=41, quarters=1)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "letter.txt").write_text("mine")
    with pytest.raises(ReportError, match="would be lost"):
        write_corpus(tmp_path / "b", districts=1, bureaus=1, quarters=1)


def test_broken_kinds_are_those_that_the_truth_calls_so(corpus):
    files = read(corpus, "files").dropna(subset=["district"])
    assert files["broken"].astype(bool).tolist() == files["damage"].isin(BROKEN).tolist()
