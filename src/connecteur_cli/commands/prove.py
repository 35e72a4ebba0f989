"""`connecteur prove`: what holds of rules, whatever the answers and the facts."""

from __future__ import annotations

from pathlib import Path

import click

from connecteur_cli.extras import need_extra
from connecteur_cli.options import FILE, print_json, ruleset_search, verb


@verb(
    "prove",
    "Prove what should hold of rulesets and definitions, whatever the answers and the facts.\n\n"
    "A target is a ruleset (id or folder), a definition, or a file of definitions; without any, all that are here. "
    "What does not hold is shown by an assessment or by facts that other verbs take.",
    epilog="Ends with exit code 1 when something does not hold, or was not decided in time.",
)
@click.argument("targets", nargs=-1, metavar="[TARGET…]")
@click.option(
    "--timeout", type=click.FloatRange(min=0.001), default=10, show_default=True, help="Seconds for one question."
)
@click.option(
    "--budget", type=click.FloatRange(min=0.001), default=60, show_default=True, help="Seconds for all questions."
)
@click.option("-o", "--output", type=FILE, help="Folder for the files that show what does not hold.")
def prove_command(
    *, targets: tuple[str, ...], timeout: float, budget: float, output: Path | None, lang: str, as_json: bool
) -> int:
    """Ask the solver all questions."""
    with need_extra("prove", lang):
        from connecteur_core.proofs.targets import all_targets, find_target

    from time import perf_counter

    from connecteur_cli.output import echo, paragraph
    from connecteur_cli.progress import progress_bar
    from connecteur_cli.proof_text import show_proofs, write_examples
    from connecteur_core.messages import message
    from connecteur_core.proofs.question import Answer, Proof, decide_questions

    search = ruleset_search()
    start = perf_counter()
    chosen = [find_target(name, search=search) for name in targets] if targets else all_targets(search)
    asked = [(target, list(target.questions())) for target in chosen]
    count = sum(len(questions) for _, questions in asked)
    proofs: list[Proof] = []
    with progress_bar(message("proving").text(lang)) as tell:
        for _, questions in asked:
            left = start + budget - perf_counter()
            for proof in decide_questions(questions, seconds=timeout, budget=left):
                proofs.append(proof)
                tell(len(proofs) / count)
    held = all(proof.answer is Answer.PROVED for proof in proofs)
    written = write_examples(proofs, output) if output is not None and not held else []
    if as_json:
        print_json({"format": "connecteur-proof/1", "questions": [proof.to_json() for proof in proofs]})
        return 0 if held else 1
    place = 0
    for target, questions in asked:
        show_proofs(target, proofs[place : place + len(questions)], lang)
        place += len(questions)
    echo()
    for path in written:
        echo(f"  {path}")
    seconds = f"{perf_counter() - start:.1f}"
    proved = sum(proof.answer is Answer.PROVED for proof in proofs)
    paragraph(
        message("{proved} of {count} proved in {seconds} s", proved=proved, count=count, seconds=seconds).text(lang)
    )
    return 0 if held else 1
