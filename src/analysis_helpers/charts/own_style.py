"""The house style for an analyst's own charts, until it is taken off."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self, overload

from cycler import cycler
from matplotlib import MatplotlibDeprecationWarning

from analysis_helpers.charts.theme import SETTINGS, colour, house_settings, measured_as, size
from analysis_helpers.core.language import check_language, get_language
from analysis_helpers.core.vocabulary import load_vocabulary

# What a movement is coloured like, where it has no colour of its own name.
LIKE = {"advanced": "ahead", "jumped": "ahead", "copied": "not_started", "stalled": "on_schedule", "regressed": "behind",
        "new": "mark", "not_comparable": "unknown"}  # fmt: skip
NAMED = ("schedule_status", "status", "movement", "reading")  # the sections of labels.toml whose words have colours


class Style:
    """The house style while it is on: `size`, `language`, and `rc`, the settings of matplotlib.

    In a `with` statement it is taken off at the end of the block. `rc` is what seaborn has to be told where it sets a theme
    of its own: `sns.set_theme(rc=ah.set_style().rc)`.
    """

    def __init__(self, size: str, language: str, rc: Mapping[str, Any], outer: Style | None) -> None:
        self.size, self.language, self.rc, self.outer = size, language, dict(rc), outer
        self.before = {name: SETTINGS[name] for name in rc}

    def __repr__(self) -> str:
        return f"set_style({self.size!r}, {self.language!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _take_off(self)


_worn: list[Style] = []  # at most one: the style that is on


@overload
def set_style(size: None) -> None: ...
@overload
def set_style(size: str = "notebook", language: str | None = "zh") -> Style: ...
def set_style(size: str | None = "notebook", language: str | None = "zh") -> Style | None:
    """Put the house style on all charts of matplotlib and seaborn, at once and until `set_style(None)`.

    `size` is notebook, slide, print, print-half or panel: fonts, lines and the size of figures; `language` (zh, en; None: the one
    that holds) is the one in which `label` and `finish` write. Also a context manager: `with ah.set_style("slide"): …`.
    `sns.set_theme` sets fonts without Chinese: call `set_style` after it, or pass it on, `sns.set_theme(rc=ah.set_style().rc)`.
    Raises ReportError for a size or language that there is not.

    >>> import matplotlib.pyplot as plt
    >>> with set_style("print", "en") as style:
    ...     plt.rcParams["font.size"], style.language
    (8.5, 'en')
    """
    if size is None:
        while _worn:
            _take_off(_worn[0])
        return None
    language = get_language() if language is None else check_language(language)
    with measured_as(size):
        rc = house_settings() | _own_settings()
    # seaborn's box plots say "vert", which matplotlib no longer wants: nothing that an analyst could mend.
    warnings.filterwarnings("ignore", "vert: bool was deprecated", MatplotlibDeprecationWarning)
    style = Style(size, language, rc, _worn[0] if _worn else None)
    SETTINGS.update(rc)
    _worn[:] = [style]
    return style


def _own_settings() -> dict[str, Any]:
    """What our own charts set at each bar and line: others have to find it in matplotlib's settings."""
    wide = size("width_in")
    return {
        "figure.figsize": (wide, size("height_in") or round(0.56 * wide, 2)),
        "axes.prop_cycle": cycler(color=load_vocabulary("style")["series"]["colours"]),
        "axes.titlelocation": "left",
        "axes.labelsize": size("text_pt"),
        "axes.labelpad": 0.6 * size("text_pt"),
        "axes.grid": True,
        "lines.linewidth": 0.7 * size("line_pt"),
        "lines.markersize": size("dot_pt"),
        "patch.edgecolor": colour("quiet"),  # unknown is white
        "patch.linewidth": 0.5 * size("hair_pt"),
        "legend.frameon": False,
        "legend.title_fontsize": size("text_pt"),
        "savefig.dpi": size("dpi_print"),
    }


def _take_off(style: Style) -> None:
    SETTINGS.update(style.before)
    _worn[:] = [style.outer] if style.outer else []


def get_style() -> tuple[str, str]:
    """Size and language of the style that is on; without one, the notebook's size and the language that holds."""
    return (_worn[0].size, _worn[0].language) if _worn else ("notebook", get_language())


def _colour_meanings() -> dict[str, str]:
    colours = dict(load_vocabulary("style")["colour"])
    colours |= {name: colour(like) for name, like in LIKE.items()}
    words = load_vocabulary("labels")
    named = [(said, colours[name]) for part in NAMED for name, said in words[part].items() if name in colours]
    return colours | {said[language]: shade for said, shade in named for language in ("zh", "en")}


# Colours by what they mean, as keys and in words of both languages (ahead, 超前), so that seaborn takes it as it is:
# palette=ah.PALETTE.
PALETTE: dict[str, str] = _colour_meanings()
