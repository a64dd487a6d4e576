"""What Word files, slides and workbooks have in common: a zip of XML."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from analysis_helpers.core.table_files import UNFIT

DATES = re.compile(rb"<dcterms:(created|modified)\b[^>]*>[^<]*</dcterms:\1>")
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the first that a zip can name
PARTS_INSIDE = (".xlsx", ".docx", ".pptx")
FOREIGN = re.compile(f"{UNFIT}|[\ud800-\udfff]")


def fit(text: str) -> str:
    """A text as XML can hold it: control characters and half surrogates are shown as U+FFFD.

    >>> fit("甲\\x07乙")
    '甲�乙'
    """
    return FOREIGN.sub("\ufffd", text)


def forget_the_time(path: Path) -> None:
    """Take every date out of an Office file, the workbooks inside its charts included: the same content, the same bytes."""
    path.write_bytes(_without_dates(path.read_bytes()))


def _without_dates(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith(PARTS_INSIDE):
                part = _without_dates(part)
            elif name == "docProps/core.xml":
                part = DATES.sub(b"", part)
            entry = zipfile.ZipInfo(name, FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, part)
    return out.getvalue()
