"""The functions of expressions over facts: one row each. The reference page is made from these rows."""

from __future__ import annotations

from attrs import frozen


@frozen
class FactFunction:
    """A row: name, how it is written, what it means with missing facts.

    Attributes:
        loop: written with a loop, `any(… for p in parents)`.
    """

    name: str
    usage: str
    doc: str
    loop: bool = False


FACT_FUNCTIONS: dict[str, FactFunction] = {
    row.name: row
    for row in (
        FactFunction(
            "any",
            "any(condition for p in parents)",
            "Kleene `or` over the members; an empty list gives no, a missing list undetermined.",
            loop=True,
        ),
        FactFunction(
            "all",
            "all(condition for p in parents)",
            "Kleene `and` over the members; an empty list gives yes, a missing list undetermined.",
            loop=True,
        ),
        FactFunction(
            "count",
            "count(condition for p in parents)",
            "How many members: from those that surely are to those that are not surely not.",
            loop=True,
        ),
        FactFunction(
            "share",
            "share(condition for o in owners)",
            "Percentage of the capital held by the members: an interval, wide where shares or owners are missing.",
            loop=True,
        ),
        FactFunction(
            "head_share",
            "head_share(condition for m in managers)",
            "Percentage of the members by heads: an interval; nobody listed gives undetermined.",
            loop=True,
        ),
        FactFunction("maj", "maj(a, b, c)", "Yes when two are yes, no when two are no, else undetermined."),
        FactFunction(
            "choose",
            "choose(condition, a, b)",
            "a when the condition is yes, b when it is no; else their common answer, or undetermined.",
        ),
        FactFunction("has", "has(fact)", "No for a known absence, yes for a known value, undetermined when missing."),
        FactFunction(
            "months_between",
            "months_between(start, end)",
            "Completed months from one day to another; negative when the end is earlier. Month n is completed on the "
            "same day number n months later, or on the last day of that month.",
        ),
        FactFunction("age_on", "age_on(birth_date, day)", "Completed years: months_between(birth_date, day) // 12."),
        FactFunction("eu_members", "eu_members(day)", "The member states of the European Union on a day."),
        FactFunction("date", 'date("1950-01-01")', "A day."),
    )
}
