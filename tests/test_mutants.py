"""Seeded mistakes in the shipped rules: each is caught by the checker, a worked case or a proof.

The table of `docs/explanation/proofs.md` is made from here: `make golden` rewrites it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from attrs import frozen

from connecteur_core.diagnostics import Severity
from connecteur_core.proofs.question import Answer, decide_questions
from connecteur_core.proofs.targets import find_target
from connecteur_core.testing.checking import check_path

ROOT = Path(__file__).parent.parent
RULESET = ROOT / "rulesets" / "diversity-connector"
PLUGINS = ROOT / "src" / "connecteur_plugins"
PAGE = ROOT / "docs" / "explanation" / "proofs.md"
START, END = "<!-- mutants: made by tests/test_mutants.py -->", "<!-- end of mutants -->"


@frozen
class Mutant:
    """A small change of a file: the part `old`, after `after`, becomes `new`."""

    what: str
    file: str
    old: str
    new: str
    after: str = ""


def _rules(what: str, old: str, new: str, after: str = "") -> Mutant:
    return Mutant(what, "ruleset.toml", old, new, f'id = "{after}"' if after else "")


def _definition(what: str, name: str, old: str, new: str) -> Mutant:
    return Mutant(what, f"{name.partition('.')[0]}.toml", old, new, f'id = "{name}"')


MUTANTS = [
    _rules("L2.1 asks for its own level", 'level("L1")', 'level("L2")', "L2.1"),
    _rules("L2.1 is answered by hand", "rule = 'level(\"L1\")'\n", "", "L2.1"),
    _rules("L2.1 asks for L1.1 besides", 'level("L1")', 'level("L1") and met("L1.1")', "L2.1"),
    _rules("L2.1 wants L1.1 unmet", 'level("L1")', 'not met("L1.1")', "L2.1"),
    _rules("L2.2 is met by any part", "all_met", "any_met", "L2.2"),
    _rules("L2.2 forgets its last part", '"L2.2.*"', '"L2.2.1", "L2.2.2", "L2.2.3", "L2.2.4"', "L2.2"),
    _rules("L2.2 is met by four parts", 'all_met("L2.2.*")', 'count_met("L2.2.*") >= 4', "L2.2"),
    _rules("L2.2 asks for six of five parts", 'all_met("L2.2.*")', 'count_met("L2.2.*") >= 6', "L2.2"),
    _rules("L2.2 asks for no part", 'all_met("L2.2.*")', 'count_met("L2.2.*") >= 0', "L2.2"),
    _rules("L2.2 is met by its first part alone", 'all_met("L2.2.*")', 'all_met("L2.2.*") or met("L2.2.1")', "L2.2"),
    _rules("L2.2 takes partial for met", 'all_met("L2.2.*")', 'share_met("L2.2.*") >= 80', "L2.2"),
    _rules("L2.2.1 is a line of its own", 'part_of = "L2.2"\n', "", "L2.2.1"),
    _rules("L2.2.4 is guidance", '"criterion-part"', '"action"', "L2.2.4"),
    _rules("L2.3 stands at level 3", 'level = "L2"', 'level = "L3"', "L2.3"),
    _rules("L1.3 stands at level 2", 'level = "L1"', 'level = "L2"', "L1.3"),
    _rules("L3.3 says what L3.2 says", 'level = "L3"\n', 'level = "L3"\nrule = \'met("L3.2")\'\n', "L3.3"),
    _rules("L3.4 is met with L3.2 or by itself", 'level = "L3"\n', 'level = "L3"\nrule = \'partly("L3.2")\'\n', "L3.4"),
    _rules("L4.1 asks for its own level", 'level("L3")', 'level("L4")', "L4.1"),
    _rules("L4.1 asks for an item that is not there", 'level("L3")', 'met("L3.9")', "L4.1"),
    _rules("L4.2 is guidance", '"criterion"', '"action"', "L4.2"),
    _rules("L4.2 stands at level 3", 'level = "L4"', 'level = "L3"', "L4.2"),
    _rules("L4.3 is met by any part", "all_met", "any_met", "L4.3"),
    _rules("L4.3 is met by two parts", 'all_met("L4.3.*")', 'count_met("L4.3.*") >= 2', "L4.3"),
    _rules("L4.3 reads the parts of L2.2", '"L4.3.*"', '"L2.2.*"', "L4.3"),
    _rules("one's own word is enough for L4.3.1", 'evidence = "from_others"', 'evidence = "any"', "L4.3.1"),
    Mutant("levels 3 and 4 change places", "ruleset.toml", "rank = 3", "rank = 4", 'id = "L3"\nrank'[:9]),
    Mutant(
        "lines may be not applicable",
        "ruleset.toml",
        "answered = true",
        'answered = true\nnot_applicable = "with_reason"',
        "[kinds.criterion]",
    ),
    Mutant(
        "parts may be not applicable",
        "ruleset.toml",
        "answered = true",
        'answered = true\nnot_applicable = "with_reason"',
        "[kinds.criterion-part]",
    ),
    Mutant("lines decide nothing", "ruleset.toml", "decides = true\n", "", "[kinds.criterion]"),
    Mutant(
        "no evidence is asked for lines", "ruleset.toml", 'evidence = "any"', 'evidence = "none"', "[kinds.criterion]"
    ),
    _definition("born nationals count", "fr.immigre", '"FR" not in birth', '"FR" in birth'),
    _definition("where one was born is left out", "fr.immigre", 'birth_country != "FR" and ', ""),
    _definition(
        "where one was born is asked in vain",
        "fr.immigre",
        'birth_country != "FR" and',
        '(birth_country != "FR" or birth_country == "FR") and',
    ),
    _definition(
        "born in France and not",
        "fr.immigre",
        'birth_country != "FR" and',
        'birth_country != "FR" and birth_country == "FR" and',
    ),
    _definition("another country", "uk.non_uk_born", 'residence_country == "GB"', 'residence_country == "IE"'),
    _definition("white others count", "uk.bme", '{"white_british", "white_other"}', '{"white_british"}'),
    _definition("turned round", "uk.ethnic_minority", '!= "white_british"', '== "white_british"'),
    _definition(
        "both conditions wanted", "nl.herkomst", 'birth_country != "NL" or any', 'birth_country != "NL" and any'
    ),
    _definition("both parents wanted", "nl.herkomst", "any(p.", "all(p."),
    _definition("a gap between versions", "nl.allochtoon", "last = 2016-10-31", "last = 1998-10-31"),
    _definition("a dropped not", "dk.indvandrer", "and not any(", "and any("),
    _definition("parents of unknown place count as Danish", "dk.indvandrer", "p.recorded and ", ""),
    _definition("one year more", "oecd.child_of_immigrants", "<= 14", "<= 15"),
    _definition(
        "one parent is enough", "oecd.native_born_foreign_parents", "all(p.birth_country", "any(p.birth_country"
    ),
    _definition("half a year is enough", "un.long_term_migrant", "as_of) >= 12", "as_of) >= 6"),
    _definition("more than a year wanted", "un.long_term_migrant", "as_of) >= 12", "as_of) > 12"),
    _definition("short may be long", "un.short_term_migrant", "as_of) < 12", "as_of) <= 12"),
    _definition("a month's threshold moved", "jp.zairyu_gaikokujin", "permit_months > 3", "permit_months >= 3"),
    _definition("a year younger", "es.inmigrante_eni2007", ">= 16", ">= 15"),
    _definition("a quarter may be public", "eu.micro", "public_control_share < 25", "public_control_share <= 25"),
    Mutant("ten workers are micro", "eu.toml", "group_staff_awu < 10 ", "group_staff_awu <= 10 ", 'id = "micro_now"'),
    Mutant("a larger turnover", "eu.toml", "2000000", "3000000", 'id = "micro_now"'),
    Mutant("both figures wanted", "eu.toml", "2000000 or group", "2000000 and group", 'id = "micro_now"'),
    Mutant(
        "an exact half is enough",
        "iwa34.toml",
        "for o in owners) > 50",
        "for o in owners) >= 50",
        'id = "iwa34.women_owned"',
    ),
    Mutant(
        "more than the threshold wanted",
        "city.toml",
        ">= param.ownership_threshold",
        "> param.ownership_threshold",
        'id = "city.diverse_owned"',
    ),
    Mutant(
        "projects are judged as running ones",
        "city.toml",
        'stage == "project"',
        'stage == "running"',
        'id = "city.immigrant_run"',
    ),
]


def mutated(mutant: Mutant, folder: Path) -> Path:
    """A copy of the rules with the mistake in it."""
    if mutant.file == "ruleset.toml":
        shutil.copytree(RULESET, folder / RULESET.name)
        path = folder / RULESET.name / mutant.file
    else:
        path = folder / mutant.file
        shutil.copy(PLUGINS / mutant.file, path)
    text = path.read_text(encoding="utf-8")
    place = text.index(mutant.after)
    assert mutant.old in text[place:], f"{mutant.what}: not there any more"
    path.write_text(text[:place] + text[place:].replace(mutant.old, mutant.new, 1), encoding="utf-8")
    return path.parent if mutant.file == "ruleset.toml" else path


def catcher(path: Path) -> str | None:
    """What finds the mistake first: the checker, a case, or a proof."""
    errors = [finding for finding in check_path(path) if finding.severity is Severity.ERROR]
    if errors:
        code = errors[0].code
        return f"a case ({code})" if code in {"CX217", "CX605"} else f"the checker ({code})"
    for proof in decide_questions(find_target(str(path)).questions()):
        if proof.answer is Answer.COUNTEREXAMPLE:
            return f"a proof ({proof.name}, {proof.subject})"
    return None


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.what)
def test_a_seeded_mistake_is_caught(mutant: Mutant, tmp_path: Path) -> None:
    assert catcher(mutated(mutant, tmp_path)) is not None


def test_the_table_in_the_docs_tells_them_all(tmp_path: Path, *, rewrite_golden: bool) -> None:
    rows = ["| mistake | in | caught by |", "| --- | --- | --- |"]
    for number, mutant in enumerate(MUTANTS):
        (tmp_path / str(number)).mkdir()
        rows.append(f"| {mutant.what} | {mutant.file} | {catcher(mutated(mutant, tmp_path / str(number)))} |")
    table = "\n".join(rows)
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    current = f"{before}{START}\n\n{table}\n\n{END}{after}"
    if rewrite_golden:
        PAGE.write_text(current, encoding="utf-8")
    assert text == current or rewrite_golden, "make golden rewrites the table"
