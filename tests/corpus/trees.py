"""What lies in a dataset, byte for byte; what a plain loop reads."""

from analysis_helpers import ReportError, load_report


def tree(dataset):
    """Every file of a dataset by its place, but for the lock."""
    return {
        path.relative_to(dataset).as_posix(): path.read_bytes()
        for path in sorted(dataset.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def read_plainly(folder):
    """The reports of a folder that can be read."""
    reports = []
    for path in sorted(folder.iterdir()):
        try:
            reports.append(load_report(path, "reject"))
        except ReportError:
            continue
    return [report for report in reports if len(report.tasks)]
