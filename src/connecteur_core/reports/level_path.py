"""The levels as stairs, drawn as SVG: full when reached, hatched while still possible, empty when out of reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from connecteur_core.reports.document import Step

_WIDTH, _GAP, _BASE, _RISE, _TOP = 160, 6, 30, 22, 12


def level_path_svg(steps: Sequence[Step], colours: Mapping[str, str] | None = None) -> str:
    """The drawing, without text: titles stand beside it, and a summary says the same in words.

    Args:
        steps: the levels, lowest first.
        colours: fixed colours for `fill` and `line`; without them classes are set, for a style sheet to colour.
    """
    width = len(steps) * (_WIDTH + _GAP) - _GAP
    height = _TOP + _BASE + _RISE * (len(steps) - 1) + 2
    drawn = [_stair(number, step, height, colours) for number, step in enumerate(steps)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" preserveAspectRatio="none" '
        f'aria-hidden="true" focusable="false">'
        f"<defs>{_hatching(colours)}</defs>{''.join(drawn)}</svg>"
    )


def _hatching(colours: Mapping[str, str] | None) -> str:
    stroke = f'stroke="{colours["line"]}"' if colours else 'class="hatch"'
    return (
        '<pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<line x1="0" y1="0" x2="0" y2="7" stroke-width="2" {stroke}/></pattern>'
    )


def _stair(number: int, step: Step, height: int, colours: Mapping[str, str] | None) -> str:
    rise = _BASE + _RISE * number
    left, top = number * (_WIDTH + _GAP), height - rise - 1
    look = _look(step.state, colours)
    stair = f'<rect x="{left + 1}" y="{top}" width="{_WIDTH - 2}" height="{rise}" rx="3" {look}/>'
    if not step.current:
        return stair
    middle = left + _WIDTH / 2
    flag = f'fill="{colours["line"]}"' if colours else 'class="flag"'
    return f'{stair}<path d="M{middle - 7} {top - 11}h14l-7 8z" {flag}/>'


def _look(state: str, colours: Mapping[str, str] | None) -> str:
    if colours is None:
        return f'class="stair {state}"'
    line = f'stroke="{colours["line"]}" stroke-width="1.5"'
    match state:
        case "reached":
            return f'fill="{colours["fill"]}" {line}'
        case "possible":
            return f'fill="url(#hatch)" {line}'
        case _:
            return f'fill="none" stroke="{colours["empty"]}" stroke-width="1.5" stroke-dasharray="5 4"'
