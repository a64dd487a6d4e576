"""What holds for every test run, notebooks included."""


def pytest_collectstart(collector):
    """Notebooks are compared by what they show; what a library warns of on stderr is not part of it."""
    if hasattr(collector, "skip_compare"):
        collector.skip_compare += ("stderr",)
