"""`make gallery`: every chart in both languages and all sizes, on the real report and on hard data, as docs/gallery.md."""

import io
from functools import cache

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from PIL import Image, ImageColor
from tests.charts.hard import ALL, HARD
from tests.conftest import PROJECT

from analysis_helpers import compare_with_schedule, load_history, load_report
from analysis_helpers.charts.catalogue import CHARTS, choose_charts
from analysis_helpers.core.vocabulary import LANGUAGES, load_vocabulary

FOLDER = PROJECT / "docs" / "gallery"
DPI = 70
SHEET = {
    "notebook": (360, 4),
    "slide": (420, 4),
    "print": (330, 4),
    "print-half": (210, 7),
}  # of the sizes that files have: pixels of a picture, pictures in a row
GAP, PAPER, STEPS = 8, (205, 208, 213), 4
SHOWN = ["one task", "200 tasks", "long names", "no pause in 60 characters", "all equal", "all unknown", "over 100", "some behind",
         "12 leaders", "40 holders", "several units", "every status", "rare characters", "synthetic"]  # fmt: skip

INTRO = """# Gallery

Every chart in both languages and in all four sizes, made by `make gallery`. The real report is `data/raw/2024Q2-文广旅游局.txt`; the hard data
below are changed copies of it, made up to be difficult (合成数据). Sizes are chosen by one argument, `size=`:

| size | for | width × height |
|---|---|---|
| `notebook` | a notebook or web page | 7.2 in, as high as the rows need, at most 11 in |
| `slide` | a slide, 16:9 | 13.333 × 7.5 in |
| `print` | A4, full width of the type area in GB/T 9704 | 156 mm, at most 225 mm high, the height of that area |
| `print-half` | two beside each other | 75 mm, as high as that |

Where not all rows fit, a chart keeps to one rule: deviations from both ends with a line between them that says how many more there are and
where they lie; leaders and units from the largest load down; units of a distribution from the largest down, the others together.
"""


def main() -> None:
    """Write docs/gallery.md and its pictures anew."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    report = load_report(PROJECT / "data" / "raw" / "2024Q2-文广旅游局.txt")
    history = load_history(sample=True).select("2024Q3")
    change = {k: chart for k, chart in choose_charts(history.tasks, history.so_far).items() if k not in ALL}
    text = [INTRO, "## The real report", *_real(CHARTS, compare_with_schedule(report.tasks))]
    text += [
        "## Change between quarters\n\nSynthetic quarters (合成数据) around the real one.",
        *_real(change, history.tasks),
        "## Hard data",
    ]
    for case in SHOWN:
        text += _sheets(case, compare_with_schedule(HARD[case](report.tasks)))
    (PROJECT / "docs" / "gallery.md").write_text("\n\n".join(text) + "\n", encoding="utf-8")


def _real(charts, tasks) -> list[str]:
    lines = []
    for name, chart in charts.items():
        lines.append(f"### {name}")
        for size in SHEET:
            pictures = []
            for language in LANGUAGES:
                picture, alt = _draw(chart, tasks, language, size)
                pictures.append(f"![{alt}](gallery/{_write(picture, f'{name}-{language}-{size}')})")
            lines.append(f'`size="{size}"`\n\n' + "\n".join(pictures))
    return lines


def _sheets(case: str, tasks) -> list[str]:
    """One picture for each size with all charts, Chinese before English."""
    lines = [f"### {case}"]
    for size, (width, columns) in SHEET.items():
        drawn = [_draw(chart, tasks, language, size)[0] for language in LANGUAGES for chart in ALL.values()]
        small = [
            picture.resize((width, round(picture.height * width / picture.width)), Image.LANCZOS) for picture in drawn
        ]
        rows = [small[i : i + columns] for i in range(0, len(small), columns)]
        heights = [max(picture.height for picture in row) + GAP for row in rows]
        sheet = Image.new("RGB", (columns * (width + GAP) + GAP, sum(heights) + GAP), PAPER)
        for i, row in enumerate(rows):
            for j, picture in enumerate(row):
                sheet.paste(picture, (GAP + j * (width + GAP), GAP + sum(heights[:i])))
        file = _write(sheet, f"hard-{case.replace(' ', '-')}-{size}")
        lines.append(f'`size="{size}"`\n\n![All charts: {case}, {size}](gallery/{file})')
    return lines


def _draw(chart, tasks, language: str, size: str) -> tuple[Image.Image, str]:
    figure = chart.plot(tasks, language=language, size=size).figure
    content = io.BytesIO()
    figure.savefig(content, dpi=DPI)
    alt = figure.get_label()
    plt.close(figure)
    return Image.open(content).convert("RGB"), alt


def _write(picture: Image.Image, name: str) -> str:
    """Write a picture in the colours of the house, which makes it small; return the file's name."""
    picture.quantize(palette=_palette(), dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)
    return f"{name}.png"


@cache
def _palette() -> Image.Image:
    """The colours of the house, each in steps to white for the edges of type and areas."""
    house = [ImageColor.getrgb(colour) for colour in load_vocabulary("style")["colour"].values()] + [PAPER]
    steps = [tuple(round(255 + (c - 255) * k / STEPS) for c in rgb) for rgb in house for k in range(1, STEPS + 1)]
    palette = Image.new("P", (1, 1))
    palette.putpalette([c for rgb in [(255, 255, 255), *steps] for c in rgb])
    return palette


if __name__ == "__main__":
    main()
