"""One briefing in each language, written once."""

from dataclasses import replace

import pytest

from analysis_helpers import compare_with_schedule, compose_briefing, load_history, write_briefing


@pytest.fixture(scope="session")
def history():
    return load_history().select("2024Q2")


@pytest.fixture(scope="session")
def compose(history):
    """Compose the briefing of the real report, or of tasks made from it."""

    def composed(change=lambda tasks: tasks, language="zh", **options):
        changed = replace(history, tasks=change(history.tasks))
        return compose_briefing(changed, compare_with_schedule(changed.tasks), language, **options)

    return composed


@pytest.fixture(scope="session")
def briefing(compose):
    return compose()


@pytest.fixture(scope="session")
def folders(compose, tmp_path_factory):
    """The whole briefing of the real report, in both languages."""
    folder = tmp_path_factory.mktemp("briefings")
    for language in ("zh", "en"):
        write_briefing(compose(language=language), folder / language)
    return folder
