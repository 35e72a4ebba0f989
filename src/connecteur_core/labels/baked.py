"""Credentials in pictures: Open Badges 3.0 keeps them in a chunk of a PNG or an element of an SVG."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from connecteur_core.diagnostics import Diagnostic
from connecteur_core.labels.errors import InvalidLabelFile
from connecteur_core.messages import Message, message
from connecteur_core.positions.span import Span
from connecteur_core.reading.guard import read_guarded_bytes, read_guarded_text

_PNG = b"\x89PNG\r\n\x1a\n"
_CHUNK = b"iTXt"
_KEYWORD = b"openbadgecredential"
_SPACE = "https://purl.imsglobal.org/ob/v3p0"
_ELEMENT = f"{_SPACE} credential"


def load_credential(path: Path | str) -> str:
    """The credential in a file: as JSON, as JWT, or baked into a PNG or SVG badge.

    Raises:
        UnreadableFile: it cannot be read.
        InvalidLabelFile: it is a picture without a credential, with several, or damaged.
    """
    path = Path(path)
    start = read_guarded_bytes(path)[:256]
    if start.startswith(_PNG):
        return credential_in_png(read_guarded_bytes(path), path)
    if start.lstrip().startswith(b"<"):
        return credential_in_svg(read_guarded_bytes(path), path)
    return read_guarded_text(path)


def bake_png(picture: bytes, credential: str) -> bytes:
    """The PNG with the credential in a chunk behind its header."""
    header = len(_PNG) + 4 + 4 + 13 + 4
    content = _KEYWORD + b"\0\0\0\0\0" + credential.strip().encode()
    chunk = struct.pack(">I", len(content)) + _CHUNK + content + struct.pack(">I", zlib.crc32(_CHUNK + content))
    return picture[:header] + chunk + picture[header:]


def bake_svg(picture: str, credential: str, title: str) -> str:
    """The SVG with the credential as its first element, and with a title for those who do not see it."""
    credential = credential.strip()
    if credential.startswith("{"):
        content = credential.replace("]]>", "]]]]><![CDATA[>")
        baked = f"<openbadges:credential><![CDATA[{content}]]></openbadges:credential>"
    else:
        baked = f"<openbadges:credential verify={quoteattr(credential)}></openbadges:credential>"
    start = re.search(r"<svg\b([^>]*)>", picture)
    assert start is not None, "typst draws an <svg>"
    named = f'<svg xmlns:openbadges="{_SPACE}" role="img" aria-label={quoteattr(title)}{start[1]}>'
    return picture[: start.start()] + named + baked + picture[start.end() :]


def credential_in_png(content: bytes, path: Path) -> str:
    """The credential in a PNG; errors as in `load_credential`."""
    try:
        found = [_text_of(data) for kind, data in _chunks(content) if kind == _CHUNK and data.startswith(_KEYWORD)]
    except (ValueError, struct.error) as error:
        raise _refused(path, message("the picture is damaged")) from error
    return _only(found, path)


def credential_in_svg(content: bytes, path: Path) -> str:
    """The credential in an SVG; errors as in `load_credential`. Entities and document types are not read."""
    reader = _SvgReader()
    try:
        reader.parser.Parse(content, True)
    except (expat.ExpatError, ValueError) as error:
        raise _refused(path, message("the picture is damaged")) from error
    return _only(reader.found, path)


def _only(found: list[str], path: Path) -> str:
    if len(found) != 1:
        what = message("the picture holds {count} credentials; a badge holds one", count=len(found))
        raise _refused(path, what)
    return found[0]


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(_PNG)
    while place < len(content):
        length, kind = struct.unpack_from(">I4s", content, place)
        data = content[place + 8 : place + 8 + length]
        (checksum,) = struct.unpack_from(">I", content, place + 8 + length)
        if zlib.crc32(kind + data) != checksum:
            raise ValueError("checksum")
        yield kind, data
        place += 12 + length


def _text_of(data: bytes) -> str:
    keyword, packed, rest = data.split(b"\0", 1)[0], data[len(_KEYWORD) + 1], data[len(_KEYWORD) + 3 :]
    if keyword != _KEYWORD or packed != 0:
        raise ValueError("another keyword, or compressed, which the standard forbids")
    _language, _translated, text = rest.split(b"\0", 2)
    return text.decode()


class _SvgReader:
    """Listens for the elements that hold credentials."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._inside = False
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _refuse(self, *_: object) -> None:
        raise ValueError("a document type can hold bombs")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == _ELEMENT:
            self.found.append(attributes.get("verify", ""))
            self._inside = not self.found[-1]

    def _end(self, name: str) -> None:
        self._inside = self._inside and name != _ELEMENT

    def _text(self, text: str) -> None:
        if self._inside:
            self.found[-1] += text


def _refused(path: Path, what: Message) -> InvalidLabelFile:
    return InvalidLabelFile(Diagnostic("CX380", what, Span(str(path))))
