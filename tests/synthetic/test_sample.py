"""The synthetic quarters and what is said to be true of them."""

import hashlib

import pandas as pd
import pytest
from typer.testing import CliRunner

from analysis_helpers import ReportError, load_history, load_report
from analysis_helpers.cleaning.check import check_file
from analysis_helpers.cli.main import app
from analysis_helpers.core.vocabulary import load_vocabulary
from analysis_helpers.synthetic.plan import REAL_FILE, draw_quarters, find_places, lay_out
from analysis_helpers.synthetic.sample import write_sample
from analysis_helpers.synthetic.truth import tell_links

SEEDS = (1, 2, 3)
INTENDED = {"same_narrative", "year_over_below_100"}  # recycled narratives, and a year's end called "ahead" below 100 %


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def read_truth(folder, name):
    return pd.read_csv(folder / "truth" / f"{name}.csv", encoding="utf-8-sig", keep_default_na=False)


@pytest.fixture(scope="module", params=SEEDS)
def sample(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample") / "new"
    write_sample(folder, request.param)
    return folder


@pytest.fixture(scope="module")
def tasks(sample, project):
    """Every task of the four quarters as the library reads them, by file and row."""
    reports = [load_report(path) for path in sample.iterdir() if path.is_file()]
    read = [report.tasks for report in [*reports, load_report(project / "data/raw" / REAL_FILE)]]
    return pd.concat(read).set_index(["source_file", "source_row"]).sort_index()


@pytest.fixture(scope="module")
def pairs(sample, tasks):
    """The links that have two ends, each with its two tasks."""
    links = read_truth(sample, "links")
    links = links[~links["kind"].isin(["new", "dropped"])]
    for side in ("previous", "current"):
        ends = list(zip(links[f"{side}_file"], links[f"{side}_row"].astype(int), strict=True))
        for column in ("task", "narrative", "progress_pct", "unit", "leader"):
            links[f"{side}_{column}"] = tasks.loc[ends, column].to_numpy()
    return links.reset_index(drop=True)


def test_the_same_seed_gives_the_same_bytes_on_another_day(tmp_path, monkeypatch):
    write_sample(tmp_path / "a", 7)
    monkeypatch.setattr("time.time", lambda: 2e9)
    write_sample(tmp_path / "b", 7)
    write_sample(tmp_path / "c", 8)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert contents(tmp_path / "a") != contents(tmp_path / "c")


def test_what_lies_in_data_sample_is_what_the_command_writes(tmp_path, project):
    write_sample(tmp_path / "new", 1)
    assert contents(tmp_path / "new") == contents(project / "data/sample")


def test_every_task_reads_back_as_it_was_written(sample, tasks):
    told = read_truth(sample, "tasks").set_index(["file", "row"])
    told.index.names = tasks.index.names
    told = told.sort_index()
    read = tasks[tasks["synthetic"]]
    assert list(read.index) == list(told.index)
    for column in ("unit", "leader", "task", "narrative"):
        assert read[column].tolist() == told[column].tolist()
    assert read["quarter"].astype(str).tolist() == told["quarter"].tolist()
    assert read["progress_pct"].astype("Float64").equals(pd.to_numeric(told["progress_pct"]).astype("Float64"))
    classes = {word: name for name, words in load_vocabulary("statuses")["classes"].items() for word in words}
    assert read["status"].astype(str).tolist() == told["status"].map(classes).tolist()


def test_all_of_it_is_synthetic_and_says_so_in_its_title(sample):
    reports = [load_report(path) for path in sample.iterdir() if path.is_file()]
    assert len(reports) == 5
    assert all(report.tasks["synthetic"].all() and "合成数据" in report.source.title for report in reports)
    assert len({path.suffix for path in sample.iterdir() if path.is_file()}) == 5, "five formats"


def test_nothing_has_to_be_guessed_to_read_it(sample):
    for path in sample.iterdir():
        if path.is_file():
            check = check_file(path)
            assert check.error is None
            assert set(check.findings.get("rule", [])) <= INTENDED, path.name
            if not path.name.startswith("2024Q4"):
                assert check.findings.empty


def test_four_quarters_with_the_sample_and_one_without():
    history = load_history(sample=True)
    assert history.quarters == ["2024Q1", "2024Q2", "2024Q3", "2024Q4"]
    assert history.tasks["synthetic"].eq(history.tasks["quarter"].astype(str).ne("2024Q2")).all()
    assert load_history().quarters == ["2024Q2"]


def test_every_relation_speaks_of_rows_that_there_are_and_of_every_row(sample, tasks):
    links, decoys = read_truth(sample, "links"), read_truth(sample, "decoys")
    quarter_of = tasks["quarter"].astype(str).to_dict()
    for table in (links, decoys):
        for side in ("previous", "current"):
            there = table[table[f"{side}_file"].ne("")]
            ends = zip(there[f"{side}_file"], there[f"{side}_row"].astype(int), strict=True)
            assert [quarter_of[end] for end in ends] == there[f"{side}_quarter"].tolist()
    for side, kind, quarters in (
        ("previous", "new", ["2024Q1", "2024Q2", "2024Q3"]),
        ("current", "dropped", ["2024Q2", "2024Q3", "2024Q4"]),
    ):
        there = links[links[f"{side}_file"].ne("")]
        assert links.loc[links[f"{side}_file"].eq(""), "kind"].eq(kind).all()
        told = set(zip(there[f"{side}_file"], there[f"{side}_row"].astype(int), strict=True))
        assert told == {end for end, quarter in quarter_of.items() if quarter in quarters}


def test_same_is_the_same_text_and_splits_and_merges_have_several_ends(pairs):
    identical = pairs["previous_task"].eq(pairs["current_task"])
    assert pairs["kind"].eq("same").eq(identical).all()
    assert pairs["strength"].eq("none").eq(identical).all()
    assert pairs["strength"].isin(["none", "light", "heavy"]).all()
    heirs = pairs.groupby(["previous_file", "previous_row"])["kind"].transform("size")
    origins = pairs.groupby(["current_file", "current_row"])["kind"].transform("size")
    assert pairs["kind"].eq("split").eq(heirs.gt(1)).all()
    assert pairs["kind"].eq("merged").eq(origins.gt(1)).all()


def test_there_are_all_kinds_to_try_a_matcher_on(sample, pairs):
    links = read_truth(sample, "links")
    assert set(links["kind"]) == {"same", "reworded", "split", "merged", "new", "dropped"}
    assert {"light", "heavy"} <= set(pairs.loc[pairs["kind"].eq("reworded"), "strength"])
    assert pairs.loc[pairs["kind"].eq("split")].groupby(["previous_file", "previous_row"]).ngroups >= 2
    assert pairs.loc[pairs["kind"].eq("merged")].groupby(["current_file", "current_row"]).ngroups >= 1
    assert set(pairs["narrative"]) == {"", "grown", "copied", "recycled", "rewritten"}
    moved = pairs[pairs["previous_unit"].ne(pairs["current_unit"])]
    assert moved["current_unit"].tolist() == ["虞南办"]
    assert moved["note"].str.contains("unit changed: 文广旅游局 → 虞南办").all()
    led = pairs["previous_leader"].ne(pairs["current_leader"])
    assert led.sum() == 3
    assert pairs["note"].str.contains("leader changed").eq(led).all()


def movement(before, now, copied):
    """What a percent did, by the first of the trade's rules that fits."""
    if pd.isna(before) or pd.isna(now):
        return "not comparable"
    rules = (
        ("done", now >= 100),
        ("regressed", now - before < -1),
        ("stalled", abs(now - before) <= 1),
        ("copied", copied),
        ("jumped", now - before >= 30),
    )
    return next((name for name, fits in rules if fits), "advanced")


def test_percents_move_as_it_is_said(pairs):
    single = pairs[~pairs["kind"].isin(["split", "merged"])]
    found = [
        movement(row.previous_progress_pct, row.current_progress_pct, row.previous_narrative == row.current_narrative)
        for row in single.itertuples()
    ]
    assert found == single["movement"].tolist()
    assert pairs.loc[pairs["kind"].isin(["split", "merged"]), "movement"].eq("").all()
    counts = single["movement"].value_counts()
    assert (counts["regressed"], counts["stalled"], counts["not comparable"]) == (1, 2, 1)
    first = single[single["previous_quarter"].eq("2024Q1")].dropna(subset="previous_progress_pct")
    assert first["previous_progress_pct"].lt(first["current_progress_pct"]).all()


def test_what_is_said_holds_for_every_seed(report):
    for seed in range(200):
        quarters = draw_quarters(report, seed)
        places = find_places(lay_out(quarters, seed))
        line_at = {place: quarters[quarter][key] for (quarter, key), place in places.items()}
        links = tell_links(quarters, places)
        for row in links[links["movement"].fillna("").ne("")].itertuples():
            old, new = line_at[row.previous_file, row.previous_row], line_at[row.current_file, row.current_row]
            told = movement(old.percent, new.percent, old.narrative == new.narrative)
            assert (told, row.kind) == (row.movement, "same" if old.task == new.task else "reworded"), (seed, row)


def test_narratives_do_what_is_said_of_them(pairs, tasks):
    grown, copied, recycled = (pairs[pairs["narrative"].eq(name)] for name in ("grown", "copied", "recycled"))
    assert (grown["current_narrative"].str.len() > grown["previous_narrative"].str.len()).all()
    assert copied["current_narrative"].eq(copied["previous_narrative"]).all()
    for row in recycled.itertuples():
        assert row.current_narrative != row.previous_narrative
        assert tasks["narrative"].eq(row.current_narrative).sum() > 1


def test_a_decoy_is_never_a_relation(sample):
    ends = [f"{side}_{part}" for side in ("previous", "current") for part in ("file", "row")]
    links, decoys = read_truth(sample, "links"), read_truth(sample, "decoys")
    assert set(decoys[ends].astype(str).agg("|".join, axis=1)).isdisjoint(links[ends].astype(str).agg("|".join, axis=1))
    within = decoys["previous_quarter"].eq(decoys["current_quarter"])
    assert within.any()
    assert not within.all()


def test_the_dropped_town_and_the_new_one_are_different_towns(sample, tasks):
    links = read_truth(sample, "links").query("current_quarter == '2024Q4' and kind in ['new', 'dropped']")
    gone, new = (links[links["kind"].eq(kind)] for kind in ("dropped", "new"))
    texts = [
        [
            tasks.loc[(file, int(row)), "task"]
            for file, row in zip(part[f"{side}_file"], part[f"{side}_row"], strict=True)
        ]
        for part, side in ((gone, "previous"), (new, "current"))
    ]
    assert "创建永和镇3A级景区镇,完善游客服务中心和标识系统" in texts[0]
    assert "创建谢塘镇3A级景区镇,完善游客服务中心和标识系统" in texts[1]


def test_the_destroyed_figure_is_given_nowhere(sample, tasks):
    """The real report's □00万 stays unknown: no invented text names a number of visitors for the year's goal."""
    assert not tasks.loc[tasks["synthetic"], "task"].str.contains(r"人次突破|\d+0万|□").any()


def test_the_real_report_is_not_touched(tmp_path, project):
    path = project / "data/raw" / REAL_FILE
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    write_sample(tmp_path / "new", 1)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert hashlib.sha256(before[0]).hexdigest().startswith("5d576a96")


def test_what_is_there_is_written_over_only_if_it_is_ours(tmp_path):
    folder = tmp_path / "new"
    write_sample(folder, 1)
    write_sample(folder, 2)  # ours, unchanged
    assert read_truth(folder, "files")["seed"].eq(2).all()
    own, changed = folder / "own.txt", folder / "2024Q3-虞南办.txt"
    own.write_text("mine", encoding="utf-8")
    changed.write_text(changed.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    before = contents(folder)
    with pytest.raises(ReportError, match="2 files here would be lost") as raised:
        write_sample(folder, 1)
    assert "2024Q3-虞南办.txt (changed since it was written)、own.txt (not written by this command)" in str(
        raised.value
    )
    assert contents(folder) == before


def test_reports_as_received_are_never_swapped_away(tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / REAL_FILE).write_text("a report", encoding="utf-8")
    done = CliRunner().invoke(app, ["sample", "--out", str(raw)])
    assert done.exit_code == 2
    assert (raw / REAL_FILE).read_text(encoding="utf-8") == "a report"


def test_the_command_writes_the_folder_and_says_what_it_is(tmp_path):
    done = CliRunner().invoke(app, ["sample", "--out", str(tmp_path / "new"), "--seed", "3"])
    assert done.exit_code == 0, done.output
    assert "合成数据" in done.output
    assert (tmp_path / "new" / "truth" / "links.csv").exists()
