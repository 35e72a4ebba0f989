"""What makes a portfolio: assessments by file, folder or glob, and offers; or a file `connecteur-portfolio/1`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from attrs import field, frozen

from connecteur_core.assessment.offers import Offer
from connecteur_core.diagnostics import ConnecteurError, Diagnostic
from connecteur_core.messages import message
from connecteur_core.positions.span import Span
from connecteur_core.reading.structuring import structure
from connecteur_core.reading.toml_file import Origin, TomlFile, check_format, load_toml

_MARKS = "*?["
MOST_OFFERED = 100_000
"""How many incubators one offer may serve at most."""
_HEAD = 4096
"""How much of a file found in a folder is looked at to see whether it is an assessment."""


class InvalidPortfolio(ConnecteurError):
    """A portfolio that names nothing, or whose file does not fit its format."""


@frozen
class Members:
    """Files of assessments, and what partners offer to any of them."""

    name: str | None
    files: tuple[Path, ...]
    offers: tuple[Offer, ...] = ()


@frozen
class PortfolioFile:
    """What a file of the format `connecteur-portfolio/1` holds.

    Attributes:
        name: what the whole is called.
        assessments: files, folders or globs, from the folder of the file; none in a file of offers alone.
        offers: what partners offer to any of the incubators.
    """

    format: str
    assessments: tuple[str, ...] = ()
    name: str | None = None
    offers: tuple[Offer, ...] = field(default=())


def find_members(names: Sequence[str]) -> Members:
    """The assessments that were named.

    Args:
        names: assessments, folders (all assessments below them), globs, or files of the format `connecteur-portfolio/1`
            whose paths count from their own folder.

    Raises:
        InvalidPortfolio: nothing there.
        UnreadableFile: a portfolio file that cannot be read.
    """
    files: dict[Path, None] = {}
    offers: list[Offer] = []
    title: str | None = None
    for name in names:
        path = Path(name)
        if path.is_file() and _is_of(path, "portfolio"):
            content = load_portfolio(path)
            title, offers = title or content.name, [*offers, *content.offers]
            for inner in content.assessments:
                files |= dict.fromkeys(_files(str(path.parent / inner)))
        else:
            files |= dict.fromkeys(_files(name))
    return Members(title, tuple(files), tuple(offers))


def load_portfolio(path: Path) -> PortfolioFile:
    """The content of a portfolio file.

    Raises:
        InvalidPortfolio: wrong keys or types.
        UnreadableFile: no readable TOML of that format.
    """
    return portfolio_in(load_toml(path))


def portfolio_in(file: TomlFile) -> PortfolioFile:
    """The portfolio in a file that was read before; errors as in `load_portfolio`."""
    check_format(file, "portfolio")
    content = structure(file.data, PortfolioFile, Origin(file, ()))
    findings = content if isinstance(content, list) else list(_offer_findings(content, Origin(file, ())))
    if findings:
        raise InvalidPortfolio(findings)
    assert isinstance(content, PortfolioFile), "findings were raised above"
    return content


def _offer_findings(content: PortfolioFile, origin: Origin) -> Iterator[Diagnostic]:
    for index, offer in enumerate(content.offers):
        if not 1 <= offer.amount <= MOST_OFFERED:
            what = message("this must be between {least} and {most}", least=1, most=MOST_OFFERED)
            yield origin.diagnostic("CX344", what, "offers", index, "amount")
        if offer.on and offer.until and offer.until < offer.on:
            what = message("the last day is before the first")
            yield origin.diagnostic("CX342", what, "offers", index, "until")


def _files(name: str) -> Iterator[Path]:
    path = Path(name)
    if path.is_dir():
        found = [file for file in sorted(path.rglob("*.toml")) if file.is_file() and _is_of(file, "assessment")]
    elif any(mark in name for mark in _MARKS) and not path.exists():
        base = Path(path.anchor) if path.is_absolute() else Path()
        found = sorted(file for file in base.glob(str(path.relative_to(path.anchor))) if file.is_file())
    else:
        found = [path]  # a file that does not exist is told when it is read, beside those that do
    if not found:
        what = message("no assessment here")
        raise InvalidPortfolio(Diagnostic("CX331", what, Span(name)))
    yield from found


def _is_of(path: Path, kind: str) -> bool:
    """Whether a file says that it is of a format; told by its beginning alone."""
    try:
        with path.open("rb") as file:
            return f"connecteur-{kind}/".encode() in file.read(_HEAD)
    except OSError:
        return False
