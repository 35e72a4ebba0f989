"""Offers go where they close most gaps, and evenly on request; compared with going through all assignments."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connecteur_core.portfolio.compare import compare_assessments
from connecteur_core.portfolio.matching import Assignment, assign_offers, match
from connecteur_core.portfolio.members import InvalidPortfolio, find_members
from running import Run

DAY = date(2026, 6, 1)
REACHED = "\n".join(f'[answers."{line}"]\nstatus = "met"' for line in ("L1.1", "L1.2", "L1.3", "L2.2.1", "L2.2.2"))
BLOCKED_AT_L3 = (
    REACHED + "\n" + "\n".join(f'[answers."{line}"]\nstatus = "met"' for line in ("L2.2.3", "L2.2.4", "L2.2.5", "L2.3"))
)


@st.composite
def markets(draw: st.DrawFn) -> tuple[list[bool], list[int], list[list[int]], list[int]]:
    needs, offers = draw(st.integers(1, 6)), draw(st.integers(1, 3))
    return (
        draw(st.lists(st.booleans(), min_size=needs, max_size=needs)),
        draw(st.lists(st.integers(0, 2), min_size=needs, max_size=needs)),
        [sorted(draw(st.sets(st.integers(0, offers - 1)))) for _ in range(needs)],
        draw(st.lists(st.integers(1, 2), min_size=offers, max_size=offers)),
    )


def every_assignment(wanted: list[list[int]], amounts: list[int]) -> Iterator[dict[int, int]]:
    for chosen in product(*([None, *offers] for offers in wanted)):
        if all(chosen.count(offer) <= amount for offer, amount in enumerate(amounts)):
            yield {need: offer for need, offer in enumerate(chosen) if offer is not None}


@settings(max_examples=300)
@given(markets())
def test_most_blocking_needs_are_met_then_most_needs_and_fairness_costs_nothing(
    market: tuple[list[bool], list[int], list[list[int]], list[int]],
) -> None:
    blocking, owners, wanted, amounts = market

    def worth(met: dict[int, int]) -> tuple[int, int]:
        return sum(blocking[need] for need in met), len(met)

    def spread(met: dict[int, int]) -> list[int]:
        return sorted(sum(blocking[need] and owners[need] == owner for need in met) for owner in set(owners))

    possible = list(every_assignment(wanted, amounts))
    plain = dict(match(blocking, owners, wanted, amounts, fair=False))
    even = dict(match(blocking, owners, wanted, amounts, fair=True))
    assert plain in possible
    assert even in possible
    assert worth(plain) == worth(even) == max(map(worth, possible))
    assert spread(even) == max(map(spread, possible))


def incubator(folder: Path, name: str, answers: str) -> None:
    (folder / f"{name}.toml").write_text(
        f'format = "connecteur-assessment/1"\nruleset = "diversity-connector@2017.1"\n'
        f'[organisation]\nname = "{name}"\n{answers}\n',
        encoding="utf-8",
    )


def needs(*items: str) -> str:
    return "\n".join(f'[answers."{item}"]\nstatus = "unmet"' for item in items)


def assigned(folder: Path, offers: str, *, fair: bool = False) -> Assignment:
    portfolio = folder / "portfolio.toml"
    portfolio.write_text(f'format = "connecteur-portfolio/1"\nassessments = ["*.toml"]\n{offers}', encoding="utf-8")
    members = find_members([str(portfolio)])
    files = tuple(file for file in members.files if file.name != portfolio.name)
    (comparison,) = compare_assessments(type(members)(members.name, files, members.offers), on=DAY).comparisons
    return assign_offers(comparison, fair=fair)


def pairs(assignment: Assignment) -> list[tuple[str, tuple[str, ...], str]]:
    return [(need.incubator.name, need.items, offer.partner) for need, offer in assignment.given]


def test_an_offer_goes_first_to_whom_it_unblocks_a_level(tmp_path: Path) -> None:
    incubator(tmp_path, "A", REACHED + "\n" + needs("6.2.1"))  # next is level 2, which needs no partner
    incubator(tmp_path, "B", BLOCKED_AT_L3 + "\n" + needs("6.2.1"))
    offer = '[[offers]]\nitem = "6.2.1"\npartner = "Bank"\n'
    one = assigned(tmp_path, offer)
    assert pairs(one) == [("B", ("6.2.1",), "Bank")]
    assert [need.incubator.name for need in one.left] == ["A"]
    both = assigned(tmp_path, offer + "amount = 2\n")
    assert len(both.given) == 2
    assert assigned(tmp_path, offer + "on = 2026-07-01\n").given == ()
    assert assigned(tmp_path, offer + "until = 2026-05-01\n").given == ()


def test_items_that_say_the_same_are_one_need_and_one_contribution(tmp_path: Path) -> None:
    incubator(tmp_path, "A", BLOCKED_AT_L3 + "\n" + needs("6.2.2", "6.2.6"))
    incubator(tmp_path, "B", BLOCKED_AT_L3 + "\n" + needs("6.2.6") + '\n[answers."6.2.2"]\nstatus = "met"')
    room = '[[offers]]\nitem = "6.2.6"\npartner = "Bank"\namount = 5\n'
    assert pairs(assigned(tmp_path, room)) == [("A", ("6.2.2", "6.2.6"), "Bank")]


def test_fair_gives_each_one_before_anybody_gets_two(tmp_path: Path) -> None:
    incubator(tmp_path, "A", BLOCKED_AT_L3 + "\n" + needs("6.2.1", "6.2.3"))
    incubator(tmp_path, "B", BLOCKED_AT_L3 + "\n" + needs("6.2.1", "6.2.3"))
    offers = '[[offers]]\nitem = "6.2.1"\npartner = "X"\n[[offers]]\nitem = "6.2.3"\npartner = "Y"\n'
    assert [name for name, *_ in pairs(assigned(tmp_path, offers))] == ["A", "A"]
    assert sorted(name for name, *_ in pairs(assigned(tmp_path, offers, fair=True))) == ["A", "B"]


def test_the_command_says_who_gets_what(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    incubator(tmp_path / "in", "A", BLOCKED_AT_L3 + "\n" + needs("6.2.1"))
    portfolio = tmp_path / "city.toml"
    portfolio.write_text(
        'format = "connecteur-portfolio/1"\nassessments = ["in"]\n[[offers]]\nitem = "6.2.1"\npartner = "Bank"\n'
    )
    text = run("compare", portfolio, "--match", "--on", DAY)
    assert "Who gets what" in text.out
    assert "blocks a level" in text.out
    document = json.loads(run("compare", portfolio, "--fair", "--json", "--on", DAY).out)
    (given_,) = document["rulesets"][0]["assignment"]["given"]
    assert (given_["name"], given_["items"], given_["partner"], given_["blocking"]) == ("A", ["6.2.1"], "Bank", True)


def test_an_offer_to_nobody_is_a_finding(tmp_path: Path) -> None:
    portfolio = tmp_path / "city.toml"
    portfolio.write_text(
        'format = "connecteur-portfolio/1"\n[[offers]]\nitem = "6.2.1"\npartner = "B"\namount = 0\n'
        "on = 2026-02-01\nuntil = 2026-01-01\n"
    )
    with pytest.raises(InvalidPortfolio) as raised:
        find_members([str(portfolio)])
    assert [finding.code for finding in raised.value.diagnostics] == ["CX344", "CX342"]
