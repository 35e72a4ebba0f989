"""Definitions as a picture: whoever is counted by one is counted by those above it that it is joined to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from connecteur_core.proofs.definition_relation import Relation, Relations

_WIDTH, _HEIGHT, _GAP, _LINE, _LETTER = 190, 40, 24, 18, 7.2
_LAYER = 64


def lattice_svg(relations: Relations, *, title: str, summary: str) -> str:
    """A drawing of which definition lies within which; equal ones share a box.

    Args:
        relations: how each two definitions lie to each other; those that count nobody are left out.
        title: what it is called.
        summary: what screen readers say of it besides.
    """
    groups = _equal_groups(relations)
    within = {
        (low, high)
        for low in range(len(groups))
        for high in range(len(groups))
        if low != high and relations.relation(groups[low][0], groups[high][0]) is Relation.WITHIN
    }
    ranks = [_rank(place, within) for place in range(len(groups))]
    layers: list[list[int]] = [[] for _ in range(max(ranks, default=0) + 1)]
    for place, rank in enumerate(ranks):
        layers[rank].append(place)
    sizes = [_size(group) for group in groups]
    width = max(sum(sizes[place][0] + _GAP for place in layer) + _GAP for layer in layers)
    heights = [max(sizes[place][1] for place in layer) for layer in layers]
    boxes: dict[int, tuple[float, float]] = {}
    top = float(_GAP)
    for layer, height in zip(reversed(layers), reversed(heights), strict=True):
        row = sum(sizes[place][0] + _GAP for place in layer) - _GAP
        left = (width - row) / 2
        for place in layer:
            boxes[place] = (left, top)
            left += sizes[place][0] + _GAP
        top += height + _LAYER
    body = [_edge(boxes, sizes, low, high) for low, high in sorted(_nearest(within))]
    body += [_box(boxes[place], sizes[place], group) for place, group in enumerate(groups)]
    return _drawing(width, top - _LAYER + _GAP, body, title, summary)


def _equal_groups(relations: Relations) -> list[list[str]]:
    groups: list[list[str]] = []
    for name in (one.id for one in relations.definitions if one.id not in relations.empty):
        same = (group for group in groups if relations.relation(group[0], name) is Relation.EQUAL)
        group = next(same, None)
        if group is None:
            groups.append([name])
        else:
            group.append(name)
    return groups


def _rank(place: int, within: set[tuple[int, int]]) -> int:
    """How many definitions lie within each other below this one, at most."""
    below = [low for low, high in within if high == place]
    return 1 + max(_rank(low, within) for low in below) if below else 0


def _nearest(within: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """The pairs with nothing in between."""
    middles = {low for low, _ in within}
    return {(low, high) for low, high in within if not any((low, m) in within and (m, high) in within for m in middles)}


def _size(group: Sequence[str]) -> tuple[float, float]:
    return max(_WIDTH, max(map(len, group)) * _LETTER + _GAP), _HEIGHT + _LINE * (len(group) - 1)


def _edge(boxes: Mapping[int, tuple[float, float]], sizes: Sequence[tuple[float, float]], low: int, high: int) -> str:
    x1, y1 = boxes[low][0] + sizes[low][0] / 2, boxes[low][1]
    x2, y2 = boxes[high][0] + sizes[high][0] / 2, boxes[high][1] + sizes[high][1]
    return f'<line x1="{x1:.0f}" y1="{y1:.0f}" x2="{x2:.0f}" y2="{y2:.0f}"/>'


def _box(at: tuple[float, float], size: tuple[float, float], group: Sequence[str]) -> str:
    lines = "".join(
        f'<text x="{at[0] + size[0] / 2:.0f}" y="{at[1] + 25 + _LINE * number:.0f}">{escape(name)}</text>'
        for number, name in enumerate(group)
    )
    return f'<g><rect x="{at[0]:.0f}" y="{at[1]:.0f}" width="{size[0]:.0f}" height="{size[1]:.0f}" rx="6"/>{lines}</g>'


def _drawing(width: float, height: float, body: Sequence[str], title: str, summary: str) -> str:
    style = (
        "rect{fill:#fff;stroke:#1f4e79}line{stroke:#5a6b7b}text{fill:#111;font:13px sans-serif;text-anchor:middle}"
        "@media(prefers-color-scheme:dark){rect{fill:#16202a;stroke:#9cc4ea}text{fill:#f2f2f2}line{stroke:#8899aa}}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" role="img" aria-label={quoteattr(title)}><title>{escape(title)}</title>'
        f"<desc>{escape(summary)}</desc><style>{style}</style>{''.join(body)}</svg>\n"
    )
