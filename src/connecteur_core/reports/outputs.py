"""The forms a report can take, and how it is written: whole or not at all, and never over what it is made from."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import assert_never

from connecteur_core.diagnostics import ConnecteurError, Diagnostic
from connecteur_core.messages import message
from connecteur_core.positions.span import Span
from connecteur_core.reports.document import Document
from connecteur_core.reports.json_form import to_json
from connecteur_core.reports.markdown import to_markdown
from connecteur_core.store.save import replace_bytes


class ReportRefused(ConnecteurError):
    """A report that cannot be written there, or not in that form."""


class Form(Enum):
    """What a report can be written as; the value is the suffix of its files."""

    HTML = "html"
    PDF = "pdf"
    XLSX = "xlsx"
    MARKDOWN = "md"
    JSON = "json"


FORMS = tuple(form.value for form in Form)


def form_of(path: Path, wanted: str | None = None) -> Form:
    """The form that was asked for, or that the name of the file tells.

    Raises:
        ReportRefused: the name tells none.
    """
    suffix = (wanted or path.suffix.removeprefix(".")).lower()
    if suffix in FORMS:
        return Form(suffix)
    what = message("the name does not say in which form to write the report")
    advice = message("end it in {suffixes}, or give --format", suffixes=", ".join(f".{name}" for name in FORMS))
    raise ReportRefused(Diagnostic("CX350", what, Span(str(path)), advice))


def render(document: Document, form: Form) -> bytes:
    """The document in one of its forms.

    Raises:
        ModuleNotFoundError: the extra `report` is not installed (for HTML, PDF and XLSX).
    """
    match form:
        case Form.HTML:
            from connecteur_core.reports.html import to_html  # noqa: PLC0415 -- each form loads its own library

            return to_html(document).encode()
        case Form.PDF:
            from connecteur_core.reports.pdf import to_pdf  # noqa: PLC0415 -- each form loads its own library

            return to_pdf(document)
        case Form.XLSX:
            from connecteur_core.reports.xlsx import to_xlsx  # noqa: PLC0415 -- each form loads its own library

            return to_xlsx(document)
        case Form.MARKDOWN:
            return to_markdown(document).encode()
        case Form.JSON:
            return to_json(document).encode()
        case _:
            assert_never(form)


def check_target(path: Path, inputs: Sequence[Path]) -> None:
    """Make sure that a report replaces none of the files it is made from, and no file that is no report.

    Raises:
        ReportRefused: it would.
    """
    if path.exists() and path.suffix.removeprefix(".").lower() not in FORMS:
        what = message("there is already a file of another sort")
        raise ReportRefused(Diagnostic("CX351", what, Span(str(path)), message("choose another name")))
    for source in inputs:
        try:
            same = path.samefile(source)
        except OSError:
            same = False  # one of the two is not there
        if same:
            what = message("the report would replace the file it is made from")
            raise ReportRefused(Diagnostic("CX351", what, Span(str(path)), message("choose another name")))


def write_report(document: Document, path: Path, form: Form, *, inputs: Sequence[Path]) -> None:
    """Write the report; an older one of the same name is replaced.

    Raises:
        ReportRefused: it would replace one of `inputs`, or a file of another sort.
        SaveFailed: it cannot be written; nothing is left behind.
        ModuleNotFoundError: as in `render`.
    """
    check_target(path, inputs)
    replace_bytes(path, render(document, form))
