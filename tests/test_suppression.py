"""No hidden count can be worked out from those shown: tried with the solver's own means, linear algebra."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from connecteur_core.batch.suppression import TOTAL, suppress

ANSWERS = ("yes", "no", "undetermined")
TABLES = st.dictionaries(
    st.sampled_from("ABCDE"),
    st.fixed_dictionaries({name: st.integers(0, 40) for name in ANSWERS}),
    min_size=1,
)


def settled_cells(shown: dict[str, dict[str, int | None]]) -> list[tuple[str, str]]:
    """The hidden cells that follow from the sums of rows and columns."""
    unknown = [(group, name) for group, row in shown.items() for name, count in row.items() if count is None]
    groups, columns = [group for group in shown if group != TOTAL], list(ANSWERS)
    lines = [([(group, name) for name in columns], (group, TOTAL)) for group in shown]
    lines += [([(group, name) for group in groups], (TOTAL, name)) for name in (*columns, TOTAL)]
    matrix = []
    for cells, total in lines:
        row = [Fraction(0)] * (len(unknown) + 1)
        for cell, sign in [*((cell, 1) for cell in cells), (total, -1)]:
            count = shown[cell[0]][cell[1]]
            if count is None:
                row[unknown.index(cell)] += sign
            else:
                row[-1] -= sign * count
        matrix.append(row)
    reduced = _reduced(matrix, len(unknown))
    return [unknown[row.index(Fraction(1))] for row in reduced if sum(value != 0 for value in row[:-1]) == 1]


def _reduced(matrix: list[list[Fraction]], width: int) -> list[list[Fraction]]:
    done: list[list[Fraction]] = []
    for column in range(width):
        pivot = next((row for row in matrix if row[column] != 0), None)
        if pivot is None:
            continue
        matrix.remove(pivot)
        pivot = [value / pivot[column] for value in pivot]
        matrix = [[a - row[column] * b for a, b in zip(row, pivot, strict=True)] for row in matrix]
        done = [[a - row[column] * b for a, b in zip(row, pivot, strict=True)] for row in done]
        done.append(pivot)
    return done


@given(TABLES)
def test_no_hidden_count_follows_from_those_shown(counts: dict[str, dict[str, int]]) -> None:
    assert settled_cells(suppress(counts, ANSWERS, 10)) == []


@given(TABLES)
def test_small_counts_are_hidden_and_counts_shown_are_right(counts: dict[str, dict[str, int]]) -> None:
    for group, row in suppress(counts, ANSWERS, 10).items():
        for name in ANSWERS:
            true = counts[group][name] if group else sum(one[name] for one in counts.values())
            assert row[name] is None or (row[name] == true and not 0 < true < 10)


def test_large_counts_are_shown_as_they_are() -> None:
    counts = {"A": {"yes": 30, "no": 40, "undetermined": 0}}
    assert suppress(counts, ANSWERS, 10)["A"] == {"yes": 30, "no": 40, "undetermined": 0, TOTAL: 70}


def test_one_small_count_hides_a_second_in_its_row_and_column() -> None:
    counts = {"A": {"yes": 3, "no": 100}, "B": {"yes": 50, "no": 60}, "C": {"yes": 40, "no": 70}}
    shown = suppress(counts, ("yes", "no"), 10)
    assert shown["A"]["yes"] is None
    assert sum(shown[group]["yes"] is None for group in "ABC") >= 2
    assert shown[""] == {"yes": 93, "no": 230, "": 323}


def test_ten_thousand_groups_take_a_moment() -> None:
    counts = {f"group {number}": {"yes": number % 23, "no": number % 31, "undetermined": 0} for number in range(10_000)}
    assert len(suppress(counts, ANSWERS, 10)) == 10_001
