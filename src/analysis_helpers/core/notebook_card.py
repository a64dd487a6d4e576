"""How an object looks in a notebook: what it is, what is in it, and where to go on."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from analysis_helpers.core.characters import fits_xml
from analysis_helpers.core.language import get_language
from analysis_helpers.core.vocabulary import fill


def write_card(kind: str, facts: Sequence[tuple[str, object]], further: Sequence[str]) -> str:
    """Return the card as HTML: a title, rows of facts (keys of `own.toml`), and lines of code that lead on; in the language that holds."""
    language = get_language()

    def words(key: str) -> str:
        return escape(fill("own", f"card.{key}", language, {}))

    rows = "".join(
        f'<tr><th style="text-align: left">{words(key)}</th><td style="text-align: left">{escape(fits_xml(str(value)))}</td></tr>'
        for key, value in facts
    )
    lines = "<br>".join(f"<code>{escape(line)}</code>" for line in further)
    last = f'<tr><th style="text-align: left">{words("next")}</th><td style="text-align: left">{lines}</td></tr>'
    return f'<table class="mathjax_ignore tex2jax_ignore"><caption style="text-align: left">{words(kind)}</caption><tbody>{rows}{last}</tbody></table>'
