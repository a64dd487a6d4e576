import pandas as pd
import pytest

from analysis_helpers.corpus.build import build_corpus
from analysis_helpers.synthetic.sample import write_corpus


@pytest.fixture(scope="session")
def province(tmp_path_factory):
    """A small synthetic province: 5 districts, 4 bureaus, 3 quarters, 60 files; one of them arrived empty, one cut, one has a bad row."""
    folder = tmp_path_factory.mktemp("province") / "sample"
    write_corpus(folder, districts=5, bureaus=4, quarters=3, tasks=6, seed=1)
    truth = folder / "truth" / "files.csv"
    files = pd.read_csv(truth, encoding="utf-8-sig")
    whole = files.index[files["damage"].isna() & files["format"].eq("txt")][:3]
    for kind, at in zip(("empty", "cut", "bad_row"), whole, strict=True):
        path = folder / files.loc[at, "file"]
        content = {"empty": b"", "cut": path.read_bytes()[:80]}.get(kind, path.read_bytes().replace(b"%", b"@", 1))
        path.write_bytes(content)
        files.loc[at, ["damage", "broken"]] = [kind, True]
    files.to_csv(truth, index=False, encoding="utf-8-sig")
    return folder


@pytest.fixture(scope="session")
def built(province, tmp_path_factory):
    """The same province, built by a plain loop in one process: what every other way has to give."""
    dataset = tmp_path_factory.mktemp("built") / "dataset"
    build_corpus([province / "reports"], dataset, workers=0)
    return dataset
