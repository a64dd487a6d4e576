"""What does the house look like? Font, colours, shapes and, for each size of picture, its measures."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

import matplotlib.pyplot as plt
import seaborn as sns
from matplotlib import font_manager

from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.vocabulary import load_vocabulary

# Asked for characters that the bundled font lacks (some names); the last four hold those beyond the basic plane.
SYSTEM_FONTS = ("Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "SimHei", "Noto Sans CJK JP", "SimSun-ExtB",
                "HanaMinB", "MingLiU-ExtB")  # fmt: skip
_picture: ContextVar[str] = ContextVar("picture", default="notebook")


@cache
def fonts() -> list[str]:
    """Font families that exist here: the bundled Noto Sans SC first, so that pictures are the same everywhere."""
    # Importing zhplot would change matplotlib's settings; only its font file is wanted.
    spec = importlib.util.find_spec("zhplot")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("zhplot, which carries the Chinese font, is not installed")
    file = Path(spec.origin).parent / "fonts" / "NotoSansSC-Regular.ttf"
    font_manager.fontManager.addfont(file)
    bundled = font_manager.FontProperties(fname=file).get_name()
    there = set(font_manager.fontManager.get_font_names())
    return [bundled, *(name for name in (*SYSTEM_FONTS, "DejaVu Sans") if name in there)]


def colour(name: str) -> str:
    """A colour of `core/vocabulary/style.toml`, by the name of what it stands for."""
    return str(load_vocabulary("style")["colour"][name])


def dot_colour(status: object) -> str:
    """The colour of a dot or thin line: on schedule is drawn darker than in bars, where it would vanish on white."""
    return colour("mark") if status == "on_schedule" else colour(str(status))


def marker(status: object) -> str:
    """The shape of a status, so that its colour never stands alone."""
    return str(load_vocabulary("style")["marker"][status])


def sizes() -> tuple[str, ...]:
    """The sizes of pictures that there are: notebook, slide, print, print-half, panel."""
    return tuple(name for name in load_vocabulary("style")["size"] if name != "every")


def size(name: str) -> float:
    """A measure of `core/vocabulary/style.toml` for the picture being drawn, in the unit that its name ends in."""
    table = load_vocabulary("style")["size"]
    return float((table["every"] | table[_picture.get()])[name])


@contextmanager
def house_style(picture: str = "notebook") -> Iterator[None]:
    """Draw in the house style inside the `with` block, in one of the sizes of `core/vocabulary/style.toml`.

    matplotlib's own settings stay as they were. Raises ReportError for a size that there is not.
    """
    if picture not in sizes():
        raise ReportError(f"size {picture!r}", "there is no such size", "、".join(sizes()), "use one of these")
    token = _picture.set(picture)
    settings = {
        "font.family": fonts(),
        "font.size": size("text_pt"),
        "text.color": colour("ink"),
        "text.parse_math": False,  # a $ in a report is a dollar
        "axes.labelcolor": colour("quiet"),
        "axes.edgecolor": colour("grid"),
        "axes.titlesize": size("title_pt"),
        "axes.linewidth": size("hair_pt"),
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "axes.grid": False,
        "axes.axisbelow": True,
        "xtick.color": colour("quiet"),
        "ytick.color": colour("ink"),
        "xtick.labelsize": size("text_pt"),
        "ytick.labelsize": size("text_pt"),
        "legend.fontsize": size("text_pt"),
        "xtick.major.size": 0,
        "ytick.major.size": 0,
        "grid.color": colour("grid"),
        "grid.linewidth": 0.8 * size("hair_pt"),
        "hatch.linewidth": size("hatch_pt"),
        "figure.dpi": size("dpi_screen"),
    }
    style = sns.plotting_context("notebook") | sns.axes_style("white") | settings
    before = {name: plt.rcParams[name] for name in style}
    # Not plt.rc_context: it also takes back what a notebook's backend sets at the first figure, and then
    # the second chart of a notebook would not be shown.
    plt.rcParams.update(style)
    try:
        yield
    finally:
        plt.rcParams.update(before)
        _picture.reset(token)
