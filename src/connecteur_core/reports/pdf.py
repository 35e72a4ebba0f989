"""A document as PDF: archivable (PDF/A-2a), accessible (PDF/UA-1), the same bytes for the same document.

Only the fonts that the typesetter brings are used, so that a report looks alike everywhere; those of the machine come
in for scripts that these lack. What no font here can show becomes visible as its code point, for a PDF with missing
signs would be neither archivable nor accessible.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files

from connecteur_core.printable import code_point
from connecteur_core.reports.document import Document, Path
from connecteur_core.reports.level_path import level_path_svg
from connecteur_core.reports.plain import to_plain

_COLOURS = {"fill": "#0d5f63", "line": "#0d5f63", "empty": "#8b949b"}
_LACKING = re.compile(r'the text `"(.*?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_LONG = re.compile(r"\S{22,}")
_PIECE = re.compile(r"[^./?&=_-]{1,12}[./?&=_-]*|[./?&=_-]+")
_BREAK = "\u200b"
_ROUNDS = 4


def to_pdf(document: Document) -> bytes:
    """The pages."""
    text = json.dumps(to_plain(document, _breakable), ensure_ascii=False)
    drawing = next((part for section in document.sections for part in section.parts if isinstance(part, Path)), None)
    stairs = level_path_svg(drawing.steps if drawing else (), _COLOURS)
    stamp = datetime.combine(date.fromisoformat(document.day), datetime.min.time(), UTC)
    for round_ in range(_ROUNDS):
        lacking, content = _compile(text, stairs, stamp, own_fonts=round_ == 0)
        if content is not None:
            return content
        if round_ > 0:
            text = "".join(code_point(one) if one in lacking else one for one in text)
    raise AssertionError("each round takes away the characters that no font has")


def _compile(text: str, stairs: str, stamp: datetime, *, own_fonts: bool) -> tuple[frozenset[str], bytes | None]:
    """The characters that no font can show, or the PDF."""
    import typst  # noqa: PLC0415 -- extra `report`

    compiler = typst.Compiler(_layout(), ignore_system_fonts=own_fonts, sys_inputs={"document": text, "stairs": stairs})
    try:
        content = compiler.compile(format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=stamp)
    except typst.TypstError as error:
        lacking = _lacking(str(error.diagnostic))
        if not lacking:
            raise
        return lacking, None
    assert isinstance(content, bytes), "one PDF is one file"
    return frozenset(), content


def _lacking(diagnostic: str) -> frozenset[str]:
    named = _LACKING.findall(diagnostic)
    texts = (_ESCAPED.sub(lambda found: chr(int(found[1], 16)), one) for one in named)
    return frozenset(character for text in texts for character in text if not character.isascii())


def _breakable(text: str) -> str:
    """The text with places where a line may end inside of long runs without spaces."""
    return _LONG.sub(lambda run: _BREAK.join(_PIECE.findall(run[0])), text)


@cache
def _layout() -> bytes:
    return files("connecteur_core.reports").joinpath("templates/report.typ").read_bytes()
