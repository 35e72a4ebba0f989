"""`connecteur test`: run the worked cases of rulesets and definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from connecteur_cli.options import print_json, ruleset_search, verb

if TYPE_CHECKING:
    from connecteur_core.authoring.worked_cases import Trial


@verb(
    "test",
    "Run the worked cases of rulesets and definitions, and show what was wanted and what came out.\n\n"
    "A target is a ruleset (folder or id) or a file of definitions. Ends with exit code 1 when a case fails.",
)
@click.argument("targets", nargs=-1, required=True, metavar="TARGET…")
def test_command(*, targets: tuple[str, ...], lang: str, as_json: bool) -> int:
    """Run the cases and show those that fail."""
    from connecteur_core.authoring.worked_cases import try_cases

    search = ruleset_search()
    trials = [trial for target in targets for trial in try_cases(target, search=search)]
    held = sum(not trial.differences for trial in trials)
    if as_json:
        print_json({"format": "connecteur-test/1", "cases": [trial.to_json() for trial in trials]})
    else:
        _show(trials, held, lang)
    return 0 if held == len(trials) else 1


def _show(trials: list[Trial], held: int, lang: str) -> None:
    from connecteur_cli.output import coloured, echo, paragraph, table
    from connecteur_core.messages import message, translate
    from connecteur_core.printable import show

    for trial in trials:
        if not trial.differences:
            continue
        paragraph(f"{trial.at.file}:{trial.at.line} {trial.name} ({trial.because})", hanging=2)
        head = ("", translate("wanted", lang), translate("got", lang))
        table([head, *((change.subject, change.wanted, change.found) for change in trial.differences)], indent=4)
        echo()
    if trials:
        text = message("{held} of {count} cases hold", held=held, count=len(trials)).text(lang)
        echo(coloured(show(text), "met" if held == len(trials) else "unmet"))
    else:
        echo(message("there are no cases here").text(lang))
