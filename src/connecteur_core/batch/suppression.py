"""Small counts are not published, nor others from which they could be worked out.

A table has a row for each group and a column for each answer, totals included. A count below the minimum is hidden
(nothing there to hide in a 0). Then more is hidden until no hidden count follows from those shown: hidden cells are
edges between rows and columns, and a cell is given away exactly when its edge is on no cycle, for then the sums of its
row and column settle it one after the other. Hidden cells of a line also come to the minimum together.

Source: L. Cox, "Suppression methodology and statistical disclosure control", JASA 75 (1980).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Cell = tuple[str, str]
TOTAL = ""
"""The name of the row and of the column of totals; no group is called so."""


def suppress(
    counts: Mapping[str, Mapping[str, int]], answers: Sequence[str], minimum: int
) -> dict[str, dict[str, int | None]]:
    """The table with totals, hidden counts as None.

    Args:
        counts: by group, then by answer.
        answers: the columns.
        minimum: the smallest count that is shown, besides 0.
    """
    table = _with_totals(counts, answers)
    groups, columns = list(table), [*answers, TOTAL]
    hidden = {(group, name) for group in groups for name in columns if 0 < table[group][name] < minimum}
    candidates = _Candidates(table, columns)
    # Few at a time: what is hidden for one cell often covers the next; not one by one, for thousands of groups.
    while exposed := _given_away(hidden, table, groups, columns, minimum):
        more = {candidates.cheapest_beside(cell, hidden) for cell in exposed[: 1 + len(exposed) // 4]} - {None}
        if not more:
            break  # everything in those lines is hidden already
        hidden |= {cell for cell in more if cell is not None}
    return {
        group: {name: None if (group, name) in hidden else table[group][name] for name in columns} for group in groups
    }


def _with_totals(counts: Mapping[str, Mapping[str, int]], answers: Sequence[str]) -> dict[str, dict[str, int]]:
    table = {group: {name: row.get(name, 0) for name in answers} for group, row in counts.items()}
    table[TOTAL] = {name: sum(row[name] for row in table.values()) for name in answers}
    return {group: {**row, TOTAL: sum(row.values())} for group, row in table.items()}


def _given_away(
    hidden: set[Cell], table: Mapping[str, Mapping[str, int]], groups: list[str], columns: list[str], minimum: int
) -> list[Cell]:
    """Hidden cells that the cells shown settle, or else one of each line that hides too little."""
    settled = _bridges(hidden)
    if settled:
        return settled
    lines = [[(group, name) for name in columns] for group in groups]
    lines += [[(group, name) for group in groups] for name in columns]
    exposed = []
    for line in lines:
        cells = [cell for cell in line if cell in hidden]
        total_shown = all(TOTAL not in cell or line[0] == cell for cell in cells)
        if (
            cells
            and total_shown
            and sum(table[group][name] for group, name in cells) < minimum
            and len(cells) < len(line)
        ):
            exposed.append(cells[0])
    return exposed


def _bridges(hidden: set[Cell]) -> list[Cell]:
    """Cells whose edge between their row and their column lies on no cycle (Tarjan's lowest reachable, unrolled)."""
    beside: dict[tuple[str, str], list[tuple[tuple[str, str], Cell]]] = {}
    for cell in sorted(hidden):
        row, column = ("row", cell[0]), ("column", cell[1])
        beside.setdefault(row, []).append((column, cell))
        beside.setdefault(column, []).append((row, cell))
    order: dict[tuple[str, str], int] = {}
    lowest: dict[tuple[str, str], int] = {}
    bridges = []
    for start in beside:
        if start in order:
            continue
        order[start] = lowest[start] = len(order)
        path: list[tuple[tuple[str, str], Cell | None, int]] = [(start, None, 0)]
        while path:
            node, came_by, position = path.pop()
            if position < len(beside[node]):
                path.append((node, came_by, position + 1))
                other, cell = beside[node][position]
                if cell == came_by:
                    continue
                if other in order:
                    lowest[node] = min(lowest[node], order[other])
                else:
                    order[other] = lowest[other] = len(order)
                    path.append((other, cell, 0))
            elif came_by is not None:
                above = path[-1][0]
                lowest[above] = min(lowest[above], lowest[node])
                if lowest[node] > order[above]:
                    bridges.append(came_by)
    return bridges


class _Candidates:
    """What to hide next: the smallest counts first, inner cells before totals, others before zeros."""

    def __init__(self, table: Mapping[str, Mapping[str, int]], columns: list[str]) -> None:
        self._table = table
        self._columns = columns
        # By column, the next one last; what is hidden falls off the end, so that each cell is looked at once.
        self._by_column = {
            name: sorted(((group, name) for group in table), key=self._cost, reverse=True) for name in columns
        }

    def cheapest_beside(self, cell: Cell, hidden: set[Cell]) -> Cell | None:
        """The cheapest cell shown in the row of a cell while that hides nothing else, or in its column; or None."""
        group, name = cell
        column = self._by_column[name]
        while column and column[-1] in hidden:
            column.pop()
        shown = [(group, other) for other in self._columns if (group, other) not in hidden]
        alone = len(shown) == len(self._columns) - 1
        return min(shown if alone or not column else column[-1:], key=self._cost, default=None)

    def _cost(self, cell: Cell) -> tuple[bool, bool, int, Cell]:
        count = self._table[cell[0]][cell[1]]
        return TOTAL in cell, count == 0, count, cell
