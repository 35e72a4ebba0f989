"""`connecteur glossary`: what the words mean."""

from __future__ import annotations

import click

from connecteur_cli.options import print_json, ruleset_search, verb


@verb("glossary", "Look up what the guideline means by its words, with their synonyms.")
@click.argument("words", nargs=-1)
@click.option("--ruleset", default="diversity-connector", help="Ruleset to look in.")
def glossary_command(*, words: tuple[str, ...], ruleset: str, lang: str, as_json: bool) -> None:
    """Search and show."""
    from connecteur_cli.output import paragraph
    from connecteur_core.messages import message, translate
    from connecteur_core.plugins.rulesets import get_ruleset
    from connecteur_core.printable import show
    from connecteur_core.rulesets.catalogue import find_terms, item_to_json, load_locales
    from connecteur_core.rulesets.locales import load_locale

    rules = get_ruleset(ruleset, search=ruleset_search()).ruleset
    found = find_terms(rules, " ".join(words))
    if as_json:
        locales = load_locales(rules)
        print_json(
            {
                "format": "connecteur-glossary/1",
                "terms": [item_to_json(rules, term, locales) for term in found],
            }
        )
        return
    locale = load_locale(rules, lang)
    for term in found:
        click.secho(show(f"{term.id} {locale.titles[term.id]}"), bold=True)
        paragraph(locale.texts[term.id], indent=2)
        if term.id in locale.synonyms:
            also = message("also: {names}", names=", ".join(locale.synonyms[term.id]))
            paragraph(also.text(lang), indent=2, hanging=2)
        for doubt in rules.doubts:
            if term.id in doubt.about:
                paragraph(f"{doubt.id} {locale.doubts[doubt.id]}", indent=2, hanging=2)
    if not found:
        paragraph(translate("Nothing found. Without words, all terms are listed.", lang))
