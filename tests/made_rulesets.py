"""Rulesets made up to a size: many levels, lines of every form, each counting over answers of its level."""

from __future__ import annotations

import random

from connecteur_core.rulesets.checker import CheckedRuleset
from strategies import written_ruleset

_LINES = 5


def made_ruleset(items: int, levels: int, *, shared: int = 0) -> CheckedRuleset:
    """A checked ruleset.

    Args:
        items: how many answers it asks for.
        levels: how many levels those are spread over.
        shared: how many more answers each line reads, of those that other lines of its level read.
    """
    chance = random.Random(items * levels + shared)
    per_line = items // levels // _LINES
    text = []
    number = 0
    for rank in range(1, levels + 1):
        text.append(f'[[levels]]\nid = "L{rank}"\nrank = {rank}\n')
        own = [f"a{number + place}" for place in range(per_line * _LINES)]
        number += len(own)
        text += [f'[[items]]\nid = "{name}"\nkind = "action"\n' for name in own]
        for line in range(_LINES):
            read = own[line * per_line : (line + 1) * per_line]
            read += chance.sample([name for name in own if name not in read], shared)
            names = ", ".join(f'"{name}"' for name in read)
            rule = (
                f"all_met({names})",
                f"count_met({names}) >= {len(read) * 3 // 5}",
                f"share_met({names}) >= 60",
                f"any_met({names})",
                f"count_met({names}) >= {len(read) // 2}",
            )[line]
            text.append(f'[[items]]\nid = "L{rank}.{line}"\nkind = "line"\nlevel = "L{rank}"\nrule = \'{rule}\'\n')
    return written_ruleset("\n".join(text))
