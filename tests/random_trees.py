"""Random expression trees of all of Python's forms, most of them not of the language: none unsafe may be let in.

`python tests/random_trees.py 1000000` tries as many and tells how it went; the tests try fewer.
"""

from __future__ import annotations

import ast
import random
import sys
import time
from collections import Counter

from connecteur_core.backends.fact_python import compile_facts
from connecteur_core.expr.fact_checker import check_facts
from connecteur_core.expr.parser import ExpressionText, InvalidExpression, parse_expression
from connecteur_core.positions.span import Span
from fact_strategies import AS_OF, HOST, scope

NAMES = ["birth_country", "host", "as_of", "parents", "citizenships", "adopted", "param", "p", "expellee", "share"]
STRANGE = ["__import__", "eval", "open", "os", "__class__", "x", "e\u0301", "True", "print", "_", "facts", "ABSENT"]
FIELDS = ["birth_country", "flag", "bar", "citizenships", "__class__", "_", "adopted", "birth_date", "mro"]
FUNCTIONS = ["any", "all", "count", "has", "maj", "choose", "months_between", "age_on", "date", "eu_members", "share"]
CONSTANTS = [
    "1",
    "0",
    "0.5",
    "'FR'",
    "'GB'",
    "'x'",
    "True",
    "None",
    "b'x'",
    "1e9",
    "1j",
    "...",
    "10**9",
    "9" * 30,
    "''",
]
FORMS = [
    *(
        "{0} and {1}",
        "{0} or {1}",
        "not {0}",
        "{0} == {1}",
        "{0} != {1}",
        "{0} < {1}",
        "{0} >= {1} > {2}",
        "{0} in {1}",
    ),
    *("{0} not in {1}", "{0} is {1}", "{0} + {1}", "{0} - {1}", "{0} * {1}", "{0} // {1}", "{0} // 2", "{0} / {1}"),
    *("{0} ** {1}", "{0} % {1}", "{0} << {1}", "{0} | {1}", "~{0}", "-{0}", "+{0}", "{0} @ {1}", "{0} if {1} else {2}"),
    *("lambda: {0}", "(x := {0})", "[{0}, {1}]", "({0}, {1})", "{{{0}, {1}}}", "{{{0}: {1}}}", "[{0} for p in {1}]"),
    *("{{{0} for p in {1}}}", "({0} for p in {1})", "{0}[{1}]", "{0}[{1}:{2}]", "f'{{{0}}}'", "{0}({1})", "*{0}"),
    *(
        "any({0} for p in parents)",
        "all({0} for p in {1})",
        "count({0} for p in {1}) >= {2}",
        "any({0} for p in {1} if {2})",
    ),
    *(
        "maj({0}, {1}, {2})",
        "choose({0}, {1}, {2})",
        "has({0})",
        "months_between({0}, {1}) < {2}",
        "age_on({0}, {1}) > 2",
    ),
    *("date({0})", "{0} in eu_members({1})", "await {0}", "(yield {0})", "print({0})", "has(*{0})", "has(x={0})"),
]


def random_tree(chance: random.Random, depth: int = 4) -> str:
    """The text of one."""
    if depth == 0 or chance.random() < 0.15:
        kind = chance.random()
        if kind < 0.55:
            return chance.choice(NAMES)
        if kind < 0.75:
            return f"{chance.choice(NAMES)}.{chance.choice(FIELDS)}"
        if kind < 0.95:
            return chance.choice(CONSTANTS)
        return chance.choice(STRANGE)
    if chance.random() < 0.1:
        return f"{chance.choice(FUNCTIONS)}({random_tree(chance, depth - 1)})"
    parts = [random_tree(chance, depth - 1) for _ in range(3)]
    text = chance.choice(FORMS).format(*parts)
    return f"({text})" if chance.random() < 0.9 else text


_SAFE = (ast.BoolOp, ast.UnaryOp, ast.Compare, ast.BinOp, ast.Call, ast.Name, ast.Constant, ast.Attribute, ast.Set)
_SAFE_PARTS = (ast.GeneratorExp, ast.comprehension, ast.expr_context, ast.boolop, ast.unaryop, ast.operator, ast.cmpop)
_UNSAFE_PARTS = (
    ast.Pow,
    ast.LShift,
    ast.RShift,
    ast.Mod,
    ast.Div,
    ast.BitOr,
    ast.BitAnd,
    ast.BitXor,
    ast.Invert,
    ast.Is,
)


def is_safe(text: str) -> bool:
    """Whether an accepted text has only forms of the language, judged apart from the parser that accepted it."""
    for node in ast.walk(ast.parse(text, mode="eval").body):
        if not isinstance(node, (*_SAFE, *_SAFE_PARTS)) or isinstance(node, _UNSAFE_PARTS):
            return False
        if isinstance(node, ast.Attribute) and node.attr.startswith("_"):
            return False
        if isinstance(node, ast.Constant) and not isinstance(node.value, bool | str | int | float):
            return False
    return True


def try_trees(count: int, seed: int) -> tuple[Counter[str], float]:
    """What came of them, by outcome; and the longest that one took, in seconds of this process.

    Raises:
        AssertionError: an unsafe one was accepted, or an accepted one raised.
    """
    chance = random.Random(seed)
    scopes = {subject: scope(subject) for subject in ("person", "enterprise")}
    outcomes: Counter[str] = Counter()
    longest = 0.0
    for _ in range(count):
        text = random_tree(chance, chance.randint(1, 4))
        subject = chance.choice(("person", "enterprise"))
        expression = ExpressionText(text, lambda _: (Span("test", 1, 1, 1), None))
        start = time.process_time()
        try:
            checked = check_facts(parse_expression(expression), expression, scopes[subject])
        except InvalidExpression as error:
            outcomes[error.diagnostics[0].code] += 1
        else:
            assert is_safe(text), text
            answer = compile_facts(checked.root)({"parents": [{}, {}], "grandparents": [{}] * 4}, HOST, AS_OF, {})
            assert answer is None or isinstance(answer, bool), text
            outcomes["accepted"] += 1
        longest = max(longest, time.process_time() - start)
    return outcomes, longest


if __name__ == "__main__":
    outcomes, longest = try_trees(int(sys.argv[1]), int(sys.argv[2]) if sys.argv[2:] else 0)
    sys.stdout.write(f"{dict(outcomes.most_common())}; the longest took {longest * 1000:.1f} ms\n")
