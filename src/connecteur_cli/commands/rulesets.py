"""`connecteur rulesets`: which rulesets there are."""

from __future__ import annotations

from connecteur_cli.options import print_json, ruleset_search, verb


@verb(
    "rulesets",
    "List the rulesets that are here: the shipped ones and those in the folders of CONNECTEUR_RULESETS.",
)
def rulesets_command(*, lang: str, as_json: bool) -> None:
    """List them with version, languages and source."""
    from connecteur_cli.output import paragraph
    from connecteur_core.evaluation.result_json import ruleset_to_json
    from connecteur_core.model.overlay import standing_on
    from connecteur_core.plugins.rulesets import get_ruleset, plugin_ruleset_folders
    from connecteur_core.rulesets.locales import load_locale
    from connecteur_core.rulesets.shipped import find_ruleset_folders

    folders = (*find_ruleset_folders(ruleset_search()), *plugin_ruleset_folders())
    rulesets = [get_ruleset(str(folder), search=ruleset_search()).ruleset for folder in folders]
    if as_json:
        rows = [
            {
                **ruleset_to_json(rules),
                "languages": list(rules.languages),
                "folder": str(rules.folder),
            }
            for rules in rulesets
        ]
        print_json({"format": "connecteur-rulesets/1", "rulesets": rows})
        return
    for rules in rulesets:
        locale = load_locale(rules, lang)
        paragraph(f"{standing_on(rules)}  ({', '.join(rules.languages)})", hanging=2)
        paragraph(locale.title, indent=2)
        paragraph(locale.summary, indent=2)
