"""An explanation: a tree of statements that can be taken apart and recomputed."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import field, frozen

from connecteur_core.backends.python_backend import Value
from connecteur_core.backends.python_runtime import Number
from connecteur_core.truth import Truth


@frozen(eq=False)
class Explanation:
    """One statement, its value, and the statements it rests on.

    Attributes:
        operator: how the value follows from the children: "all", "any", "not", "compare >=" (or another
            comparison), "count_met", "share_met", "percent", "sum", "mean", "min", "max", "+", "-", "*", or
            "answer", "constant" and "reference" for leaves (a reference is explained elsewhere in the tree).
        name: the id the statement is about, if any.
        value: a truth, or an interval of exact numbers.
        text: the statement in the reader's language.
        skipped: does not apply, so the statement above is made without it.
        weight: what it weighs in the sum, mean or percentage above.
        settled: it counts as met above without being met.
    """

    operator: str
    name: str | None
    value: Value
    text: str
    children: tuple[Explanation, ...] = field(default=())
    skipped: bool = False
    weight: Number = 1
    settled: bool = False

    def lines(self, indent: str = "") -> Iterator[str]:
        """The tree as indented lines; indentation and words only, so that it can be listened to."""
        yield f"{indent}{self.text}"
        for child in self.children:
            yield from child.lines(indent + "  ")

    def to_json(self) -> dict[str, object]:
        """The tree as plain data; intervals as {"low", "high"} texts of exact numbers."""
        value: object = self.value.value if isinstance(self.value, Truth) else interval_to_json(self.value)
        weighed = {} if self.weight == 1 else {"weight": str(self.weight)}
        return {
            "operator": self.operator,
            "name": self.name,
            "value": value,
            **weighed,
            "text": self.text,
            "children": [child.to_json() for child in self.children],
        }

    def __str__(self) -> str:
        return "\n".join(self.lines())


def interval_to_json(interval: tuple[object, object]) -> dict[str, str]:
    """An interval of exact numbers, as texts that lose nothing."""
    return {"low": str(interval[0]), "high": str(interval[1])}
