"""Which elements of a web page does a browser not show?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

UNSEEN = "data-unseen"  # the attribute that marks them; its value says whether their place stays
GONE, BLANK = "gone", "blank"
MOST_RULES = 200  # of style sheets inside a page; what hides by more of them is shown
_DECLARED = re.compile(r"(?:^|[;{\s])(?:(display)\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))\b", re.IGNORECASE)
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_MEDIA = re.compile(r"@[a-z-]+[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", re.IGNORECASE)
_COMPOUND = re.compile(r"([a-z][a-z0-9]*|\*)?((?:[.#][\w-]+)*)", re.IGNORECASE)
_NAMES = re.compile(r"([.#])([\w-]+)")


def mark_unseen(page: Any, text: str) -> bool:
    """Mark the elements that their style, the page's own style sheets or the `hidden` attribute hide; whether any are."""
    if not re.search(r"hidden|none|collapse", text, re.IGNORECASE):
        return False
    rules = list(_hiding_rules(page))
    found = False
    for element in page.iter():
        if isinstance(element.tag, str) and (kind := _hidden_as(element, rules)):
            element.set(UNSEEN, kind)
            found = True
    return found


def _hidden_as(element: Any, rules: list[tuple[list[str], str]]) -> str | None:
    attributes = element.attrib
    if "hidden" in attributes:
        return GONE
    if declared := _declared(attributes.get("style", "")):
        return declared
    if rules and ("class" in attributes or "id" in attributes):
        return next((kind for parts, kind in rules if _matches(element, parts)), None)
    return None


def _declared(style: str) -> str | None:
    """How a style hides: `gone` (display) or `blank` (visibility)."""
    found = _DECLARED.search(style)
    if found is None:
        return None
    return GONE if found[1] else BLANK


def _hiding_rules(page: Any) -> Iterator[tuple[list[str], str]]:
    """The selectors (as their parts, the outermost first) that hide what they match, on a screen."""
    left = MOST_RULES
    for sheet in page.iter("style"):
        if "print" in (sheet.get("media") or ""):
            continue
        css = _MEDIA.sub("", _COMMENT.sub("", sheet.text or ""))
        for selectors, style in _RULE.findall(css):
            kind = _declared(style)
            for selector in selectors.split(",") if kind else ():
                parts = selector.replace(">", " ").split()
                if parts and left and all(_COMPOUND.fullmatch(part) for part in parts):
                    left -= 1
                    yield parts, kind or ""


def _matches(element: Any, parts: list[str]) -> bool:
    """Whether an element, and elements around it, fit the parts of a selector."""
    if not _fits(element, parts[-1]):
        return False
    around = element.iterancestors()
    return all(any(_fits(outer, part) for outer in around) for part in parts[-2::-1])


def _fits(element: Any, part: str) -> bool:
    found = _COMPOUND.fullmatch(part)
    if found is None or (found[1] not in (None, "*") and found[1].lower() != element.tag):
        return False
    names = {".": (element.get("class") or "").split(), "#": [element.get("id")]}
    return all(name in names[mark] for mark, name in _NAMES.findall(found[2]))
