"""What each kind of question claims, in a reader's words, and findings that say it for many at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from connecteur_core.diagnostics import Diagnostic, Severity
from connecteur_core.messages import Message, message
from connecteur_core.positions.span import Span
from connecteur_core.proofs.question import Answer, Proof

CLAIMS: Mapping[str, Message] = {
    "monotone": message("a better answer never costs a level"),
    "settled": message("what is settled stays so, whatever is still to come"),
    "policies ordered": message("a stricter policy never gives a higher level"),
    "reachable": message("each level can be reached, and without the next one"),
    "line matters": message("no line follows from the others"),
    "answer matters": message("each answer that decides can change a level"),
    "consistent": message("never both yes and no"),
    "satisfiable": message("somebody is counted"),
    "not trivial": message("somebody is not counted"),
    "fact matters": message("each fact that is read can change the answer"),
    "versions": message("versions follow each other without gap or overlap"),
}


def proof_findings(proofs: Sequence[Proof], at: Span) -> Iterator[Diagnostic]:
    """What does not hold, one by one; what was not decided, once for each kind of question and reason.

    Args:
        proofs: all that were asked for.
        at: the file that findings are about.
    """
    undecided: dict[tuple[str, str], list[Proof]] = {}
    for proof in proofs:
        if proof.answer is Answer.UNDECIDED:
            undecided.setdefault((proof.name, str(proof.why)), []).append(proof)
        elif proof.answer is Answer.COUNTEREXAMPLE:
            what = message("{subject}: {why}", subject=proof.subject, why=proof.why or CLAIMS[proof.name])
            shown = None if proof.example is None else message("`connecteur prove` shows what proves it")
            yield Diagnostic("CX921", what, at, shown)
    for (name, _), alike in undecided.items():
        what = message(
            "not decided, {count} of {total}: {claim}; {why}",
            count=len(alike),
            total=sum(proof.name == name for proof in proofs),
            claim=CLAIMS[name],
            why=alike[0].why or "",
        )
        advice = message(
            "`connecteur prove` lists them and gives them longer with --timeout; “What is not decided” in "
            "docs/explanation/proofs.md says what else helps"
        )
        yield Diagnostic("CX922", what, at, advice, Severity.WARNING)
