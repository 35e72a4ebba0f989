"""Proofs as text, and counterexamples as files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from connecteur_cli.output import echo, heading, paragraph, table, wrapped
from connecteur_core.messages import message
from connecteur_core.proofs.claims import CLAIMS
from connecteur_core.proofs.question import Answer, Proof
from connecteur_core.store.save import replace_text

if TYPE_CHECKING:
    from connecteur_core.proofs.targets import Target

_ANSWERS = {
    Answer.PROVED: message("proved"),
    Answer.COUNTEREXAMPLE: message("does not hold"),
    Answer.UNDECIDED: message("not decided"),
}


def show_proofs(target: Target, proofs: Sequence[Proof], lang: str) -> None:
    """How many questions of each kind were proved; then what was not, with what shows it."""
    heading(target.name if isinstance(target.name, str) else target.name.text(lang))
    rows = []
    for name in dict.fromkeys(proof.name for proof in proofs):
        asked = [proof for proof in proofs if proof.name == name]
        held = sum(proof.answer is Answer.PROVED for proof in asked)
        rows.append([f"{held}/{len(asked)}", CLAIMS[name].text(lang)])
    table(rows, right=(0,))
    for remark in target.remarks:
        paragraph(remark.text(lang), indent=2, hanging=2)
    for proof in proofs:
        if proof.answer is not Answer.PROVED:
            _show_refuted(proof, lang)


def _show_refuted(proof: Proof, lang: str) -> None:
    echo()
    colour = "red" if proof.answer is Answer.COUNTEREXAMPLE else "yellow"
    word = _ANSWERS[proof.answer].text(lang)
    # Colours are put in after wrapping, which marks control characters; until then the word holds together.
    held = word.replace(" ", "\N{NO-BREAK SPACE}")
    what = message("{subject}: {claim}: {answer}", subject=proof.subject, claim=CLAIMS[proof.name], answer=held)
    for line in wrapped(what.text(lang), indent=2, hanging=2):
        echo(line.replace(held, click.style(word, fg=colour)))
    if proof.why is not None:
        paragraph(proof.why.text(lang), indent=4)
    for name, text in example_files(proof):
        paragraph(f"{name}:", indent=4)
        for line in text.splitlines():
            echo(f"      {line}")


def example_files(proof: Proof) -> Iterator[tuple[str, str]]:
    """What shows that something does not hold, as files that other verbs take: names and texts."""
    example = proof.example
    if example is None:
        return
    start = "".join(
        letter if letter.isalnum() or letter in "._-" else "-" for letter in f"{proof.name}-{proof.subject}"
    )
    if not example.keys() <= {"before", "after", "assessment"}:
        yield f"{start}.json", _json(example)
        return
    for part, content in example.items():
        suffix = "toml" if isinstance(content, str) else "json"
        yield f"{start}-{part}.{suffix}", content if isinstance(content, str) else _json(content)


def write_examples(proofs: Sequence[Proof], folder: Path) -> list[Path]:
    """Write what shows that things do not hold into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for proof in proofs:
        for name, text in example_files(proof):
            path = folder / name
            replace_text(path, text)
            written.append(path)
    return written


def _json(facts: Mapping[str, Any]) -> str:
    return json.dumps(facts, ensure_ascii=False, indent=2) + "\n"
