"""What is proposed, and what was taken over, as plain data (format `connecteur-carry/1`)."""

from __future__ import annotations

from collections.abc import Sequence

from connecteur_core.assessment.proposals import Proposal
from connecteur_core.store.carrying import Carrying


def carrying_to_json(carrying: Carrying, taken: Sequence[Proposal], lang: str) -> dict[str, object]:
    """All proposals as they were before anything was taken, and the ids of those that were."""
    mapping = carrying.mapping
    return {
        "format": "connecteur-carry/1",
        "from": {"file": str(carrying.source), "ruleset": carrying.rules[0].reference},
        "into": {"file": str(carrying.into), "ruleset": carrying.rules[1].ruleset.reference},
        "mapping": {
            "title": mapping.title,
            "by": mapping.by,
            "source": mapping.source,
            "on": mapping.on.isoformat(),
        },
        "proposals": [_proposal(proposal, lang) for proposal in carrying.proposals],
        "taken": [proposal.item for proposal in taken],
    }


def _proposal(proposal: Proposal, lang: str) -> dict[str, object]:
    return {
        "id": proposal.item,
        "state": proposal.state.value,
        "status": proposal.status.value if proposal.status else None,
        "why": proposal.why.text(lang) if proposal.why else None,
        "grounds": [
            {
                "id": ground.pair.original,
                "relation": ground.pair.relation.value,
                "status": ground.status.value,
                "by": ground.answer.by,
                "on": ground.answer.on.isoformat() if ground.answer.on else None,
                "decided_by": ground.pair.by,
                "note": ground.pair.note,
            }
            for ground in proposal.grounds
        ],
        "evidence": [piece.ref for piece in proposal.evidence],
    }
