"""What differs between two versions of a ruleset, as text."""

from __future__ import annotations

import click

from connecteur_cli.errors import show_warnings
from connecteur_cli.output import echo, heading, paragraph, table
from connecteur_core.authoring.ruleset_changes import LARGE, NOTHING, SMALL, WORDS, EntryChange, RulesetChanges
from connecteur_core.messages import message, translate
from connecteur_core.printable import show


def show_ruleset_changes(changes: RulesetChanges, lang: str) -> None:
    """Entries, texts, the version number they ask for, and what becomes of assessments."""
    click.secho(show(f"{changes.before.reference} → {changes.after.reference}"), bold=True)
    if changes.weight == NOTHING:
        paragraph(translate("Nothing differs.", lang))
    for weight, title in (
        (LARGE, translate("Results of assessments may differ", lang)),
        (SMALL, translate("More is asked or shown, results stay", lang)),
        (WORDS, translate("Only what informs", lang)),
    ):
        entries = [entry for entry in changes.entries if entry.weight == weight]
        if entries:
            heading(title)
            table([_row(entry, lang) for entry in entries])
    texts = [(language, str(count)) for language, count in changes.texts.items() if count]
    if texts:
        heading(translate("Texts that read otherwise", lang))
        table(texts, right=(1,))
    _show_advice(changes, lang)
    _show_effects(changes, lang)
    show_warnings(changes.left_out, lang)


def _row(entry: EntryChange, lang: str) -> tuple[str, str, str, str]:
    how = {
        "added": translate("added", lang),
        "removed": translate("removed", lang),
        "renamed": translate("renamed", lang),
        "changed": translate("changed", lang),
    }[entry.how]
    return (entry.table, entry.id, how, ", ".join(entry.what) or "-")


def _show_advice(changes: RulesetChanges, lang: str) -> None:
    if changes.weight == NOTHING:
        return
    echo()
    advised = changes.advised_version
    if changes.needs_new_version:
        paragraph(
            message(
                "The version is still {here}: give it a new one, such as {advised}.",
                here=changes.after.version,
                advised=advised,
            ).text(lang)
        )
    else:
        paragraph(message("By these changes the version would be {advised}.", advised=advised).text(lang))


def _show_effects(changes: RulesetChanges, lang: str) -> None:
    if not changes.effects:
        return
    heading(translate("Assessments", lang))
    head = ("", translate("reached", lang), translate("possible", lang), translate("not carried over", lang))
    rows = [
        (
            effect.name,
            f"{effect.reached[0]} → {effect.reached[1]}",
            f"{effect.possible[0]} → {effect.possible[1]}",
            ", ".join(f"{leftover.table}.{leftover.key}" for leftover in effect.leftovers) or "-",
        )
        for effect in changes.effects
    ]
    table([head, *rows])
    lost = sum(effect.reached[1] < effect.reached[0] for effect in changes.effects)
    echo()
    paragraph(message("{count} of {all} would lose a level.", count=lost, all=len(changes.effects)).text(lang))
