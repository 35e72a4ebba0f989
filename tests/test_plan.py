"""Plans are the cheapest there are, and keep what they promise."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from datetime import date
from itertools import combinations, islice, product
from math import prod
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st

from connecteur_core import ConnecteurError, get_ruleset
from connecteur_core.assessment.evaluate import program_of
from connecteur_core.assessment.offers import Offer
from connecteur_core.backends.program import compile_ruleset, items_read
from connecteur_core.evaluation.evaluate import evaluate_answers
from connecteur_core.evaluation.evaluation import Evaluation
from connecteur_core.evaluation.policies import Policy, Standards
from connecteur_core.model.status import Answer, Evidence, Status
from connecteur_core.planning.cheapest import TooLarge, iter_cheapest
from connecteur_core.planning.costs import Costs, CostsFile, Figures, Limits, default_costs
from connecteur_core.planning.plan import Plan, find_plan
from connecteur_core.planning.plan_words import no_plan_words
from connecteur_core.planning.problem import PlanProblem, state_problem
from connecteur_core.planning.unneeded import find_lean_choice
from connecteur_core.rulesets.checker import CheckedRuleset
from connecteur_core.truth import Truth
from general_strategies import FACTS, general_rulesets
from made_rulesets import made_ruleset
from running import Run
from strategies import DAY, answers, rulesets, written_ruleset

IN_FULL = settings.get_current_profile_name() == "fuzz"

GUIDELINE = get_ruleset("diversity-connector")
EXAMPLES = Path(__file__).parent.parent / "examples"
EXAMPLE = EXAMPLES / "assessments" / "ateliers-du-port.toml"
PLANNABLE = (Policy.SELF_ASSESSMENT, Policy.EVIDENCED)
LARGEST_SEARCHED = 9
"""Moves up to which all sets of them are gone through."""


def evaluated(checked: CheckedRuleset, given: dict[str, Answer], policy: Policy = Policy.SELF_ASSESSMENT) -> Evaluation:
    return evaluate_answers(compile_ruleset(checked), given, Standards(policy, DAY))


def costing(**keys: object) -> Costs:
    return evolve(default_costs(), own=CostsFile(format="connecteur-costs/1", **keys))  # type: ignore[arg-type]


def followed(plan: Plan) -> Evaluation:
    """The evaluation after all steps of a plan."""
    before = plan.evaluation
    after = {**before.answers, **{step.item: step.move.answer for step in plan.steps}}
    return evaluate_answers(before.program, after, before.standards, before.facts)


def lean_sets(problem: PlanProblem) -> list[tuple[int, ...]]:
    """All sets of moves that reach the level and contain no smaller one, by going through all sets."""
    count, found = len(problem.moves), list[tuple[int, ...]]()
    for size in range(count + 1):
        for chosen in combinations(range(count), size):
            whole = all(not problem.goes_on(place) or place - 1 in chosen for place in chosen)
            if whole and problem.reaches(frozenset(chosen)) and not any(set(one) <= set(chosen) for one in found):
                found.append(chosen)
    return [chosen for chosen in found if problem.keeps_budget(chosen)]


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_the_ways_to_a_level_are_those_that_going_through_all_sets_finds_cheapest_first(data: st.DataObject) -> None:
    checked = data.draw(rulesets())
    evaluation = evaluated(checked, data.draw(answers(checked)), data.draw(st.sampled_from(PLANNABLE)))
    prices = data.draw(st.lists(st.integers(0, 9), min_size=14, max_size=14))
    figures = {name: Figures(effort=price) for name, price in zip(checked.ruleset.items, prices, strict=False)}
    level = data.draw(st.sampled_from(checked.ruleset.levels))
    problem = state_problem(evaluation, level.id, costing(items=figures))
    assume(len(problem.moves) <= LARGEST_SEARCHED)
    expected = lean_sets(problem)
    found = list(islice(iter_cheapest(problem, seconds=60), 50))
    assert [choice.cost for choice in found] == sorted(problem.cost_of(moves) for moves in expected)[:50]
    assert {choice.moves for choice in found} <= set(expected)
    lean = find_lean_choice(problem)
    assert (None if lean is None else lean.only) == (None if not expected else len(expected) == 1)
    plan = find_plan(evaluation, to=level.id, costs=costing(items=figures))
    assert plan.proved
    assert plan.cost == (found[0].cost if found else None)
    assert plan.cost is None or sum(step.cost for step in plan.steps) == plan.cost


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_budgets_and_needs_are_kept_by_the_cheapest_that_keeps_them(data: st.DataObject) -> None:
    checked = data.draw(rulesets())
    evaluation = evaluated(checked, data.draw(answers(checked)))
    names = list(checked.ruleset.items)
    one, other = sorted(data.draw(st.lists(st.sampled_from(names), min_size=2, max_size=2, unique=True)))
    budget = Limits(effort=data.draw(st.integers(0, 20)))
    costs = costing(needs={one: (other,)}, budget=budget)
    level = checked.ruleset.levels[-1]
    problem = state_problem(evaluation, level.id, costs)
    assume(len(problem.moves) <= LARGEST_SEARCHED)
    expected = lean_sets(problem)
    plan = find_plan(evaluation, costs=costs, to=level.id)
    assert plan.proved or (plan.cost, plan.unsolved) == (None, "skip")
    assert plan.cost == (min(map(problem.cost_of, expected)) if expected else None)


EVIDENCE = (Evidence("https://x", issuer="y"),)
MOST_COMBINATIONS = 4000


def possible_answers(
    checked: CheckedRuleset, name: str, now: Answer | None, *, free: bool, fixed: bool
) -> list[Answer]:
    """All answers to an item, with evidence and a note; where they must cost nothing, those that take no work."""
    ruleset = checked.ruleset
    item, scale = ruleset.items[name], ruleset.scale_of(ruleset.items[name])
    given = now or Answer()
    if given.status is Status.NOT_APPLICABLE and fixed:
        return [given]
    words = list(scale.values) if scale is not None else [Status.UNMET, Status.PARTIAL, Status.MET]
    every = [Answer(value=word) if isinstance(word, str) else Answer(word) for word in words]
    found = [evolve(answer, note="nnn", evidence=EVIDENCE) for answer in every]
    if free:
        unanswered = given.status is None and given.value is None
        found = [evolve(given, note="nnn"), *([evolve(every[0], note="nnn")] if unanswered else [])]
    if ruleset.kind_of(item).not_applicable.value != "no":
        found.append(Answer(Status.NOT_APPLICABLE, note="nnn"))
    return found


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_where_no_plan_is_proved_no_answers_with_evidence_reach_the_level(data: st.DataObject) -> None:
    checked = data.draw(st.one_of(general_rulesets(), general_rulesets(), rulesets()))
    before = data.draw(answers(checked))
    standards = Standards(data.draw(st.sampled_from(PLANNABLE)), DAY)
    evaluation = evaluate_answers(compile_ruleset(checked), before, standards, data.draw(FACTS))
    level = data.draw(st.sampled_from(checked.ruleset.levels))
    read = items_read(checked)
    exclude = tuple(data.draw(st.lists(st.sampled_from(read), max_size=3, unique=True)))
    poor, reconsider = data.draw(st.booleans()), data.draw(st.booleans())
    budget = Limits(effort=0) if poor else Limits()
    plan = find_plan(evaluation, to=level.id, costs=costing(exclude=exclude, budget=budget, reconsider=reconsider))
    if plan.cost is not None:
        assert followed(plan).standing.level[level.id] is Truth.TRUE
        return
    if not plan.proved:
        assert plan.unsolved in plan.not_tried
        return
    options = [
        possible_answers(checked, name, before.get(name), free=poor or name in exclude, fixed=not reconsider)
        for name in read
    ]
    assume(prod(map(len, options)) <= MOST_COMBINATIONS)
    for one in product(*options):
        tried = {**before, **dict(zip(read, one, strict=True))}
        given_answers = {name: answer for name, answer in tried.items() if answer.status or answer.value}
        standing = evaluate_answers(evaluation.program, given_answers, standards, evaluation.facts).standing
        assert standing.level[level.id] is not Truth.TRUE, given_answers


@settings(max_examples=1000 if IN_FULL else 25, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_plans_for_scales_measures_and_obligations_are_the_cheapest_of_all_sets(data: st.DataObject) -> None:
    checked = data.draw(general_rulesets())
    standards = Standards(data.draw(st.sampled_from(PLANNABLE)), DAY)
    evaluation = evaluate_answers(compile_ruleset(checked), data.draw(answers(checked)), standards, data.draw(FACTS))
    prices = data.draw(st.lists(st.integers(0, 9), min_size=30, max_size=30))
    figures = {name: Figures(effort=price) for name, price in zip(checked.ruleset.items, prices, strict=False)}
    level = data.draw(st.sampled_from(checked.ruleset.levels))
    problem = state_problem(evaluation, level.id, costing(items=figures))
    assume(len(problem.moves) <= LARGEST_SEARCHED)
    expected = lean_sets(problem)
    try:
        found = list(islice(iter_cheapest(problem, seconds=60), 50))
    except TooLarge:
        reject()
    assert [choice.cost for choice in found] == sorted(problem.cost_of(moves) for moves in expected)[:50]
    assert {choice.moves for choice in found} <= set(expected)


def test_what_a_jury_finds_is_not_planned() -> None:
    with pytest.raises(ConnecteurError, match="CX345"):
        find_plan(evaluate_answers(program_of(GUIDELINE), {}, Standards(Policy.LABEL, DAY)), to="L4")


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_following_a_plan_gives_the_level_it_promises(data: st.DataObject) -> None:
    checked = data.draw(rulesets())
    evaluation = evaluated(checked, data.draw(answers(checked)), data.draw(st.sampled_from(PLANNABLE)))
    level = data.draw(st.sampled_from(checked.ruleset.levels))
    plan = find_plan(evaluation, to=level.id, alternatives=2, costs=costing(reconsider=True))
    assert plan.cost is not None, "every level can be reached once all answers may change"
    assert followed(plan).level.reached.rank >= level.rank
    for alternative in plan.alternatives:
        assert followed(evolve(plan, steps=alternative.steps)).level.reached.rank >= level.rank
        assert alternative.cost == (plan.cost or 0) + alternative.cheaper_by


def random_answers(chance: random.Random) -> dict[str, Answer]:
    ruleset = GUIDELINE.ruleset
    share = chance.random()
    return {
        name: Answer(chance.choice([Status.MET, Status.PARTIAL, Status.UNMET]))
        for name in ruleset.answered_items
        if chance.random() < share
    }


def test_on_the_guideline_a_plan_to_the_highest_level_takes_less_than_a_second() -> None:
    chance = random.Random(4)
    for policy in PLANNABLE:
        for _ in range(50):
            evaluation = evaluate_answers(program_of(GUIDELINE), random_answers(chance), Standards(policy, DAY))
            start = time.process_time()
            plan = find_plan(evaluation, to="L4", alternatives=3)
            assert time.process_time() - start < 1
            assert plan.proved
            assert followed(plan).level.reached.rank == 4


def test_a_thousand_answers_on_ten_levels_are_planned_or_said_not_to_be() -> None:
    checked = made_ruleset(1000, 10, shared=3)
    chance = random.Random(1)
    figures = {name: Figures(effort=chance.randint(1, 20)) for name in checked.ruleset.items}
    evaluation = evaluated(checked, {})
    start = time.perf_counter()
    plan = find_plan(evaluation, to="L10", costs=costing(items=figures), seconds=40)
    assert time.perf_counter() - start < 60
    assert plan.cost is not None
    assert followed(plan).level.reached.rank == 10
    assert plan.proved or (plan.unsolved == "time" and plan.at_least <= plan.cost)


def test_out_of_time_a_plan_without_a_step_too_many_is_shown_with_what_any_plan_costs_at_least() -> None:
    checked = made_ruleset(100, 2, shared=3)
    plan = find_plan(evaluated(checked, {}), to="L2", seconds=0.01)
    assert (plan.proved, plan.unsolved) == (False, "time")
    assert plan.cost is not None
    assert plan.at_least <= plan.cost
    assert followed(plan).level.reached.rank == 2


BADGE = """
[kinds.public]
answered = true
decides = true
evidence = "url"
evidence_required = true
[kinds.duty]
answered = true
decides = true
reason_length = 5
[[levels]]
id = "L1"
rank = 1
[[items]]
id = "hours"
kind = "public"
level = "L1"
"""
LOOSE = """
[[items]]
id = "step"
kind = "duty"
level = "L1"
obligation = "should"
[[items]]
id = "notes"
kind = "duty"
level = "L1"
obligation = "suggested"
"""


def test_a_step_has_the_evidence_that_its_item_asks_for_under_every_policy() -> None:
    plan = find_plan(evaluated(written_ruleset(BADGE), {}))
    assert (chosen(plan), plan.proved, plan.steps[0].move.supports) == (["hours"], True, True)
    assert followed(plan).level.reached.rank == 1
    claimed = find_plan(evaluated(written_ruleset(BADGE), {"hours": Answer(Status.MET)}))
    assert claimed.cost == default_costs().of_evidence().effort


def test_where_any_answer_will_do_it_is_to_be_answered_and_takes_nothing() -> None:
    evaluation = evaluated(written_ruleset(BADGE + LOOSE), {})
    plan = find_plan(evaluation)
    words = {step.item: (step.move.word, step.move.only_answers, step.cost) for step in plan.steps}
    assert words == {"hours": ("met", False, 4), "step": ("met", False, 3), "notes": ("unmet", True, 0)}
    assert (plan.proved, plan.not_tried) == (True, {"justify": ("step",)})
    assert followed(plan).level.reached.rank == 1
    unwanted = find_plan(evaluation, costs=costing(exclude=("notes",)))
    assert chosen(unwanted) == chosen(plan), "answering is no doing"


def test_what_a_justification_would_do_is_neither_planned_nor_denied() -> None:
    evaluation = evaluated(written_ruleset(BADGE + LOOSE), {})
    plan = find_plan(evaluation, costs=costing(exclude=("step",)))
    assert (plan.cost, plan.proved, plan.unsolved, plan.without) == (None, False, "justify", ("exclude",))
    said = " ".join(text.text("en") for text in no_plan_words(plan))
    assert "asked for as “should”" in said
    assert "step" in said
    denied = find_plan(evaluation, costs=costing(exclude=("hours", "step")))
    assert (denied.cost, denied.proved) == (None, True)


def test_what_not_applicable_would_do_is_not_denied_where_what_was_asked_keeps_better_answers_out() -> None:
    rules = CHOICE.replace('count_met("a", "b", "c") >= 2', 'all_met("a") and met("b")')
    evaluation = evaluated(written_ruleset(rules), {"b": Answer(Status.MET)})
    for asked in (costing(budget=Limits(effort=0)), costing(exclude=("a",))):
        plan = find_plan(evaluation, costs=asked)
        assert (plan.cost, plan.proved, plan.not_tried) == (None, False, {"skip": ("a",)})


def test_the_text_of_a_plan_names_the_evidence_and_what_was_not_looked_at(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = written_ruleset(BADGE + LOOSE).ruleset.folder
    with (folder / "locale" / "en.toml").open("a") as locale:
        locale.write('[titles]\nL1 = "One"\n[texts]\nhours = "Hours"\nstep = "Step"\nnotes = "Notes"\n')
    folder.rename(tmp_path / "random")
    monkeypatch.setenv("CONNECTEUR_RULESETS", str(tmp_path))
    path = tmp_path / "mine.toml"
    path.write_text('format = "connecteur-assessment/1"\nruleset = "random@1"\n[organisation]\nname = "Mine"\n')
    text = " ".join(run("plan", path, "--lang", "en").out.split())
    assert "Hours: unanswered → met, with a web address as evidence" in text
    assert "Notes: to be answered; any answer will do" in text
    assert "Proved: no set of steps costs less." in text
    assert "Not looked at: these lines are asked for as “should”" in text
    told = json.loads(run("plan", path, "--json").out)
    assert [(step["id"], step["to"]) for step in told["steps"]] == [
        ("hours", "met"),
        ("step", "met"),
        ("notes", "answered"),
    ]
    assert told["not_tried"] == {"justify": ["step"]}


CHOICE = """
[[levels]]
id = "L1"
rank = 1
[[items]]
id = "a"
kind = "action"
[[items]]
id = "b"
kind = "action"
[[items]]
id = "c"
kind = "action"
[[items]]
id = "L1.1"
kind = "line"
level = "L1"
rule = 'count_met("a", "b", "c") >= 2'
"""


def chosen(plan: Plan) -> list[str]:
    return sorted(step.item for step in plan.steps)


def test_exclusions_dates_and_prices_decide_which_way_wins() -> None:
    evaluation = evaluated(written_ruleset(CHOICE), {})
    prices = {"a": Figures(effort=1), "b": Figures(effort=2), "c": Figures(effort=4)}
    plan = find_plan(evaluation, costs=costing(items=prices), alternatives=5)
    assert (chosen(plan), plan.cost) == (["a", "b"], 3)
    assert [(one.cost, one.only_here, one.cheaper_by) for one in plan.alternatives] == [(5, ("c",), 2), (6, ("c",), 3)]
    cheaper = {**prices, "c": Figures(effort=1)}  # by 3, more than the 2 that the first alternative asks for
    assert chosen(find_plan(evaluation, costs=costing(items=cheaper))) == ["a", "c"]
    assert chosen(find_plan(evaluation, costs=costing(items=prices, exclude=("a",)))) == ["b", "c"]
    late = {**prices, "a": Figures(effort=1, time=13, earliest=date(2026, 9, 1))}
    assert chosen(find_plan(evaluation, costs=costing(items=late, finish=date(2026, 6, 30)))) == ["b", "c"]
    partners = evolve(costing(items=prices), own=CostsFile(format="x", items=prices, exclude=("a", "b")))
    impossible = find_plan(evaluation, costs=partners)
    assert (impossible.cost, impossible.proved, impossible.without) == (None, True, ("exclude",))


def test_a_schedule_keeps_capacity_order_and_days() -> None:
    evaluation = evaluated(written_ruleset(CHOICE.replace(">= 2", ">= 3")), {})
    prices = {
        "a": Figures(effort=30, time=10),
        "b": Figures(effort=25, time=10),
        "c": Figures(effort=10, time=10, latest=date(2026, 3, 31)),
    }
    tight = costing(items=prices, capacity=Limits(effort=40), start=date(2026, 1, 1))
    plan = find_plan(evaluation, costs=tight)
    assert {name: str(slot.begins) for name, slot in plan.schedule.items()} == {
        "a": "2026-Q1",
        "b": "2026-Q2",
        "c": "2026-Q1",
    }
    # In order, a and b fill the first two quarters; only the solver sees that c must go before a.
    first = costing(items=prices, capacity=Limits(effort=30), start=date(2026, 1, 1), finish=date(2026, 9, 30))
    plan = find_plan(evaluation, costs=first)
    assert str(plan.schedule["c"].ends) == "2026-Q1"
    assert plan.proved
    too_tight = costing(items=prices, capacity=Limits(effort=30), start=date(2026, 1, 1), finish=date(2026, 6, 30))
    nothing = find_plan(evaluation, costs=too_tight)
    assert (nothing.cost, nothing.proved, nothing.without) == (None, True, ("dates",))


def test_an_action_behind_two_lines_is_paid_once_and_repeated_ones_too() -> None:
    plan = find_plan(evaluate_answers(program_of(GUIDELINE), {}, Standards(Policy.SELF_ASSESSMENT, DAY)), to="4")
    paid = [name for step in plan.steps for name in step.actions]
    assert len(paid) == len(set(paid))
    assert "3.1" in paid
    assert "7.1" not in paid, "7.1 says the same as 3.1"
    by_item = {step.item: step for step in plan.steps}
    assert by_item["L2.3"].item in by_item["L3.4"].after, "L3.4 rests on actions counted with L2.3"
    assert not {"4.3.1", "4.3.2"} & set(paid), "optional, and not found needed"


def test_what_a_partner_brings_costs_nothing() -> None:
    evaluation = evaluate_answers(program_of(GUIDELINE), {}, Standards(Policy.SELF_ASSESSMENT, DAY))
    plan = find_plan(evaluation, to="1", offers=[Offer("1.1", "City", until=DAY)])
    over = find_plan(evaluation, to="1", offers=[Offer("1.1", "City", until=date(2025, 1, 1))])
    assert plan.cost is not None
    assert over.cost == plan.cost + 5, "what an action costs unless said otherwise"
    assert plan.steps[0].offers[0].partner == "City"


def test_priorities_sort_the_steps_and_change_nothing_else() -> None:
    evaluation = evaluate_answers(program_of(GUIDELINE), {}, Standards(Policy.SELF_ASSESSMENT, DAY))
    plain, sorted_ = find_plan(evaluation, to="4"), find_plan(evaluation, to="4", priorities=("9",))
    assert plain.steps[0].item == "L1.1"
    assert sorted_.steps[0].item.startswith("L4.3")
    assert (plain.cost, chosen(plain)) == (sorted_.cost, chosen(sorted_))


def test_the_command_prints_what_the_design_promises(run: Run) -> None:
    outcome = run("plan", EXAMPLE, "--to", "4", "--on", "2026-11-01", "--json")
    plan = json.loads(outcome.out)
    assert outcome.code == 0
    assert {"to", "cost", "optimal", "steps", "alternatives"} <= plan.keys()
    assert (plan["to"], plan["optimal"]) == ("L4", True)
    assert plan["cost"] == sum(step["cost"] for step in plan["steps"])
    assert all({"id", "from", "to", "cost", "who", "offers"} <= step.keys() for step in plan["steps"])


def test_findings_in_costs_are_all_told_with_their_place(run: Run, tmp_path: Path) -> None:
    costs = tmp_path / "costs.toml"
    costs.write_text(
        'format = "connecteur-costs/1"\nexclude = ["L9.9"]\nstart = 2026-03-01\nfinish = 2026-01-01\n'
        '[items."L1.1"]\neffort = -1\nearliest = 2026-05-01\nlatest = 2026-04-01\n'
        '[needs]\n"L1.2" = ["L1.3"]\n"L1.3" = ["L1.2"]\n'
    )
    outcome = run("plan", EXAMPLE, "--costs", costs, "--json")
    findings = json.loads(outcome.out)["diagnostics"]
    assert outcome.code == 2
    assert sorted(one["code"] for one in findings) == ["CX340", "CX341", "CX342", "CX342", "CX343"]
    assert all(one["line"] > 1 for one in findings)
    unnamed = json.loads(run("check", costs, "--json").out)["diagnostics"]
    assert sorted(one["code"] for one in unnamed) == ["CX341", "CX342", "CX342", "CX343"]
    costs.write_text('format = "connecteur-costs/1"\nruleset = "diversity-connector"\nexclude = ["L9.9"]\n')
    assert run("check", costs).code == 1
    assert run("check", EXAMPLES / "costs" / "ateliers-du-port.toml").code == 0


@pytest.mark.parametrize(("policy", "optimal"), [("self-assessment", True), ("evidenced", True)])
def test_without_the_solver_the_guideline_is_planned_all_the_same(policy: str, optimal: bool) -> None:
    outcome = without_solver("plan", str(EXAMPLE), "--to", "4", "--policy", policy, "--json")
    plan = json.loads(outcome.stdout)
    assert (outcome.returncode, plan["optimal"]) == (0, optimal)
    assert plan["steps"]


def test_without_the_solver_a_choice_is_listed_and_the_extra_named(tmp_path: Path) -> None:
    checked = written_ruleset(CHOICE)
    assessment = tmp_path / "mine.toml"
    assessment.write_text(
        'format = "connecteur-assessment/1"\nruleset = "random@1"\n[organisation]\nname = "Mine"\n', encoding="utf-8"
    )
    folder = checked.ruleset.folder
    (folder / "locale" / "en.toml").write_text(
        (folder / "locale" / "en.toml").read_text()
        + '[titles]\nL1 = "One"\n[texts]\na = "A"\nb = "B"\nc = "C"\n"L1.1" = "Line"\n'
    )
    named = folder.parent / "random"
    folder.rename(named)
    outcome = without_solver("plan", str(assessment), search=str(named.parent))
    assert outcome.returncode == 0, outcome.stderr
    assert "connecteur[prove]" in outcome.stdout
    assert " a " in outcome.stdout


def without_solver(*arguments: str, search: str = "") -> subprocess.CompletedProcess[str]:
    """The command in a process in which z3 cannot be imported, as when it is not installed."""
    program = (
        "import sys, importlib.abc\n"
        "class Absent(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] == 'z3':\n"
        "            raise ModuleNotFoundError(\"No module named 'z3'\", name='z3')\n"
        "sys.meta_path.insert(0, Absent())\n"
        "from connecteur_cli.main import main\n"
        "main()\n"
    )
    environment = {"CONNECTEUR_RULESETS": search, "PATH": "", "CONNECTEUR_LANG": "en"}
    return subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, env=environment, check=False
    )
