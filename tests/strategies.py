"""Random rulesets and answers: small, well-typed, of every form of rule the language has."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from attrs import evolve
from hypothesis import reject
from hypothesis import strategies as st

from connecteur_core.evaluation.policies import Policy, Standards
from connecteur_core.model.status import Answer, Evidence, Status
from connecteur_core.rulesets.checker import CheckedRuleset, check_ruleset
from connecteur_core.rulesets.errors import InvalidRuleset
from connecteur_core.rulesets.loader import load_ruleset
from connecteur_core.truth import Truth

DAY = date(2026, 1, 1)
# Kept until the tests end: a ruleset reads its texts when they are asked for.
_FOLDERS = TemporaryDirectory(prefix="connecteur-random-")
_LOCALE = """format = "connecteur-locale/1"
language = "en"
title = "Random"
summary = "s"
notice = "n"
"""
_HEAD = """format = "connecteur-ruleset/1"
id = "random"
version = "1"
languages = ["en"]
include = []

[source]
title = "t"
author = "a"
publisher = "p"
published = 2026-01-01

[kinds.line]
answered = true
decides = true
evidence = "any"

[kinds.action]
answered = true
counts = true
not_applicable = "yes"
"""


@st.composite
def rules(draw: st.DrawFn, leaves: list[str], levels: list[str], depth: int = 2) -> str:
    """A rule that rises with its answers."""
    form = draw(
        st.sampled_from(["leaf", "leaf", "count", "share", "score", "join", "and", "or", "not"] if depth else ["leaf"])
    )
    some = draw(st.lists(st.sampled_from(leaves), min_size=1, max_size=4, unique=True))
    names = ", ".join(f'"{name}"' for name in some)
    inner = rules(leaves, levels, depth - 1) if depth else None
    match form:
        case "leaf":
            calls = [f'met("{some[0]}")', f'partly("{some[0]}")', f"all_met({names})", f"any_met({names})"]
            return draw(st.sampled_from(calls + [f'level("{level}")' for level in levels]))
        case "count":
            return f"count_met({names}) >= {draw(st.integers(1, len(some)))}"
        case "share":
            return f"{draw(st.integers(1, 100))} <= share_met({names})"
        case "score":
            operator = draw(st.sampled_from([">", ">="]))
            return f'score("{some[0]}") + score("{some[-1]}") {operator} {draw(st.sampled_from(["0.5", "1", "1.5"]))}'
        case "join":
            parts = [f'score("{some[0]}")', f"count_met({names}) - 1", f"share_met({names}) * 0.02", "0.5"]
            joined = draw(st.permutations(parts))[: draw(st.integers(2, 3))]
            function = draw(st.sampled_from(["sum", "mean", "min", "max"]))
            bound = draw(st.sampled_from(["0", "0.25", "0.5", "1", "2"]))
            reading = f'score("{some[-1]}") + {function}({", ".join(joined)})'  # reads an answer, whatever is joined
            return f"{reading} {draw(st.sampled_from(['>', '>=']))} {bound}"
        case "not":
            return f"not (count_met({names}) < {draw(st.integers(1, len(some)))})"
        case _:
            assert inner is not None
            return f"({draw(inner)}) {form} ({draw(inner)})"


@st.composite
def rulesets(draw: st.DrawFn) -> CheckedRuleset:
    """A checked ruleset of one to three levels; its rules look only at items and levels before them."""
    count = draw(st.integers(1, 3))
    text = []
    actions = [f"a{number}" for number in range(5)]
    text += [f'[[items]]\nid = "{action}"\nkind = "action"\n' for action in actions]
    leaves = list(actions)
    levels: list[str] = []
    for rank in range(1, count + 1):
        text.append(f'[[levels]]\nid = "L{rank}"\nrank = {rank}\n')
        for number in range(draw(st.integers(1, 3))):
            rule = draw(st.none() | rules(leaves, levels))
            line = f"L{rank}.{number}"
            written = "" if rule is None else f"rule = '{rule}'\n"
            text.append(f'[[items]]\nid = "{line}"\nkind = "line"\nlevel = "L{rank}"\n{written}')
            leaves.append(line)
        levels.append(f"L{rank}")
    try:
        return written_ruleset("\n".join(text))
    except InvalidRuleset:  # a comparison that is always or never true
        reject()


def written_ruleset(text: str) -> CheckedRuleset:
    """A ruleset of the kinds `line` and `action`, from the rest of its file."""
    folder = Path(mkdtemp(dir=_FOLDERS.name))
    (folder / "locale").mkdir()
    (folder / "locale" / "en.toml").write_text(_LOCALE, encoding="utf-8")
    (folder / "ruleset.toml").write_text(f"{_HEAD}\n{text}", encoding="utf-8")
    return check_ruleset(load_ruleset(folder))


@st.composite
def answers(draw: st.DrawFn, checked: CheckedRuleset, *, names: list[str] | None = None) -> dict[str, Answer]:
    """Some answers that fit a ruleset, with and without evidence."""
    ruleset = checked.ruleset
    answered = [item for item in ruleset.items.values() if ruleset.is_answered(item)]
    given = {}
    for item in answered:
        allowed = [Status.MET, Status.PARTIAL, Status.UNMET]
        if ruleset.kind_of(item).not_applicable.value != "no":
            allowed.append(Status.NOT_APPLICABLE)
        status = draw(st.none() | st.sampled_from(allowed))
        if status is not None and (names is None or item.id in names):
            evidence = (Evidence(draw(st.sampled_from(["x", "https://x"])), issuer="y"),) if draw(st.booleans()) else ()
            note = draw(st.sampled_from(["n", "nnn"])) if status is not Status.NOT_APPLICABLE else "nnn"
            scale = ruleset.scale_of(item)
            if scale is None or status is Status.NOT_APPLICABLE:
                given[item.id] = Answer(status, note=note, evidence=evidence)
            else:
                value = draw(st.sampled_from(list(scale.values)))
                given[item.id] = Answer(value=value, note=note, evidence=evidence)
    return given


def standards(checked: CheckedRuleset, policy: Policy) -> st.SearchStrategy[Standards]:
    """A policy on the day, with what a jury may have found."""
    verdicts = st.dictionaries(st.sampled_from(sorted(checked.ruleset.answered_items)), st.sampled_from(list(Truth)))
    return verdicts.map(lambda found: Standards(policy, DAY, verdicts=found))


@st.composite
def better_answers(draw: st.DrawFn, checked: CheckedRuleset, before: dict[str, Answer]) -> tuple[str, Answer] | None:
    """A better answer to one of those given, as ADR 0017 says what is better; None when none can be.

    A claim that takes the place of “not applicable” has the evidence that is asked for.
    """
    ruleset = checked.ruleset
    options: list[tuple[str, Answer]] = []
    for name, answer in before.items():
        item = ruleset.items[name]
        if ruleset.kind_of(item).selects:
            continue
        scale = ruleset.scale_of(item)
        supported = evolve(answer, status=None, evidence=(Evidence("https://x", issuer="y"),))
        if answer.status is Status.NOT_APPLICABLE:
            best = {"status": Status.MET} if scale is None else {"value": scale.answers[-1].id}
            options.append((name, evolve(supported, **best)))
        elif scale is None:
            higher = ORDER[ORDER.index(answer.status) + 1 :] if answer.status in ORDER else []
            options += [(name, evolve(answer, status=status)) for status in higher]
        elif answer.value is not None:
            worth = scale.values[answer.value]
            options += [(name, evolve(answer, value=value)) for value, other in scale.values.items() if other >= worth]
    return draw(st.sampled_from(options)) if options else None


ORDER = [Status.UNMET, Status.PARTIAL, Status.MET]
