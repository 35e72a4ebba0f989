"""The page of all facts that definitions may read, with their questions and how sensitive they are."""

from __future__ import annotations

from connecteur_core.definitions.vocabulary import FactDeclaration, core_vocabulary

_WORDS = {
    "en": (
        "# Facts\n\nWhat definitions may read. A definition asks only for its own: `connecteur definitions ID` lists "
        "them. How facts are written: [decide a table](../how-to/decide-a-table.md#the-table). *Sensitivity*: "
        "`personal`, telling of `origin`, or of a `special` category in the sense of data protection law.\n",
        "fact | type | sensitivity | means | question",
        "may be known to be absent (`-`)",
    ),
    "fr": (
        "# Faits\n\nCe que les définitions peuvent lire. Une définition ne demande que les siens : `connecteur "
        "definitions ID` les énumère. *Sensibilité* : donnée personnelle (`personal`), donnée sur l’origine "
        "(`origin`) ou catégorie particulière au sens du droit de la protection des données (`special`).\n",
        "fait | type | sensibilité | sens | question",
        "peut être absent (`-`)",
    ),
}


def page(lang: str) -> str:
    """One table for each kind of thing that facts are about."""
    introduction, head, absent = _WORDS[lang]
    lines = [introduction]
    for subject, declarations in core_vocabulary().facts.items():
        lines += [f"## {subject}", "", f"| {head} |", f"| {' | '.join(['---'] * 5)} |"]
        lines += [_row(each, lang, absent) for each in declarations.values()]
        lines.append("")
    return "\n".join(lines)


def _row(fact: FactDeclaration, lang: str, absent: str) -> str:
    kind = f"`{fact.type.value}`"
    if fact.choices:
        kind += ": " + ", ".join(f"`{choice}`" for choice in fact.choices)
    if fact.record:
        kind += f": `{fact.record}`" + (f" × {fact.size}" if fact.size else "")
    if fact.low is not None or fact.high is not None:
        kind += f" {'' if fact.low is None else fact.low}…{'' if fact.high is None else fact.high}"
    if fact.may_be_absent:
        kind += f"; {absent}"
    cells = (f"`{fact.id}`", kind, f"`{fact.sensitivity.value}`", fact.title.get(lang, ""), fact.question.get(lang, ""))
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
