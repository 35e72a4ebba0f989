"""Writes badges and verification pages of labels."""

from __future__ import annotations

from pathlib import Path

from connecteur_core.diagnostics import Diagnostic
from connecteur_core.labels.badge import png_badge, svg_badge
from connecteur_core.labels.errors import InvalidLabelFile
from connecteur_core.labels.verification_page import verification_page
from connecteur_core.labels.verify import read_signed
from connecteur_core.messages import message
from connecteur_core.positions.span import Span
from connecteur_core.store.save import replace_bytes, replace_text


def write_badge(path: Path, credential: str, *, lang: str) -> None:
    """Write the badge (`.png`, `.svg`) or the verification page (`.html`) of a credential whose signature holds.

    Raises:
        InvalidLabelFile: it is no label, its signature does not hold, or a page was asked for and it is no JWT.
        SaveFailed: the file could not be written.
    """
    facts, fault = read_signed(credential)
    if facts is None or fault is not None:
        what = message("this is no label to make a badge of: {reason}", reason=fault)
        raise InvalidLabelFile(Diagnostic("CX379", what))
    if path.suffix == ".png":
        replace_bytes(path, png_badge(credential, facts, lang))
    elif path.suffix == ".svg":
        replace_text(path, svg_badge(credential, facts, lang))
    elif credential.lstrip().startswith("{"):
        advice = message("give the file that ends in .jwt; browsers cannot check the other form")
        raise InvalidLabelFile(Diagnostic("CX379", message("the page needs the label as JWT"), Span(str(path)), advice))
    else:
        replace_text(path, verification_page(credential.strip(), facts, lang))
