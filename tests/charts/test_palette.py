"""The colours of the statuses can be told apart by everyone, on paper without colour too."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from analysis_helpers.charts.theme import colour, dot_colour, marker
from analysis_helpers.core.schema import SCHEDULE_STATUSES, STATUSES

# Machado, Oliveira and Fernandes, A Physiologically-based Model for Simulation of Color Vision Deficiency,
# IEEE TVCG 15(6), 2009, severity 1.0; they work on linear RGB.
EYES = {
    "all cones": np.eye(3),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                              [-0.011820, 0.042940, 0.968881]]),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                            [-0.003882, -0.048116, 1.051998]]),
}  # fmt: skip
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])  # sRGB, IEC 61966-2-1
FILLS = [*STATUSES, "unknown"]


def lab(colour_name, eye=EYES["all cones"]):
    """CIE L*a*b* of a colour as an eye sees it (white point D65)."""
    rgb = np.array(to_rgb(colour_name))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = XYZ @ np.clip(eye @ linear, 0, 1) / np.array([0.95047, 1, 1.08883])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def test_lab_is_right_for_known_colours():
    assert lab("#ffffff") == pytest.approx([100, 0, 0], abs=0.05)
    assert lab("#ff0000") == pytest.approx([53.24, 80.09, 67.20], abs=0.1)


@pytest.mark.parametrize("eye", EYES)
def test_no_two_statuses_look_alike(eye):
    for one, other in combinations(FILLS, 2):
        distance = np.linalg.norm(lab(colour(one), EYES[eye]) - lab(colour(other), EYES[eye]))
        assert distance >= 12, (one, other, distance)


def test_statuses_differ_in_lightness():
    steps = sorted((lab(colour(name))[0], name) for name in FILLS)
    for (dark, one), (light, other) in pairwise(steps):
        assert light - dark >= 10, (one, other)


def test_marks_can_be_seen_on_white():
    for status in SCHEDULE_STATUSES:
        assert 100 - lab(dot_colour(status))[0] >= 40, status


def test_every_status_has_its_own_shape():
    assert len({marker(status) for status in STATUSES}) == len(STATUSES)
