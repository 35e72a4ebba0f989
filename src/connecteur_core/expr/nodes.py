"""Expressions as written: the tree the parser makes. Dumb data; spans do not take part in equality."""

from __future__ import annotations

from fractions import Fraction

from attrs import field, frozen

from connecteur_core.positions.span import Span


@frozen
class Constant:
    """A number, a text in quotes, or True / False."""

    value: Fraction | str | bool
    at: Span = field(eq=False, repr=False)


@frozen
class Name:
    """A bare name."""

    name: str
    at: Span = field(eq=False, repr=False)


@frozen
class Call:
    """`function(argument, …)`."""

    function: str
    arguments: tuple[Node, ...]
    at: Span = field(eq=False, repr=False)


@frozen
class Not:
    """`not operand`."""

    operand: Node
    at: Span = field(eq=False, repr=False)


@frozen
class And:
    """`operand and operand and …`."""

    operands: tuple[Node, ...]
    at: Span = field(eq=False, repr=False)


@frozen
class Or:
    """`operand or operand or …`."""

    operands: tuple[Node, ...]
    at: Span = field(eq=False, repr=False)


@frozen
class Compare:
    """`left operator right`; the operator is one of `== != < <= > >=`."""

    left: Node
    operator: str
    right: Node
    at: Span = field(eq=False, repr=False)


@frozen
class Field:
    """`owner.name`: a fact of a loop's member, or a parameter."""

    owner: str
    name: str
    at: Span = field(eq=False, repr=False)


@frozen
class Choices:
    """`{"a", "b"}`: a set of texts."""

    texts: tuple[Constant, ...]
    at: Span = field(eq=False, repr=False)


@frozen
class In:
    """`element in collection`."""

    element: Node
    collection: Node
    at: Span = field(eq=False, repr=False)


@frozen
class Loop:
    """`function(body for variable in source)`."""

    function: str
    body: Node
    variable: str
    source: Node
    at: Span = field(eq=False, repr=False)


@frozen
class Arithmetic:
    """`left operator right`; the operator is one of `+ - * //`."""

    left: Node
    operator: str
    right: Node
    at: Span = field(eq=False, repr=False)


Node = Constant | Name | Call | Not | And | Or | Compare | Arithmetic | Field | Choices | In | Loop
