"""Everything that can be found wrong with a ruleset folder, or with a file of any format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

from connecteur_core.assessment.check import check_assessment, origin_of
from connecteur_core.assessment.postures import check_postures
from connecteur_core.assessment.reader import assessment_in
from connecteur_core.assessment.taken import taken_findings
from connecteur_core.assessment.unsuitable import unsuitable_findings
from connecteur_core.decisions.profile import get_definition_of, profile_in
from connecteur_core.definitions.vocabulary import core_vocabulary, extend_vocabulary, read_facts
from connecteur_core.diagnostics import ConnecteurError, Diagnostic, Severity, UnknownName
from connecteur_core.labels.body import load_body
from connecteur_core.labels.review import load_review
from connecteur_core.messages import message
from connecteur_core.planning.costs import load_costs
from connecteur_core.plugins.rulesets import get_ruleset
from connecteur_core.portfolio.members import InvalidPortfolio, find_members, portfolio_in
from connecteur_core.reading.limits import MAX_FINDINGS
from connecteur_core.reading.toml_file import TomlFile, load_toml
from connecteur_core.rulesets.checker import check_ruleset
from connecteur_core.rulesets.loader import load_ruleset_with
from connecteur_core.rulesets.locales import check_locale
from connecteur_core.rulesets.mapping import ItemMapping, check_pairs, check_references, load_mapping
from connecteur_core.rulesets.shipped import OVERLAY_FILE
from connecteur_core.rulesets.wording_checks import check_wording
from connecteur_core.testing.cases import check_cases
from connecteur_core.testing.definition_cases import check_definitions_file
from connecteur_core.testing.folder_shapes import check_shape, misnamed_folder, shape_findings, stray_files
from connecteur_core.testing.left_out_items import without_consequences

_LABEL_FILES: dict[str, Callable[[Path], object]] = {
    "connecteur-body": load_body,
    "connecteur-review": load_review,
}


def check_path(path: Path, *, search: Sequence[Path] = (), deep: bool = False) -> list[Diagnostic]:
    """All findings about a ruleset folder or a file, by place; a file's `format` says what it is.

    Args:
        path: a ruleset's folder, or a file.
        search: folders to look for rulesets in first.
        deep: rulesets and definitions that are in order are put to the solver, too; needs the extra `prove`.
    """
    found = _ruleset_findings(path, search) if path.is_dir() else _file_findings(path, search)
    findings = list(islice(found, MAX_FINDINGS))
    if deep and not any(finding.severity is Severity.ERROR for finding in findings):
        findings += _refuted(path, search)
    return sorted(findings, key=lambda finding: finding.sort_key)[:MAX_FINDINGS]


def _refuted(path: Path, search: Sequence[Path]) -> Iterator[Diagnostic]:
    from connecteur_core.proofs.claims import proof_findings  # noqa: PLC0415 -- needs the solver
    from connecteur_core.proofs.question import decide_questions  # noqa: PLC0415 -- as above
    from connecteur_core.proofs.targets import find_target  # noqa: PLC0415 -- as above

    provable = ("connecteur-definitions/", "connecteur-overlay/")
    if path.is_file() and not str(load_toml(path).data.get("format")).startswith(provable):
        return
    target = find_target(str(path), search=search)
    yield from proof_findings(list(decide_questions(target.questions())), target.at)


def _ruleset_findings(folder: Path, search: Sequence[Path]) -> Iterator[Diagnostic]:
    if (folder / OVERLAY_FILE).is_file():
        yield from _overlay_findings(folder, search)
    else:
        yield from without_consequences(_plain_findings, folder)


def _plain_findings(folder: Path, also: Sequence[str] = ()) -> Iterator[Diagnostic]:
    """All findings of all files: what one stage refuses does not hide what can be said of the other files.

    Args:
        folder: of the ruleset.
        also: files to look at the ruleset with, as if it included them.
    """
    try:
        ruleset = load_ruleset_with(also, folder=folder)
    except ConnecteurError as error:
        yield from error.diagnostics
        yield from shape_findings(folder, {finding.at.file for finding in error.diagnostics if finding.at})
        return
    checked = None
    try:
        checked = check_ruleset(ruleset)
    except ConnecteurError as error:
        yield from error.diagnostics
    yield from misnamed_folder(ruleset)
    yield from stray_files(ruleset)
    kinds_are_known = all(item.kind in ruleset.kinds for item in ruleset.items.values())
    checks: list[Callable[[], list[Diagnostic]]] = []
    for lang in ruleset.languages:
        path = folder / "locale" / f"{lang}.toml"
        checks.append(
            partial(check_locale, ruleset, lang) if kinds_are_known else partial(check_shape, path, inside=folder)
        )
    check_case_file = partial(check_shape, inside=folder) if checked is None else partial(check_cases, checked)
    checks += [partial(check_case_file, path) for path in sorted((folder / "cases").glob("*.toml"))]
    yield from _all_of(checks)


def _overlay_findings(folder: Path, search: Sequence[Path]) -> Iterator[Diagnostic]:
    try:
        checked = get_ruleset(str(folder), search=search)
    except ConnecteurError as error:
        yield from error.diagnostics
        return
    ruleset = checked.ruleset
    checks = [partial(check_wording, ruleset, lang) for lang in ruleset.languages]
    checks += [partial(check_cases, checked, path) for path in sorted((folder / "cases").glob("*.toml"))]
    yield from _all_of(checks)


def _all_of(checks: Iterable[Callable[[], list[Diagnostic]]]) -> Iterator[Diagnostic]:
    for check in checks:
        try:
            yield from check()
        except ConnecteurError as error:
            yield from error.diagnostics


def _file_findings(path: Path, search: Sequence[Path]) -> Iterator[Diagnostic]:
    try:
        file = load_toml(path)
        match str(file.data.get("format")).partition("/")[0]:
            case "connecteur-definitions":
                yield from check_definitions_file(file, core_vocabulary())
            case "connecteur-facts":
                yield from extend_vocabulary(core_vocabulary(), read_facts(file), file)[1]
            case "connecteur-profile":
                yield from _profile_findings(file)
            case "connecteur-overlay":
                yield from _ruleset_findings(path.parent, search)
            case "connecteur-mapping":
                yield from _mapping_findings(load_mapping(path), search)
            case "connecteur-portfolio":
                yield from _portfolio_findings(file)
            case "connecteur-costs":
                reference = load_costs(path, None).own.ruleset
                if reference is not None:
                    load_costs(path, get_ruleset(reference, search=search).ruleset)
            case "connecteur-items" | "connecteur-locale" | "connecteur-cases":
                yield from check_shape(path)
            case "connecteur-body" | "connecteur-review" as kind:
                _LABEL_FILES[kind](path)
            case _:
                yield from _assessment_findings(file, search)
    except ConnecteurError as error:
        yield from error.diagnostics


def _profile_findings(file: TomlFile) -> Iterator[Diagnostic]:
    profile = profile_in(file)
    try:
        get_definition_of(profile.definition, profile=file.path)
    except UnknownName as error:
        for finding in error.diagnostics:
            match finding.code:
                case "CX609":
                    yield _placed(finding, file, "host")
                case "CX610":
                    yield _placed(finding, file, "parameters", str(finding.message.values["name"]))
                case _:
                    yield _placed(finding, file, "definition")


def _portfolio_findings(file: TomlFile) -> Iterator[Diagnostic]:
    for index, name in enumerate(portfolio_in(file).assessments):
        try:
            files = find_members([str(file.path.parent / name)]).files
        except InvalidPortfolio as error:
            for finding in error.diagnostics:
                yield _placed(finding, file, "assessments", index)
        else:
            if not all(member.exists() for member in files):
                yield file.diagnostic("CX331", message("no assessment here"), ("assessments", index))


def _assessment_findings(file: TomlFile, search: Sequence[Path]) -> Iterator[Diagnostic]:
    assessment = assessment_in(file)
    try:
        checked = get_ruleset(assessment.ruleset, search=search)
    except UnknownName as error:
        for finding in error.diagnostics:
            yield _placed(finding, file, "ruleset")
        return
    yield from check_assessment(assessment, checked.ruleset)
    yield from unsuitable_findings(assessment, checked.ruleset)
    yield from check_postures(assessment, checked.ruleset, origin_of(assessment))
    yield from taken_findings(assessment)


def _mapping_findings(mapping: ItemMapping, search: Sequence[Path]) -> Iterator[Diagnostic]:
    unnamed = list(check_references(mapping))
    if unnamed:
        yield from unnamed
        return
    rules = [get_ruleset(name, search=search).ruleset for name in (mapping.original, mapping.target)]
    yield from check_pairs(mapping, *rules)


def _placed(finding: Diagnostic, file: TomlFile, *key_path: str | int) -> Diagnostic:
    """A finding about a name, at the place where the file says that name."""
    return file.diagnostic(finding.code, finding.message, key_path, help=finding.help, severity=finding.severity)
