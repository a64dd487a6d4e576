import pytest

from analysis_helpers.corpus import build_corpus
from analysis_helpers.sample import write_corpus


@pytest.fixture(scope="session")
def province(tmp_path_factory):
    """A small synthetic province: 5 districts, 4 bureaus, 3 quarters, 60 files, of which some are damaged and broken."""
    folder = tmp_path_factory.mktemp("province") / "sample"
    files = write_corpus(folder, districts=5, bureaus=4, quarters=3, tasks=6, seed=19)
    assert {"annotated", "shifted", "bad_row", "cut", "empty"} <= set(files["damage"]), (
        "nothing to see in the tests below"
    )
    return folder


@pytest.fixture(scope="session")
def built(province, tmp_path_factory):
    """The same province, built by a plain loop in one process: what every other way has to give."""
    dataset = tmp_path_factory.mktemp("built") / "dataset"
    build_corpus([province / "reports"], dataset, workers=0)
    return dataset
