"""Fair timing on noisy machines: everybody in turn, round after round; the median of each, and ratios of medians."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from statistics import median


def interleaved(functions: Mapping[str, Callable[[], object]], *, rounds: int) -> dict[str, float]:
    """The median time of each function in seconds; A B C A B C …, after one round that is not counted."""
    times: dict[str, list[float]] = {name: [] for name in functions}
    for turn in range(rounds + 1):
        for name, function in functions.items():
            gc.collect()
            start = time.perf_counter()
            function()
            if turn:
                times[name].append(time.perf_counter() - start)
    return {name: median(values) for name, values in times.items()}
