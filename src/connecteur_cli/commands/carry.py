"""`connecteur carry`: let answers given under one ruleset serve under another one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from connecteur_cli.options import FILE, on_option, print_json, ruleset_search, verb


@verb(
    "carry",
    "Propose answers of one assessment for another ruleset; take over those you confirm.\n\n"
    "Nothing is written unless --take, --take-all or --ask says so. What is taken keeps its evidence and says where "
    "it comes from. An answer of your own is never replaced.",
    epilog="A mapping says which items of two rulesets say something of each other; see `connecteur schema mapping`.",
)
@click.argument("file", type=FILE)
@click.option("--into", required=True, type=FILE, help="Assessment that answers may be taken over into.")
@click.option("--mapping", required=True, type=FILE, help="Pairs of items of the two rulesets.")
@click.option("--take", "items", multiple=True, metavar="ID", help="Take over what is proposed for this item.")
@click.option("--take-all", is_flag=True, help="Take over all that can be.")
@click.option("--ask", is_flag=True, help="Ask for each proposal.")
@click.option("--by", envvar="CONNECTEUR_BY", help="Who answers (also: CONNECTEUR_BY).")
@on_option("Day of the answer (default: today).")
def carry_command(
    *,
    file: Path,
    into: Path,
    mapping: Path,
    items: tuple[str, ...],
    take_all: bool,
    ask: bool,
    by: str | None,
    on: date | None,
    lang: str,
    as_json: bool,
) -> None:
    """Show what is proposed, and write what is confirmed."""
    from connecteur_cli.carry_text import CarryText
    from connecteur_core.store.carrying import propose, take
    from connecteur_core.store.carrying_json import carrying_to_json

    day = on or date.today()
    carrying = propose(file, into, mapping, on=day, search=ruleset_search())
    open_now = tuple(proposal.item for proposal in carrying.proposals if proposal.can_be_taken)
    text = CarryText(carrying, lang)
    if not as_json:
        text.head()
        text.proposals()
    if ask:
        items = (*items, *(item for item in open_now if item not in items and text.ask(item)))
    _, taken = take(carrying, (*items, *open_now) if take_all else items, on=day, by=by)
    if as_json:
        print_json(carrying_to_json(carrying, taken, lang))
    else:
        text.taken(taken)
