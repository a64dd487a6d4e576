"""Write the briefing as one offline web page."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from PIL import Image

from analysis_helpers.briefing.compose import Briefing
from analysis_helpers.briefing.display_tables import CaptionedTable, letter_of, say_rows
from analysis_helpers.briefing.one_page import first_chart
from analysis_helpers.briefing.sections import Said, Section, split_figures
from analysis_helpers.briefing.word import number_heading
from analysis_helpers.charts.export import Drawing
from analysis_helpers.core.table_files import write_csv
from analysis_helpers.core.vocabulary import load_vocabulary, say

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


WIDE = 8  # columns from which a table turns into cards on a tablet, too
SLIM = 4  # columns up to which a table stays one on a phone
TITLE_AIR = 0.04  # inches left above and below a chart whose title and source stand beside it as text


def write_page(briefing: Briefing, path: str | Path) -> None:
    """Write a briefing as one self-contained page: each figure links to its table, each table row to the report's rows."""
    show = _Shown(briefing)
    style, script = _asset("page.css") + _crop(briefing.sections), _asset("page.js")
    images = embed([section.drawing for section in briefing.sections])
    html = _template("page.html").render(
        language=briefing.language,
        words=briefing.words,
        title=briefing.title,
        synthetic=say("footer.synthetic", briefing.language) if briefing.scope.synthetic else "",
        footer=briefing.footer,
        style=Markup(style),
        style_hash=_hash(style),
        script=Markup(script),
        script_hash=_hash(script),
        chosen=[
            {"pieces": show.pieces(finding), "named": briefing.name_tasks(finding)}
            for finding in briefing.choose_findings()
        ],
        parts=[
            {
                "key": part.key,
                "number": number_heading(n, briefing.language),
                "heading": part.heading,
                "said": [{"pieces": show.pieces(said), "todo": said.key == "next.author"} for said in part.said],
                "tables": [show.table(table) for table in part.tables],
                "sections": [show.section(section, images[section.key]) for section in part.sections],
            }
            for n, part in enumerate(briefing.parts, start=1)
        ],
        tasks=show.table(briefing.tasks),
        support=[show.table(table) for table in briefing.support],
        read=show.pieces(briefing.read),
        reading=[show.table(table) for table in briefing.reading],
        sources=show.table(briefing.sources),
        made=briefing.made,
    )
    Path(path).write_text(html.lstrip(), encoding="utf-8")


def write_one_page_html(briefing: Briefing, path: str | Path) -> None:
    """Write the findings that matter most as a page of one A4 side; rule: docs/method.md, "Five findings on one page"."""
    style, chart = _asset("one_page.css"), first_chart(briefing)
    parts = {part.key: part for part in briefing.parts}
    joiner = "" if briefing.language == "zh" else " "
    about = {"units": briefing.scope.unit_names(briefing.language), "period": briefing.scope.period(briefing.language)}
    html = _template("one_page.html").render(
        language=briefing.language,
        title=briefing.words("title.one_page", **about),
        synthetic=say("footer.synthetic", briefing.language) if briefing.scope.synthetic else "",
        style=Markup(style),
        style_hash=_hash(style),
        findings=[
            {"text": finding.text(briefing.language), "named": briefing.name_tasks(finding, 1)}
            for finding in briefing.choose_findings()
        ],
        image=svg_address(chart.drawing.svg) if chart else "",
        alt=chart.drawing.alt if chart else "",
        classes=parts["overview"].tables[0],
        parts=[
            {
                "heading": parts[key].heading,
                "text": joiner.join(said.text(briefing.language) for said in parts[key].said),
            }
            for key in ("scope", "limits")
        ],
    )
    Path(path).write_text(html, encoding="utf-8")


def _crop(sections: Sequence[Section]) -> str:
    """Rules of style that show each picture without its title and source: in parts of its width, as margins are.

    The picture itself keeps them, for whoever takes it out of the page.
    """
    rules = []
    for section in sections:
        drawing = section.drawing
        head, foot = (max(0, 100 * (length - TITLE_AIR) / drawing.width_in) for length in (drawing.head_in, drawing.foot_in))  # fmt: skip
        rules.append(f"#picture-{section.key} {{ margin: -{head:.2f}% 0 -{foot:.2f}%; }}\n")
    return "".join(rules)


class _Shown:
    """The parts of a briefing as the template takes them."""

    def __init__(self, briefing: Briefing) -> None:
        self.briefing = briefing
        self.most = load_vocabulary("layout")["web"]["most_rows"]
        self.sections = {id(section.finding): section for section in briefing.sections}

    def pieces(self, said: Said) -> list[dict[str, str]]:
        """A sentence with the table (and row) that each of its figures comes from."""
        section = self.sections.get(id(said))
        return [
            {"text": piece.text, "href": self._anchor(*self.briefing.place(piece.cell, section)) if piece.cell else ""}
            for piece in split_figures(said, self.briefing.language)
        ]

    def section(self, section: Section, image: str) -> dict[str, Any]:
        csv = io.BytesIO()
        write_csv(section.whole, csv)
        return {
            "key": section.key,
            "topic": section.topic,
            "image": image,
            "alt": section.finding.text(self.briefing.language),
            "width": round(section.drawing.width_in * 96),
            "height": round(section.drawing.height_in * 96),
            "pieces": self.pieces(section.finding),
            "named": self.briefing.name_tasks(section.finding),
            "subtitle": section.drawing.subtitle,
            "source": section.drawing.source,
            "csv": "data:text/csv;charset=utf-8;base64," + base64.b64encode(csv.getvalue()).decode(),
            "table": self.table(section.table),
        }

    def table(self, table: CaptionedTable) -> dict[str, Any]:
        left_out = len(table.frame) - self.most
        rows: Sequence[tuple[int, ...]] = table.rows or ()
        heads = [
            {"text": text, "number": number, "name": name}
            for text, number, name in zip(table.headers, table.numeric, table.columns, strict=True)
        ]
        if lettered := table.key == "tasks" and "source_file" in table.columns:
            # Of several files each has a letter, as in the links to rows: its name need not stand in every row.
            heads = [head for head in heads if head["name"] != "source_file"]
        traced = table.rows is not None and table.key != "tasks"
        columns = len(heads) + traced
        return {
            "key": table.key,
            "caption": table.caption,
            "heads": heads,
            "traced": traced,
            "sortable": len(table.frame) > 2 and not table.of_people,
            "of_people": table.of_people,
            "shape": "wide" if columns >= WIDE else "slim" if columns <= SLIM else "",
            "files": [
                f"{letter_of(i)} = {name}" for i, name in enumerate(dict.fromkeys(table.frame["source_file"]))
            ] if lettered else [],
            "left_out": self.briefing.words("word.header_rows", n=len(table.frame), shown=self.most)
            if left_out > 0
            else "",
            "rows": [
                {
                    "id": self._anchor(table, i),
                    "cells": [
                        {"text": self.briefing.labels[i] if lettered and name == "source_row" else text,
                         "label": label, "name": name, "number": number}
                        for text, label, name, number in zip(cells, table.headers, table.columns, table.numeric, strict=True)
                        if not (lettered and name == "source_file")
                    ],
                    "links": [
                        (text, self._anchor(self.briefing.tasks, at))
                        for text, at in (say_rows(rows[i], self.briefing.labels) if rows else [])
                    ],
                }
                for i, cells in enumerate(table.cells[: self.most])
            ],
        }  # fmt: skip

    def _anchor(self, table: CaptionedTable, row: int | None = None) -> str:
        """Where a table or one of its rows stands in the page; a row that is left out has the table's place."""
        return f"table-{table.key}" + (f"-{row}" if row is not None and row < self.most else "")


def _template(name: str) -> Any:
    return Environment(
        loader=PackageLoader("analysis_helpers", "briefing"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    ).get_template(name)  # fmt: skip


def _asset(name: str) -> str:
    return files("analysis_helpers.briefing").joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """What the policy lets through: this very text and no other."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
