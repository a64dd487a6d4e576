"""Set fonts, sizes and colours, and write the words of charts."""

from __future__ import annotations

import importlib.util
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import matplotlib
import seaborn as sns
from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

from analysis_helpers.core.characters import plain_controls
from analysis_helpers.core.errors import ReportError
from analysis_helpers.core.vocabulary import load_vocabulary

# Asked for characters that the bundled font lacks (some names); the last four hold those beyond the basic plane.
SYSTEM_FONTS = ("Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "SimHei", "Noto Sans CJK JP", "SimSun-ExtB",
                "HanaMinB", "MingLiU-ExtB")  # fmt: skip
SETTINGS: Any = matplotlib.rcParams
DEFAULTS: Any = matplotlib.rcParamsDefault
OWN_SETTINGS = ("figure.figsize", "axes.prop_cycle", "axes.titlelocation", "axes.labelpad", "legend.frameon",
                "legend.title_fontsize", "savefig.dpi")  # fmt: skip
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
    token = _picture.set(check_size(picture))
    style = house_settings()
    before = {name: SETTINGS[name] for name in style}
    # Not plt.rc_context: it also takes back what a notebook's backend sets at the first figure, and then
    # the second chart of a notebook would not be shown.
    SETTINGS.update(style)
    try:
        yield
    finally:
        SETTINGS.update(before)
        _picture.reset(token)


def check_size(picture: str) -> str:
    """Return a size that there is. Raises ReportError, listing all, for others."""
    if picture not in sizes():
        raise ReportError("charts.no_size", size=repr(picture), sizes="、".join(sizes()))
    return picture


@contextmanager
def measured_as(picture: str) -> Iterator[None]:
    """Let `size` speak of a size of picture inside the block; no setting of matplotlib changes."""
    token = _picture.set(check_size(picture))
    try:
        yield
    finally:
        _picture.reset(token)


def house_settings() -> dict[str, Any]:
    """The settings of matplotlib for our own charts, in the size being drawn."""
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
    # What an analyst's own style sets besides (`set_style`) is as matplotlib has it in ours.
    plain = {name: DEFAULTS[name] for name in OWN_SETTINGS}
    house: dict[str, Any] = plain | sns.plotting_context("notebook") | sns.axes_style("white") | settings
    return house


NO_LINE_START = "，。、；：！？”’）》,.;:!?)%"
NO_LINE_END = "“‘（《("
BREAKS = ("，,；;。", "、 ")  # where a label may end: after a clause, else after a part of one
GETA = "〓"  # the printers' sign for a character that they have no type for
EM = 100  # points at which characters are measured


def text_width(text: str) -> int:
    """Width in half-width columns: a Chinese character has two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def text_inches(text: str, points: float) -> float:
    """Width of one line as it is drawn, in inches."""
    return sum(_advance(char) for char in text) * points / 72


@cache
def _charmaps() -> list[tuple[FT2Font, Mapping[int, int]]]:
    """The fonts in the order in which they are asked for a character, with what each can draw."""
    paths = font_manager.fontManager._find_fonts_by_props(font_manager.FontProperties(family=fonts()))
    return [(font, font.get_charmap()) for font in map(font_manager.get_font, paths)]


@cache
def _advance(char: str) -> float:
    """How far a character moves the next one on, in its own size."""
    font = next((font for font, known in _charmaps() if ord(char) in known), _charmaps()[0][0])
    font.set_size(EM, 72)
    if char.isspace() or ord(char) not in font.get_charmap():
        char = " " if char.isspace() else GETA  # as `drawable` and matplotlib show it
    return float(font.load_char(ord(char)).linearHoriAdvance / 65536 / EM)


def drawable(text: str) -> str:
    """The text with 〓 for each character that no font here can draw, where a picture would show an empty box."""
    text = plain_controls(text)
    return "".join(c if c.isspace() or any(ord(c) in known for _, known in _charmaps()) else GETA for c in text)


def wrap(text: str, width: float, measure: Callable[[str], float] = text_width) -> str:
    """Break a text into lines of at most `width` (half-width columns, unless `measure` says else), never cutting it.

    No line starts with a closing mark (it hangs over the line before) or ends with an opening one; words
    in Latin letters stay whole.

    >>> wrap("打响“孝文化节”品牌，争创保护区", 14)
    '打响“孝文化节”\\n品牌，争创保护\\n区'
    """
    lines, line = [], ""
    for part in _parts(text):
        if line and measure(line + part) > width and part[0] not in NO_LINE_START:
            lines.append(line.rstrip())
            line = ""
            if lines[-1][-1:] in NO_LINE_END and len(lines[-1]) > 1:
                line, lines[-1] = lines[-1][-1], lines[-1][:-1]
        line += part if line else part.lstrip()
    return "\n".join([*lines, line])


def wrap_inches(text: str, width_in: float, points: float) -> str:
    """Break a text into lines of at most `width_in` inches of type of that size, never cutting it.

    Between clauses, if that takes no more lines than breaking anywhere; else into lines of about the same length.
    """

    def measure(line: str) -> float:
        return text_inches(line, points)

    anywhere = _balance(text, width_in, measure, width_in / 40)
    lines = [""]
    for clause in _split_after(text, "，,；;：、"):
        if lines[-1] and measure((lines[-1] + clause).rstrip()) > width_in:
            lines.append("")
        lines[-1] += clause if lines[-1] else clause.lstrip()
    fits = all(measure(line.rstrip()) <= width_in for line in lines) and len(lines) <= anywhere.count("\n") + 1
    return "\n".join(line.rstrip() for line in lines) if fits else anywhere


def _parts(text: str) -> list[str]:
    """Chinese characters one by one, runs of other characters whole."""
    parts: list[str] = []
    for char in text:
        joins = parts and char.isascii() and char.isalnum() and parts[-1][-1].isascii() and parts[-1][-1].isalnum()
        if joins:
            parts[-1] += char
        else:
            parts.append(char)
    return parts


def label_task(task: str, width: int | None = None, lines: int | None = None) -> str:
    """A task as a label: its first clauses, as many as fit; “…” says that there is more in the table.

    It is shortened between clauses; a first clause that is too long alone, between its parts; and only where
    even a part is too long, inside. Width and lines are those of the picture's size unless they are given.

    >>> label_task("打响“孝文化节”品牌,争创省孝德文化传承生态保护区,全面推进", width=24)
    '打响“孝文化节”品牌…'
    """
    return _label(task, int(width or size("label_columns")), int(lines or size("label_lines")))


@lru_cache(maxsize=4096)
def _label(task: str, width: int, lines: int) -> str:
    task = drawable(task)
    for marks in (*BREAKS, None):
        label = ""
        for part in _split_after(task, marks):
            longer = label + part
            shown = longer if longer == task else longer.rstrip("，,；;。、 ") + "…"
            if len(wrap(shown, width).split("\n")) > lines:
                break
            label = longer
        if label:
            return _balance(label if label == task else label.rstrip("，,；;。、 ") + "…", width)
    return wrap(task, width)


def _split_after(text: str, marks: str | None) -> list[str]:
    """The text in pieces that each end with one of the marks; without marks, in its smallest parts."""
    if marks is None:
        return _parts(text)
    pieces, piece = [], ""
    for char in text:
        piece += char
        if char in marks:
            pieces.append(piece)
            piece = ""
    return [*pieces, piece] if piece else pieces


def _balance(text: str, width: float, measure: Callable[[str], float] = text_width, step: float = 1) -> str:
    """Wrap into as few lines as `width` allows, and make these about equally long: no orphans."""
    lines = wrap(text, width, measure).count("\n") + 1
    narrower = measure(text) / lines if lines > 1 else width
    while narrower < width:
        if (balanced := wrap(text, narrower, measure)).count("\n") + 1 <= lines:
            return balanced
        narrower += step
    return wrap(text, width, measure)
