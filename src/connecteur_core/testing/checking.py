"""Everything that can be found wrong with a ruleset folder, or with a file of any format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from connecteur_core.assessment.check import check_assessment, origin_of
from connecteur_core.assessment.postures import check_postures
from connecteur_core.assessment.reader import load_assessment
from connecteur_core.assessment.taken import taken_findings
from connecteur_core.decisions.profile import get_definition_of, load_profile
from connecteur_core.definitions.vocabulary import core_vocabulary, read_facts
from connecteur_core.diagnostics import ConnecteurError, Diagnostic, Severity
from connecteur_core.messages import message
from connecteur_core.plugins.rulesets import get_ruleset
from connecteur_core.portfolio.members import load_portfolio
from connecteur_core.reading.toml_file import load_toml
from connecteur_core.rulesets.checker import check_ruleset
from connecteur_core.rulesets.loader import load_ruleset
from connecteur_core.rulesets.locales import check_locale
from connecteur_core.rulesets.mapping import ItemMapping, check_pairs, check_references, load_mapping
from connecteur_core.rulesets.shipped import OVERLAY_FILE
from connecteur_core.rulesets.wording_checks import check_wording
from connecteur_core.testing.cases import check_cases
from connecteur_core.testing.definition_cases import check_definitions_file


def check_path(path: Path, *, search: Sequence[Path] = (), deep: bool = False) -> list[Diagnostic]:
    """All findings about a ruleset folder or a file, by place; a file's `format` says what it is.

    Args:
        path: a ruleset's folder, or a file.
        search: folders to look for rulesets in first.
        deep: rulesets and definitions that are in order are put to the solver, too; needs the extra `prove`.
    """
    findings = list(_ruleset_findings(path, search) if path.is_dir() else _file_findings(path, search))
    if deep and not any(finding.severity is Severity.ERROR for finding in findings):
        findings += _refuted(path, search)
    return sorted(findings, key=lambda finding: finding.sort_key)


def _refuted(path: Path, search: Sequence[Path]) -> Iterator[Diagnostic]:
    from connecteur_core.proofs.question import Answer, decide_questions  # noqa: PLC0415 -- needs the solver
    from connecteur_core.proofs.targets import find_target  # noqa: PLC0415 -- as above

    provable = ("connecteur-definitions/", "connecteur-overlay/")
    if path.is_file() and not str(load_toml(path).data.get("format")).startswith(provable):
        return
    target = find_target(str(path), search=search)
    for proof in decide_questions(target.questions()):
        if proof.answer is Answer.PROVED:
            continue
        severity = Severity.ERROR if proof.answer is Answer.COUNTEREXAMPLE else Severity.WARNING
        code = "CX921" if severity is Severity.ERROR else "CX922"
        what = message("{subject}: {why}", subject=proof.subject, why=proof.why or proof.name)
        yield Diagnostic(code, what, target.at, message("`connecteur prove` shows what proves it"), severity)


def _ruleset_findings(folder: Path, search: Sequence[Path]) -> Iterator[Diagnostic]:
    try:
        if (folder / OVERLAY_FILE).is_file():
            checked = get_ruleset(str(folder), search=search)
        else:
            checked = check_ruleset(load_ruleset(folder))
        ruleset = checked.ruleset
    except ConnecteurError as error:
        yield from error.diagnostics
        return
    check_words = check_locale if ruleset.overlay is None else check_wording
    checks = [partial(check_words, ruleset, lang) for lang in ruleset.languages]
    checks += [partial(check_cases, checked, path) for path in sorted((folder / "cases").glob("*.toml"))]
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
                core_vocabulary().extended(read_facts(file))
            case "connecteur-profile":
                get_definition_of(load_profile(path).definition, profile=path)
            case "connecteur-overlay":
                yield from _ruleset_findings(path.parent, search)
            case "connecteur-mapping":
                yield from _mapping_findings(load_mapping(path), search)
            case "connecteur-portfolio":
                load_portfolio(path)
            case _:
                yield from _assessment_findings(path, search)
    except ConnecteurError as error:
        yield from error.diagnostics


def _assessment_findings(path: Path, search: Sequence[Path]) -> Iterator[Diagnostic]:
    try:
        assessment = load_assessment(path)
        checked = get_ruleset(assessment.ruleset, search=search)
    except ConnecteurError as error:
        yield from error.diagnostics
        return
    yield from check_assessment(assessment, checked.ruleset)
    yield from check_postures(assessment, checked.ruleset, origin_of(assessment))
    yield from taken_findings(assessment)


def _mapping_findings(mapping: ItemMapping, search: Sequence[Path]) -> Iterator[Diagnostic]:
    unnamed = list(check_references(mapping))
    if unnamed:
        yield from unnamed
        return
    rules = [get_ruleset(name, search=search).ruleset for name in (mapping.original, mapping.target)]
    yield from check_pairs(mapping, *rules)
