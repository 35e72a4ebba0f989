"""The sign beside the word of a state, so that no state is told by colour alone."""

from connecteur_core.reports.document import Tone

SIGNS = {Tone.MET: "●", Tone.PARTIAL: "◐", Tone.UNMET: "○", Tone.OPEN: "?", Tone.APART: "–", Tone.SETTLED: "◇"}
