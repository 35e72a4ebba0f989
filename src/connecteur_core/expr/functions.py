"""The functions of the language: one row each. Backends register against these rows.

All of them rise with the answers: when an answer improves, their value never goes down. The polarity
check builds on that, so a function that could fall needs its own column first.
"""

from __future__ import annotations

from attrs import frozen

from connecteur_core.expr.types import BOOL, CHOICE, ITEM, ITEMS, LEVEL, MEASURE, Type


@frozen
class Function:
    """A row: name, what it takes, what it returns and what it means.

    Attributes:
        takes: ITEM, LEVEL or MEASURE = exactly one; ITEMS = one or more ids or patterns; CHOICE = an id, then
            one or more words; None = two or more numbers.
        returns: BOOL, or None for a number whose bounds follow from the arguments.
        doc: its meaning, unknowns included; the reference page is made from it.
    """

    name: str
    takes: Type | None
    returns: Type | None
    doc: str


FUNCTIONS: dict[str, Function] = {
    row.name: row
    for row in (
        Function("met", ITEM, BOOL, "Yes when the item is met, no when it is partial, unmet or not applicable."),
        Function("partly", ITEM, BOOL, "Yes when the item is met or partial."),
        Function(
            "score",
            ITEM,
            None,
            "1 when met, 1/2 when partial, else 0, or the value of the answer on the item's scale; its range while "
            "unanswered.",
        ),
        Function("count_met", ITEMS, None, "How many of the items are met."),
        Function(
            "share_met",
            ITEMS,
            None,
            "Percentage of the applicable items that are met, 0 to 100; 100 when none is applicable.",
        ),
        Function("all_met", ITEMS, BOOL, "Yes when every applicable item is met; no when one is not."),
        Function("any_met", ITEMS, BOOL, "Yes when at least one item is met; no when none is."),
        Function("level", LEVEL, BOOL, "Yes when the level is reached, all lower levels included."),
        Function("value", MEASURE, None, "The value of a measure; the top of its range when nothing in it applies."),
        Function(
            "chosen",
            CHOICE,
            BOOL,
            "Conditions only: yes when the selecting item or fact says one of the words, no when it says another.",
        ),
        Function("sum", None, None, "The sum of the numbers."),
        Function("mean", None, None, "The arithmetic mean of the numbers, exact."),
        Function("min", None, None, "The smallest of the numbers."),
        Function("max", None, None, "The largest of the numbers."),
    )
}
