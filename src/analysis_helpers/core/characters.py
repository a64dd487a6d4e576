"""Characters that show nothing and steer something: what no cell, picture, page or terminal may get as it stands."""

from __future__ import annotations

import re

# Where Word, spreadsheets and old programs break a line without calling it a new line.
BREAKS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# The other control characters and what no XML can hold; a new line and a carriage return are none of them.
CONTROLS = re.compile("[\0-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
BIDI = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")  # turn the direction of writing
SURROGATES = re.compile("[\ud800-\udfff]")
_RAW = re.compile(f"(?!\n)(?:{BREAKS.pattern}|{CONTROLS.pattern}|{BIDI.pattern}|{SURROGATES.pattern}|[\t\r])")


def plain_controls(text: str) -> str:
    """Return a text with line breaks as new lines, tabs as blanks, and without other control characters.

    >>> plain_controls("建设\\x0b书房\\t五个\\x07")
    '建设\\n书房 五个'
    """
    return CONTROLS.sub("", BREAKS.sub("\n", text).replace("\t", " "))


def escape_controls(text: str) -> str:
    """Return a text that steers no terminal: control characters and halves of a pair as \\\\x1b, \\\\u202e; new lines stay.

    >>> escape_controls("飞\\x1b[2J快\\u202e")
    '飞\\\\x1b[2J快\\\\u202e'
    """
    return _RAW.sub(lambda found: _escape(found[0]), text)


def fits_xml(text: str) -> str:
    """Return a text with \ufffd for every character that no XML can hold, so that nothing is lost without a mark."""
    return re.sub("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]", "\ufffd", text)


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
