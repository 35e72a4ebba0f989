"""Laws of overlays and mappings, over random rulesets, answers and pairs."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from connecteur_core import get_ruleset
from connecteur_core.assessment.assessment import Assessment, Profile
from connecteur_core.assessment.evaluate import evaluate
from connecteur_core.assessment.proposals import find_proposals
from connecteur_core.assessment.reader import load_assessment
from connecteur_core.evaluation.evaluation import Evaluation
from connecteur_core.evaluation.policies import Policy
from connecteur_core.model.status import Answer, Status
from connecteur_core.model.taken import Relation
from connecteur_core.rulesets.checker import CheckedRuleset
from connecteur_core.rulesets.mapping import ItemMapping, Pair
from connecteur_core.store.carrying import propose, take
from overlay_folders import write_overlay
from strategies import DAY, answers, rulesets

GUIDELINE = get_ruleset("diversity-connector")
OPEN_DOOR = get_ruleset(str(Path(__file__).parent.parent.parent / "examples" / "rulesets" / "open-door"))
_FOLDERS = TemporaryDirectory(prefix="connecteur-overlays-")
_STRICTER = """adds_criteria = true
[[items]]
id = "own.1"
kind = "{kind}"
level = "{level}"
"""


def made(name: str, text: str, wording: str | None = None) -> CheckedRuleset:
    return get_ruleset(str(write_overlay(Path(_FOLDERS.name), text, name=name, wording=wording)))


EMPTY = made("empty", "")
GUIDING = [
    item.id
    for item in GUIDELINE.ruleset.items.values()
    if item.rule is None and not GUIDELINE.ruleset.kind_of(item).decides
]
WORDS = made(
    "words", 'hide = ["3", "6.2", "9.*"]', '[questions]\n"L1.1" = "?"\n[texts]\n"4.3.1" = "x"\n[titles]\n"4.3.1" = "y"'
)
STRICTER = made("stricter", _STRICTER.format(kind="criterion", level="L2"))


def evaluated(checked: CheckedRuleset, given_answers: dict[str, Answer], policy: Policy) -> Evaluation:
    assessment = Assessment("connecteur-assessment/1", "-", Profile("x"), answers=given_answers)
    return evaluate(assessment, policy=policy.value, on=DAY, ruleset=checked)


def said(evaluation: Evaluation) -> object:
    statuses = {name: result.status for name, result in evaluation.criteria.items()}
    return evaluation.level, statuses, evaluation.scores


POLICY = st.sampled_from(list(Policy))


@given(data=st.data(), policy=POLICY)
def test_an_overlay_with_nothing_gives_the_results_of_its_base(data: st.DataObject, policy: Policy) -> None:
    given_answers = data.draw(answers(GUIDELINE))
    base, over = evaluated(GUIDELINE, given_answers, policy), evaluated(EMPTY, given_answers, policy)
    assert said(base) == said(over)
    assert base.coverage == over.coverage
    assert base.flags == over.flags


@given(data=st.data(), policy=POLICY)
def test_other_words_and_hidden_items_change_no_level(data: st.DataObject, policy: Policy) -> None:
    given_answers = data.draw(answers(GUIDELINE))
    assert said(evaluated(GUIDELINE, given_answers, policy)) == said(evaluated(WORDS, given_answers, policy))


@settings(max_examples=15)
@given(hidden=st.lists(st.sampled_from(GUIDING), max_size=5, unique=True), data=st.data())
def test_whatever_guides_can_be_hidden_and_no_level_changes(hidden: list[str], data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        listed = ", ".join(f'"{name}"' for name in hidden)
        over = get_ruleset(str(write_overlay(Path(folder), f"hide = [{listed}]")))
        given_answers = data.draw(answers(GUIDELINE))
        assert not set(hidden) & over.ruleset.items.keys()
        assert said(evaluated(GUIDELINE, given_answers, Policy.SELF_ASSESSMENT)) == said(
            evaluated(over, given_answers, Policy.SELF_ASSESSMENT)
        )


@given(data=st.data(), policy=POLICY)
def test_more_criteria_never_give_a_higher_level(data: st.DataObject, policy: Policy) -> None:
    given_answers = data.draw(answers(STRICTER))
    over = evaluated(STRICTER, given_answers, policy)
    known = {name: answer for name, answer in given_answers.items() if name in GUIDELINE.ruleset.items}
    base = evaluated(GUIDELINE, known, policy)
    assert over.level.reached.rank <= base.level.reached.rank
    assert over.level.possible.rank <= base.level.possible.rank
    untouched = [line for line in base.criteria if not base.criteria[line].computed]
    assert all(base.criteria[line].status == over.criteria[line].status for line in untouched)


@settings(max_examples=25)
@given(data=st.data())
def test_overlays_on_random_rulesets_keep_or_tighten_their_levels(data: st.DataObject) -> None:
    base = data.draw(rulesets())
    folder = base.ruleset.folder.parent / f"{base.ruleset.folder.name}-over"
    stricter = data.draw(st.booleans())
    level = base.ruleset.levels[data.draw(st.integers(0, len(base.ruleset.levels) - 1))].id
    text = _STRICTER.format(kind="line", level=level) if stricter else ""
    where = write_overlay(folder, text, extends="random@1")
    over = get_ruleset(str(where), search=[base.ruleset.folder.rename(folder / "random")])
    given_answers = data.draw(answers(over))
    plain = {name: answer for name, answer in given_answers.items() if name in base.ruleset.items}
    before, after = (
        evaluated(base, plain, Policy.SELF_ASSESSMENT),
        evaluated(over, given_answers, Policy.SELF_ASSESSMENT),
    )
    assert after.level.reached.rank <= before.level.reached.rank
    assert after.level.possible.rank <= before.level.possible.rank
    if not stricter:
        assert said(before) == said(after)


PAIRS = st.lists(
    st.builds(
        Pair,
        st.sampled_from(
            [name for name, item in GUIDELINE.ruleset.items.items() if GUIDELINE.ruleset.is_answered(item)]
        ),
        st.sampled_from(
            [name for name, item in OPEN_DOOR.ruleset.items.items() if OPEN_DOOR.ruleset.is_answered(item)]
        ),
        st.sampled_from(list(Relation)),
    ),
    max_size=12,
    unique_by=lambda pair: (pair.original, pair.target),
)
RANK = {Status.UNMET: 0, Status.PARTIAL: 1, Status.MET: 2}


@given(pairs=PAIRS, data=st.data())
def test_a_proposal_never_says_more_than_its_originals(pairs: list[Pair], data: st.DataObject) -> None:
    names = [pair.original for pair in pairs]
    given_answers = data.draw(answers(GUIDELINE, names=names))
    original = Assessment("connecteur-assessment/1", "-", Profile("x"), answers=given_answers)
    target = Assessment("connecteur-assessment/1", "-", Profile("y"), answers=data.draw(answers(OPEN_DOOR)))
    mapping = ItemMapping("-", "t", "-", "-", "s", "b", DAY, tuple(pairs))
    rules = GUIDELINE.ruleset, OPEN_DOOR.ruleset
    for proposal in find_proposals(original, target, mapping, rules, on=DAY):
        own = target.answers.get(proposal.item)
        if own is not None and own.status is not None:
            assert not proposal.can_be_taken
        if not proposal.can_be_taken:
            continue
        assert proposal.grounds
        assert proposal.status is not None
        for ground in proposal.grounds:
            assert given_answers[ground.pair.original] == ground.answer
            assert RANK.get(proposal.status, 0) <= RANK.get(ground.status, 0)
            if ground.pair.relation is Relation.PARTLY:
                assert proposal.status is not Status.MET
        for pair in pairs:
            same = given_answers.get(pair.original)
            if pair.target == proposal.item and pair.relation is Relation.EQUAL and same is not None:
                assert same.status is not None
                assert RANK.get(proposal.status, -1) <= RANK.get(same.status, -1)
        assert set(proposal.evidence) <= {
            piece for name in names for piece in given_answers.get(name, Answer()).evidence
        }


@settings(max_examples=12)
@given(pairs=PAIRS, data=st.data())
def test_carrying_twice_changes_nothing(pairs: list[Pair], data: st.DataObject) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        written = [
            'format = "connecteur-assessment/1"\nruleset = "diversity-connector@2017.1"\n[organisation]\nname = "x"'
        ]
        for item, answer in data.draw(answers(GUIDELINE, names=[pair.original for pair in pairs])).items():
            assert answer.status is not None
            evidence = '\nevidence = [{ ref = "x", issuer = "y" }]' if answer.evidence else ""
            written.append(f'[answers."{item}"]\nstatus = "{answer.status.value}"\nnote = "n"{evidence}')
        (folder / "one.toml").write_text("\n".join(written) + "\n", encoding="utf-8")
        head = (
            f'format = "connecteur-assessment/1"\nruleset = "{OPEN_DOOR.ruleset.folder}"\n[organisation]\nname = "y"\n'
        )
        (folder / "other.toml").write_text(head, encoding="utf-8")
        rows = [
            f'[[pairs]]\noriginal = "{pair.original}"\ntarget = "{pair.target}"\nrelation = "{pair.relation.value}"'
            for pair in pairs
        ]
        (folder / "map.toml").write_text(
            'format = "connecteur-mapping/1"\ntitle = "t"\noriginal = "diversity-connector@2017.1"\n'
            'target = "open-door@1.0"\nsource = "s"\nby = "b"\non = 2026-01-01\n'
            + ("\n".join(rows) if rows else "pairs = []\n"),
            encoding="utf-8",
        )
        for _ in range(2):
            carrying = propose(folder / "one.toml", folder / "other.toml", folder / "map.toml", on=date(2026, 1, 1))
            items = [proposal.item for proposal in carrying.proposals if proposal.can_be_taken]
            take(carrying, items, on=date(2026, 1, 1), by=None)
            text = (folder / "other.toml").read_text(encoding="utf-8")
        assert items == []
        again = propose(folder / "one.toml", folder / "other.toml", folder / "map.toml", on=date(2026, 1, 1))
        assert not any(proposal.can_be_taken for proposal in again.proposals)
        assert (folder / "other.toml").read_text(encoding="utf-8") == text
        twins = [load_assessment(folder / "other.toml").answers.get(item, Answer()) for item in ("table.2", "table.3")]
        sources = [{taken.item for taken in twin.taken_from} for twin in twins]
        assert not sources[0] & sources[1]
