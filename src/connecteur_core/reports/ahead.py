"""What lies between an incubator and its next level: what blocks, what is missing, who has done it before."""

from __future__ import annotations

from connecteur_core.evaluation.blocks import Block, find_blocks
from connecteur_core.evaluation.uncounted import why_uncounted
from connecteur_core.messages import message
from connecteur_core.model.status import Status
from connecteur_core.reports.document import (
    Card,
    Cards,
    Cell,
    Column,
    Listing,
    Paragraph,
    Section,
    Table,
    Tone,
    capitalised,
)
from connecteur_core.reports.planned_steps import planned_section
from connecteur_core.reports.subject import LINE_TONES, STATUS_TONES, Subject


def blocks_section(subject: Subject, *, brief: bool = False) -> Section | None:
    """The lines of the level in progress that are not met; None once every level is reached.

    Args:
        subject: whom it is about.
        brief: only what is not met and what is open.
    """
    blocks = find_blocks(subject.evaluation)
    if not blocks:
        return None
    target = subject.evaluation.level.in_progress
    title = message("What blocks level {rank}, {title}", rank=target.rank, title=subject.name(target.id or ""))
    cards = tuple(_card(subject, block, brief=brief) for block in blocks)
    return Section("blocks", subject.tell(title), (Cards(cards),))


def _card(subject: Subject, block: Block, *, brief: bool) -> Card:
    pairs = []
    if block.unmet and block.unmet != (block.criterion,):
        pairs.append((subject.say("not met"), "; ".join(map(subject.named, block.unmet))))
    if block.open and block.open != (block.criterion,):
        pairs.append((subject.say("open"), "; ".join(map(subject.named, block.open))))
    if block.actors and not brief:
        pairs.append((subject.say("who can act"), " ".join(subject.locale.texts[actor] for actor in block.actors)))
    return Card(
        title=subject.named(block.criterion),
        tone=LINE_TONES[block.status],
        word=subject.say(block.status),
        text="" if brief else subject.locale.texts[block.criterion],
        pairs=tuple(pairs),
    )


def plan_section(subject: Subject) -> Section | None:
    """The computed plan, or else the answers that are still missing for the next level."""
    if subject.plan is not None:
        return planned_section(subject, subject.plan)
    blocks = find_blocks(subject.evaluation)
    if not blocks:
        return None
    rank = subject.evaluation.level.in_progress.rank
    title = subject.tell(message("What is missing for level {rank}", rank=rank))
    grounded = any(block.elements for block in blocks)
    columns = (
        Column("id", subject.say("line"), 2),
        Column("what", subject.say("what to do"), 5),
        Column("state", subject.say("state"), 2),
        *([Column("element", subject.say("elements that help"), 4)] if grounded else []),
    )
    rows = []
    for block in blocks:
        elements = tuple(subject.named(element) for element in block.elements)
        for item in dict.fromkeys((*block.unmet, *block.open)):
            status = subject.answer(item).status
            tone = STATUS_TONES[status] if status is not Status.MET else Tone.OPEN
            why = why_uncounted(subject.evaluation, item, block.obligation)
            word = subject.state(status) if why is None else subject.tell(why)
            what = Cell(subject.locale.texts[item])
            helps = (Cell("; ".join(elements)),) if grounded else ()
            rows.append((Cell(item), what, Cell(word, tone, status and status.value), *helps))
    return Section("plan", title, (Table("plan", title, columns, tuple(rows)),)) if rows else None


def practices_section(subject: Subject, *, most: int | None = None) -> Section | None:
    """Good practices around what blocks."""
    ruleset, locale = subject.evaluation.ruleset, subject.locale
    practices = list(dict.fromkeys(name for block in find_blocks(subject.evaluation) for name in block.practices))
    if not practices:
        return None
    columns = (
        Column("id", subject.say("practice"), 2),
        Column("who", subject.say("who"), 4),
        Column("what", subject.say("what"), 8),
        Column("where", subject.say("where"), 3),
    )
    rows = []
    for name in practices[:most]:
        item = ruleset.items[name]
        who = ", ".join(ruleset.organisations[one].name for one in item.organisations)
        links = tuple(link.url for link in item.links if link.state != "malformed")
        rows.append((Cell(name), Cell(who, notes=links), Cell(locale.texts[name]), Cell(locale.places.get(name, ""))))
    title = subject.say("Good practices to look at")
    note = subject.say("Addresses stand as the ruleset cites them; they were not checked.")
    return Section("practices", title, (Table("practices", title, columns, tuple(rows)), Paragraph(note, quiet=True)))


def flags_section(subject: Subject) -> Section | None:
    """What the reader should look at; None when there is nothing."""
    flags = subject.evaluation.flags
    if not flags:
        return None
    entries = []
    for flag in flags:
        items = f" ({', '.join(flag.items)})" if flag.items else ""
        entries.append(capitalised(f"{flag.message.text(subject.lang)}{items}"))
    return Section("flags", subject.say("Look at this"), (Listing(tuple(entries)),))
