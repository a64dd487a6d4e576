"""Nothing is published under pseudonyms in which a name still stands, wherever it hides."""

import base64
import io
import json
import struct
import zipfile
import zlib

import pytest

from analysis_helpers import ReportError
from analysis_helpers.briefing.name_scan import refuse_names
from analysis_helpers.briefing.pseudonyms import Pseudonyms, find_offices

NAMES = Pseudonyms(
    {"韩梅梅": "领导A", "欧阳锋等": "领导B", "Li Na": "领导C"},
    {"文广旅游局": "单位甲"},
    {"2024Q2-文旅.txt": "报告A.txt"},
)


def _zip(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _png(kind, data):
    chunk = struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 0) + b"IEND" + struct.pack(">I", zlib.crc32(b"IEND"))


NAME = "韩梅梅"
HIDDEN = {
    "a.txt": NAME.encode(),
    "b.json": json.dumps({"a": NAME}).encode(),
    "c.docx": _zip(document="<w:t>韩</w:t></w:r><w:r><w:t>梅梅</w:t>"),
    "d.pptx": _zip(inner=_zip(sheet=f"<v>{NAME}</v>")),
    "e.docx": _zip(properties=f"<dc:creator>{NAME}</dc:creator>"),
    "f.html": b"<p alt='&#38889;&#26757;&#26757;'>",
    "g.html": b"<img src='data:image/png;base64," + base64.b64encode(_png(b"tEXt", b"Title\0" + NAME.encode())) + b"'>",
    "h.png": _png(b"zTXt", b"Title\0\0" + zlib.compress(NAME.encode())),
    "i.svg": "<svg><metadata>韓梅梅</metadata></svg>".encode(),
    "j.csv": "韩 梅（méi）梅".encode(),
    "k.txt": "欧阳锋".encode(),
    "l.txt": b"by LI NA",
    "m.txt": "文旅局".encode(),
    "n.json": b'{"file": "2024Q2-' + "文旅".encode() + b'.txt"}',
    "o" + NAME + ".txt": b"x",
}


@pytest.mark.parametrize("name", HIDDEN)
def test_a_name_is_found_wherever_it_hides(tmp_path, name):
    (tmp_path / name).write_bytes(HIDDEN[name])
    with pytest.raises(ReportError) as refused:
        refuse_names(tmp_path, NAMES)
    assert NAME not in str(refused.value)  # the message says where, not who
    assert "未发布" in refused.value.say("zh")


def test_outputs_without_names_are_published(tmp_path):
    (tmp_path / "a.html").write_text("<td>韩</td><td>梅梅</td> 领导A与单位甲 online", encoding="utf-8")
    (tmp_path / "b.png").write_bytes(_png(b"tEXt", b"Software\0Matplotlib"))
    (tmp_path / "c.docx").write_bytes(_zip(document="<w:p>韩</w:p><w:p>梅梅</w:p>"))
    refuse_names(tmp_path, NAMES)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [("韩区长督办", "领导A区长督办"), ("欧阳副书记", "领导B副书记"), ("韓 书记", "领导A书记"), ("欧阳锋、韩·梅梅", "领导B、领导A"),
     ("刘局长", "刘局长"), ("LI NA, online", "领导C, online")],
)  # fmt: skip
def test_a_family_name_before_an_office_is_that_leader(text, hidden):
    assert NAMES.replace_in(text) == hidden


def test_a_family_name_of_two_leaders_is_neither():
    assert Pseudonyms({"韩梅": "领导A", "韩雪": "领导B"}, {}, {}).replace_in("韩区长") == "某区长"


def test_offices_of_others_are_said():
    assert find_offices(["请刘局长、李副书记协助，区长到场", "地方部长"]) == ["刘局长", "李副书记"]
