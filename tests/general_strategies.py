"""Random rulesets that use scales, measures, obligations, conditions and further ladders."""

from __future__ import annotations

from hypothesis import reject
from hypothesis import strategies as st

from connecteur_core.model.measure import Join
from connecteur_core.rulesets.checker import CheckedRuleset
from connecteur_core.rulesets.errors import InvalidRuleset
from strategies import written_ruleset

KINDS = """
[scales.three]
answers = [
  { id = "no", value = 0 },
  { id = "some", value = 1 },
  { id = "most", value = 2.5 },
  { id = "all", value = 3 },
]
met_from = "most"

[scales.shifted]
answers = [{ id = "low", value = 1 }, { id = "high", value = 2 }]

[kinds.about]
answered = true
selects = true
not_applicable = "yes"

[kinds.practice]
answered = true
counts = true
scale = "three"
evidence = "any"

[kinds.practice-or-not]
answered = true
counts = true
scale = "three"
not_applicable = "with_reason"

[kinds.shifted]
answered = true
scale = "shifted"

[kinds.demand]
answered = true
decides = true
evidence = "url"
evidence_required = true
not_applicable = "with_reason"
reason_length = 3

[kinds.excused]
answered = true
not_applicable = "yes"
when_not_applicable = "met"
scale = "three"
"""
CONDITIONS = [
    'chosen("q1", "met")',
    'not chosen("q1", "met", "partial")',
    'chosen("q1", "met") or chosen("q2", "partial")',
    'chosen("q2", "met") and not chosen("organisation.country", "FR")',
]
OBLIGATIONS = ["must", "should", "suggested"]
FACTS = st.sampled_from([{}, {"organisation.country": ("FR",)}, {"organisation.country": ("NL",)}])


@st.composite
def measures(draw: st.DrawFn, name: str, below: list[str], leaves: dict[str, list[str]]) -> str:
    """A measure of items of one sort, or over measures before it."""
    is_over = bool(below) and draw(st.booleans())
    if is_over:
        some = draw(st.lists(st.sampled_from(below), min_size=1, max_size=2, unique=True))
        join = draw(st.sampled_from(["sum", "mean", "min", "max", "percent"]))
        what = f"over = {some}"
    else:
        sort = draw(st.sampled_from(sorted(leaves)))
        some = draw(st.lists(st.sampled_from(leaves[sort]), min_size=1, max_size=3, unique=True))
        join = draw(st.sampled_from([one.value for one in Join]))
        what = f"of = {some}"
    times, plus = draw(st.sampled_from(["1", "0.5", "2"])), draw(st.sampled_from(["0", "-1", "1.5"]))
    weight = draw(st.integers(1, 3))
    return f"[[measures]]\nid = '{name}'\njoin = '{join}'\n{what}\ntimes = {times}\nplus = {plus}\nweight = {weight}\n"


@st.composite
def numbers(draw: st.DrawFn, known: list[str]) -> str:
    """A number that rules may compare: a measure, or what is joined from some."""
    one, other = (f'value("{draw(st.sampled_from(known))}")' for _ in range(2))
    function = draw(st.sampled_from(["min", "max"]))
    forms = [
        one,
        f"{function}({one}, {other})",
        f"{function}({one}, {other}, 1) * 2 - 1",
        f"{one} + {function}({other}, {one} * 0.5)",
        f"mean({one}, {function}({other}, 2))",
    ]
    return draw(st.sampled_from(forms))


@st.composite
def general_rulesets(draw: st.DrawFn) -> CheckedRuleset:
    """A checked ruleset of two levels and a further ladder; those that the checker refuses are left."""
    leaves = {
        "practice": ["p1", "p2", "p3"],
        "practice-or-not": ["n1", "n2", "n3"],
        "shifted": ["s1"],
        "excused": ["x1"],
    }
    text = [KINDS, "[[items]]\nid = 'q1'\nkind = 'about'\n"]
    text.append(f"[[items]]\nid = 'q2'\nkind = 'about'\napplies = '{CONDITIONS[draw(st.integers(0, 1))]}'\n")
    for kind, names in leaves.items():
        for name in names:
            condition = draw(st.sampled_from([None, None, *CONDITIONS]))
            weight = draw(st.sampled_from(["1", "2", "0.5"]))
            text.append(f"[[items]]\nid = '{name}'\nkind = '{kind}'\nweight = {weight}\n")
            text += [f"applies = '{condition}'\n"] * (condition is not None)
    known: list[str] = []
    for number in range(draw(st.integers(1, 4))):
        text.append(draw(measures(f"m{number}", known, leaves)))
        known.append(f"m{number}")
    text.append("[[levels]]\nid = 'L1'\nrank = 1\n[[levels]]\nid = 'L2'\nrank = 2\n")
    text.append(f"cumulative = {str(draw(st.booleans())).lower()}\n")
    text.append(
        "[[series]]\nid = 'side'\nlevels = [{ id = 'A1', rank = 1 }, { id = 'A2', rank = 2, cumulative = false }]\n"
    )
    for number, level in enumerate(["L1", "L2", "A1", "A2", "L2"]):
        extra = ""
        if draw(st.booleans()):
            extra += f"obligation = '{draw(st.sampled_from(OBLIGATIONS))}'\n"
        if draw(st.booleans()):
            extra += (
                f"obligations = {{ {draw(st.sampled_from(['A1', 'A2']))} = '{draw(st.sampled_from(OBLIGATIONS))}' }}\n"
            )
        text.append(f"[[items]]\nid = 'd{number}'\nkind = 'demand'\nlevel = '{level}'\n{extra}")
    for level in ("L1", "L2"):
        bound = draw(st.sampled_from(["0.5", "1", "2", "30", "70"]))
        rule = f"{draw(numbers(known))} {draw(st.sampled_from(['>=', '>=', '>']))} {bound}"
        text.append(f"[[items]]\nid = '{level}.rule'\nkind = 'line'\nlevel = '{level}'\nrule = '{rule}'\n")
    try:
        return written_ruleset("\n".join(text))
    except InvalidRuleset as error:
        codes = {finding.code for finding in error.diagnostics}
        assert codes <= {"CX211", "CX223"}, error.diagnostics
        reject()
