"""Every chart in every language and size on hard data: nothing leaves the picture, nothing lies on other words."""

import matplotlib.pyplot as plt
import pytest
from tests.charts.hard import ALL, HARD

from analysis_helpers import compare_with_schedule
from analysis_helpers.charts.testing import measure_layout
from analysis_helpers.charts.theme import sizes

TYPE_AREA = {
    "notebook": 11.5,
    "slide": 7.5,
    "print": 225 / 25.4,
    "print-half": 225 / 25.4,
    "panel": 5.8,
}  # inches of height


@pytest.mark.cross_product(11)
@pytest.mark.parametrize("case", HARD)
@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_picture_holds_together_in_every_size(report, name, case, language):
    tasks = compare_with_schedule(HARD[case](report.tasks))
    for size in sizes():
        figure = ALL[name].plot(tasks, language=language, size=size).figure
        outside, overlapping = measure_layout(figure)
        assert outside == [], size
        assert overlapping == [], size
        assert figure.get_figheight() <= TYPE_AREA[size] + 0.01
        assert not any(text.get_parse_math() for text in figure.findobj(plt.Text) if text.get_text()), "a $ is a dollar"
        plt.close(figure)
