"""Charts inside a page: as outlines where there is room, as coarser pictures where there are too many."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Sequence
from urllib.parse import quote

from PIL import Image

from analysis_helpers.charts.export import Drawing
from analysis_helpers.core.vocabulary import load_vocabulary

# What may stand in a data: address inside an HTML attribute as it is; base64 would take a third more.
PLAIN = " !$()*+,-./:;=?@[]^_`{|}~"


def embed(drawings: Sequence[Drawing]) -> dict[str, str]:
    """The address of each chart's picture, by its name; all of them together keep to the page's share of bytes."""
    room = load_vocabulary("layout")["web"]["image_bytes"]
    images = {drawing.name: svg_address(drawing.svg) for drawing in drawings}
    for drawing in sorted(drawings, key=lambda drawing: -len(images[drawing.name])):
        if sum(map(len, images.values())) <= room:
            break
        images[drawing.name] = min(images[drawing.name], _png_address(drawing), key=len)
    return images


def svg_address(svg: str) -> str:
    """An SVG as a data: address."""
    plain = re.sub(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->", "", svg, flags=re.DOTALL)
    return "data:image/svg+xml," + quote(re.sub(r"\s+", " ", plain).strip(), safe=PLAIN)


def _png_address(drawing: Drawing) -> str:
    """A chart in few colours and fewer dots."""
    dpi = load_vocabulary("layout")["web"]["picture_dpi"]
    with Image.open(io.BytesIO(drawing.png)) as picture:
        size = (round(drawing.width_in * dpi), round(drawing.height_in * dpi))
        small = picture.convert("RGB").resize(size, Image.Resampling.LANCZOS).quantize(32)
    out = io.BytesIO()
    small.save(out, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
