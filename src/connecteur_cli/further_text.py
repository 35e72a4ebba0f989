"""What only some rulesets and assessments have, as text: further ladders, progress, other answers beside these."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from connecteur_cli.output import echo, heading, table
from connecteur_core.evaluation.evaluation import Evaluation
from connecteur_core.evaluation.progress import progress_by_level
from connecteur_core.evaluation.shown_number import shown_interval
from connecteur_core.messages import message, translate
from connecteur_core.model.ruleset import Level
from connecteur_core.rulesets.locales import load_locale
from connecteur_core.rulesets.titles import answer_text, score_title
from connecteur_core.truth import Truth

_STATES = {
    Truth.TRUE: message("reached"),
    Truth.UNKNOWN: message("possible"),
    Truth.FALSE: message("out of reach"),
}


class FurtherText:
    """Writes those parts of a result to stdout, in one language; nothing for what is not there."""

    def __init__(self, evaluation: Evaluation, lang: str) -> None:
        self._evaluation = evaluation
        self._locale = load_locale(evaluation.ruleset, lang)
        self._lang = lang

    def everything(self) -> None:
        """All of it."""
        self._progress()
        self._postures()
        self._gaps()

    def _progress(self) -> None:
        """How far each level has come, and the further ladders."""
        evaluation = self._evaluation
        if evaluation.ruleset.rounding is None and not evaluation.series:
            return
        heading(self._say("Progress of each level"))
        progress = progress_by_level(evaluation) if evaluation.ruleset.rounding is not None else {}
        ladders: list[tuple[str | None, tuple[Level, ...]]] = [(None, evaluation.ruleset.levels)]
        ladders += [(one.id, one.levels) for one in evaluation.ruleset.series.values()]
        for name, levels in ladders:
            if name is not None:
                echo(f"  {self._locale.titles[name]}")
            rows = []
            for level in levels:
                state = _STATES[evaluation.standing.level[level.id]].text(self._lang)
                done = progress.get(level.id)
                span = "" if done is None else f"{self._span(done.low, done.high)} %"
                rows.append([f"{level.rank} {self._locale.titles[level.id]}", span, state])
            table(rows, indent=4)

    def _postures(self) -> None:
        """Scores and levels of the baseline, now, the target, and each team."""
        evaluation = self._evaluation
        others = {**evaluation.postures, **evaluation.teams}
        if not others:
            return
        heading(self._say("Beside each other"))
        names = {"baseline": self._say("baseline"), "target": self._say("target")}
        columns = {names.get(name, name): one for name, one in others.items()}
        titles = list(columns)
        # Two beside the present: more do not fit into 80 columns.
        for start in range(0, len(titles), 2):
            shown = {self._say("now"): evaluation, **{name: columns[name] for name in titles[start : start + 2]}}
            if start:
                echo()
            table([["", *shown], *self._compared(list(shown.values()))])
        if evaluation.teams:
            echo()
            means = evaluation.team_means.items()
            rounding = evaluation.ruleset.rounding
            table(
                [
                    ["", self._say("mean of the teams")],
                    *([self._score(name), self._span(*shown_interval(mean, rounding))] for name, mean in means),
                ]
            )

    def _compared(self, columns: Sequence[Evaluation]) -> Iterator[list[str]]:
        yield [self._say("Level reached"), *(str(one.level.reached.rank) for one in columns)]
        for name in self._evaluation.scores:
            cells = (self._span(*one.shown_score(name)) if name in one.scores else "–" for one in columns)
            yield [self._score(name), *cells]

    def _score(self, name: str) -> str:
        return score_title(self._evaluation.program.checked, self._locale, name)

    def _gaps(self) -> None:
        """What is not yet where the target wants it."""
        evaluation = self._evaluation
        if not evaluation.gaps:
            return
        heading(self._say("From now to the target"))
        for gap in evaluation.gaps:
            change = message(
                "{item}: {before} → {after}",
                item=gap.item,
                before=self._word(gap.item, gap.present or "unanswered"),
                after=self._word(gap.item, gap.target),
            )
            echo(f"  {change.text(self._lang)}")

    def _word(self, item: str, word: str) -> str:
        scale = self._evaluation.ruleset.scaled_items.get(item)
        if scale is not None and word in scale.values:
            return answer_text(self._evaluation.ruleset, self._locale, item, word)
        return self._say(word.replace("_", " "))

    def _span(self, low: str, high: str) -> str:
        return low if low == high else message("{low} to {high}", low=low, high=high).text(self._lang)

    def _say(self, template: str) -> str:
        return translate(template, self._lang)
