"""Finds rulesets by id: those shipped with the package, and those of folders the caller names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from connecteur_core.diagnostics import Diagnostic, UnknownName
from connecteur_core.did_you_mean import find_similar
from connecteur_core.messages import Message, message
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.reading.limits import MAX_OVERLAYS
from connecteur_core.rulesets.checker import CheckedRuleset, check_ruleset
from connecteur_core.rulesets.loader import load_ruleset

OVERLAY_FILE = "overlay.toml"
"""How many overlays may lie on each other; a country's, a city's and an incubator's are three."""

_PACKAGE = Path(__file__).parent.parent
_CHECKOUT = _PACKAGE.parent.parent


def shipped_folder(name: str) -> Path:
    """The folder of shipped data: inside the installed package, or in the checkout of an editable install.

    Args:
        name: "rulesets" or "examples".
    """
    installed = _PACKAGE / "shipped" / name
    if installed.is_dir():
        return installed
    return _CHECKOUT / ("examples/assessments" if name == "examples" else name)


def find_ruleset_folders(search: Sequence[Path] = ()) -> tuple[Path, ...]:
    """All folders of rulesets and overlays, those of `search` first; a folder of `search` may be one itself."""
    return tuple(folder for root in (*search, shipped_folder("rulesets")) for folder in _rulesets_in(root))


def get_ruleset(reference: str, *, search: Sequence[Path] = ()) -> CheckedRuleset:
    """The checked ruleset that `reference` names: `id`, `id@version`, or the path of a folder.

    A folder here that has the name of the id is taken when nobody else brings it, so that authors try theirs at once.

    Args:
        reference: what assessments write under `ruleset`.
        search: folders to look in before the shipped ones.

    Raises:
        UnknownName: no such ruleset, or not in that version; with the nearest name.
        InvalidRuleset: found, but it does not hold together.
    """
    return _get(reference, tuple(search), ())


def is_ruleset_folder(folder: Path) -> bool:
    """Whether a folder holds a ruleset, or an overlay on one."""
    try:
        return (folder / "ruleset.toml").is_file() or (folder / OVERLAY_FILE).is_file()
    except (OSError, ValueError):
        return False  # a name longer than the system has, or with a NUL in it: no folder


def _get(reference: str, search: tuple[Path, ...], above: tuple[Path, ...]) -> CheckedRuleset:
    """As `get_ruleset`; `above` are the folders of the overlays that led here."""
    if not above and is_ruleset_folder(Path(reference)):
        return _checked(Path(reference), search, above)
    wanted, _, version = reference.partition("@")
    known: dict[str, Path] = {}
    for folder in find_ruleset_folders(search):
        known.setdefault(folder.name, folder)
    if above and is_ruleset_folder(above[-1].parent / wanted):
        known.setdefault(wanted, above[-1].parent / wanted)  # a city's overlay lies beside that of its country
    if is_ruleset_folder(Path(wanted)):
        known.setdefault(wanted, Path(wanted))
    if wanted not in known:
        what = message("there is no ruleset `{id}`", id=wanted)
        raise UnknownName(Diagnostic("CX120", what, help=_where_to_look(wanted, known)))
    checked = _checked(known[wanted], search, above)
    if version and version != checked.ruleset.version:
        what = message(
            "ruleset `{id}` is here in version {here}, not {version}",
            id=wanted,
            here=checked.ruleset.version,
            version=version,
        )
        raise UnknownName(
            Diagnostic("CX121", what, help=_other_version(checked.ruleset, version, of_overlay=bool(above)))
        )
    return checked


def _where_to_look(wanted: str, known: dict[str, Path]) -> Message:
    near = find_similar(wanted, known)
    if near is not None:
        return message(
            "did you mean `{near}`? Or set CONNECTEUR_RULESETS to the folder that holds `{id}`", near=near, id=wanted
        )
    names = ", ".join(sorted(known))
    return message("known: {names}; or set CONNECTEUR_RULESETS to the folder that holds `{id}`", names=names, id=wanted)


def _other_version(here: Ruleset, wanted: str, *, of_overlay: bool) -> Message:
    """What to do about a file that names another version than the one that is here."""
    if of_overlay:
        return message(
            "set CONNECTEUR_RULESETS to a folder that has it, or write the overlay for the version that is here"
        )
    if _parts(here.version) > _parts(wanted):
        return message("bring the assessment over: connecteur migrate FILE --to {reference}", reference=here.reference)
    return message("the file is newer: set CONNECTEUR_RULESETS to a folder that has that version, or update connecteur")


def _parts(version: str) -> list[tuple[int, str]]:
    """A version as something to order by: numbers by their value, however long, words by the alphabet."""
    parts = (part.lstrip("0") for part in re.findall(r"[0-9]+|[^0-9.]+", version))
    return [(len(part) if part.isdecimal() else 0, part) for part in parts]


def _rulesets_in(root: Path) -> Iterator[Path]:
    if is_ruleset_folder(root):
        yield root
    elif root.is_dir():
        yield from sorted(folder for folder in root.iterdir() if is_ruleset_folder(folder))


def _checked(folder: Path, search: tuple[Path, ...], above: tuple[Path, ...]) -> CheckedRuleset:
    if (folder / OVERLAY_FILE).is_file():
        return _overlaid(folder, search, above)
    return _plain(folder)


@lru_cache(maxsize=8)
def _plain(folder: Path) -> CheckedRuleset:
    return check_ruleset(load_ruleset(folder))


@lru_cache(maxsize=8)
def _overlaid(folder: Path, search: tuple[Path, ...], above: tuple[Path, ...]) -> CheckedRuleset:
    here = folder.resolve()
    circle = (*above, here)
    if here in above:
        names = " → ".join(one.name for one in circle)
        raise UnknownName(
            Diagnostic("CX271", message("overlays extend each other in a circle: {circle}", circle=names))
        )
    if len(circle) > MAX_OVERLAYS:
        what = message("more than {limit} overlays lie on each other", limit=MAX_OVERLAYS)
        raise UnknownName(Diagnostic("CX271", what))
    from connecteur_core.rulesets.overlay import check_overlay  # noqa: PLC0415 -- few rulesets are overlays

    return check_overlay(folder / OVERLAY_FILE, lambda reference: _get(reference, search, circle))
