"""`connecteur practices`: who has done it before."""

from __future__ import annotations

import click

from connecteur_cli.options import print_json, ruleset_search, verb


@verb(
    "practices",
    "Look up good practices: by words, element or place. Addresses are shown as the source cites them.\n\n"
    "Accents and capital letters do not matter; texts of all languages are searched.",
)
@click.argument("words", nargs=-1)
@click.option("--element", help="Only those of one element, such as 4.")
@click.option("--where", help="Only those of a place, such as Barcelona.")
@click.option("--ruleset", default="diversity-connector", help="Ruleset to look in.")
def practices_command(
    *, words: tuple[str, ...], element: str | None, where: str | None, ruleset: str, lang: str, as_json: bool
) -> None:
    """Search and show."""
    from connecteur_cli.output import echo, paragraph
    from connecteur_cli.ruleset_text import RulesetText
    from connecteur_core.messages import plural_message, translate
    from connecteur_core.plugins.rulesets import get_ruleset
    from connecteur_core.rulesets.catalogue import find_practices, item_to_json, load_locales

    rules = get_ruleset(ruleset, search=ruleset_search()).ruleset
    rules.check_element(element)
    found = find_practices(rules, lang, element=element, where=where, words=" ".join(words))
    if as_json:
        locales = load_locales(rules)
        rows = [item_to_json(rules, practice.item, locales) for practice in found]
        print_json({"format": "connecteur-practices/1", "practices": rows})
        return
    text = RulesetText(rules, lang)
    for practice in found:
        text.practice(practice)
    if found:
        echo()
        echo(plural_message("{count} mention", "{count} mentions", count=len(found)).text(lang))
    else:
        paragraph(translate("Nothing found. Try fewer words, or without --element and --where.", lang))
