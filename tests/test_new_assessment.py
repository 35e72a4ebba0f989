"""A new file asks all that can change a level, in the ruleset's own words; answers take the place of its templates."""

from __future__ import annotations

import re
import shutil
import tomllib
from datetime import date
from pathlib import Path

import pytest

from connecteur_core.assessment.reader import load_assessment
from connecteur_core.backends.program import items_read
from connecteur_core.model.status import Status
from connecteur_core.rulesets.checker import CheckedRuleset
from connecteur_core.rulesets.shipped import get_ruleset
from connecteur_core.store.answering import NewAnswer, answer_item
from connecteur_core.store.new_assessment import create_assessment
from running import Run

RULESETS = Path(__file__).parent.parent / "examples" / "rulesets"
NAMES = ("diversity-connector", "open-project", "careful-work", "delivery-matrix", "open-door")
MET = NewAnswer(Status.MET, date(2026, 11, 1))


def checked(name: str) -> CheckedRuleset:
    return get_ruleset(name, search=(RULESETS,))


def rules_that_read_an_action(folder: Path) -> CheckedRuleset:
    """The open-door example with a line that counts actions, one of them without an element."""
    shutil.copytree(RULESETS / "open-door", folder)
    text = (folder / "ruleset.toml").read_text(encoding="utf-8")
    first = checked("open-door").ruleset
    action = next(item for item in first.answered_items.values() if not first.kind_of(item).decides)
    level = first.levels[0].id
    line = next(item for item in first.answered_items.values() if first.kind_of(item).decides and item.level == level)
    rule = f'kind = "{line.kind}"\nrule = \'met("{action.id}")\''
    changed, count = re.subn(rf'(id = "{re.escape(line.id)}"\n)kind = "{line.kind}"', rf"\1{rule}", text)
    assert count == 1
    (folder / "ruleset.toml").write_text(changed, encoding="utf-8")
    return get_ruleset(str(folder))


def asked_in(path: Path) -> list[str]:
    return re.findall(r'^# \[answers\."([^"]+)"\]$', path.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("name", NAMES)
def test_whatever_a_level_rests_on_is_asked_once(name: str, tmp_path: Path) -> None:
    create_assessment(tmp_path / "a.toml", checked(name), name="Ours")
    asked = asked_in(tmp_path / "a.toml")
    assert set(items_read(checked(name))) <= set(asked)
    assert len(asked) == len(set(asked))


def test_an_action_that_a_rule_reads_is_asked(tmp_path: Path) -> None:
    rules = rules_that_read_an_action(tmp_path / "open-door")
    action = next(item.id for item in rules.ruleset.answered_items.values() if not rules.ruleset.kind_of(item).decides)
    create_assessment(tmp_path / "a.toml", rules, name="Ours")
    assert action in asked_in(tmp_path / "a.toml")
    create_assessment(tmp_path / "b.toml", checked("open-door"), name="Ours")
    assert action not in asked_in(tmp_path / "b.toml")  # nothing reads it there


@pytest.mark.parametrize(
    ("name", "there", "absent"),
    [
        ("careful-work", "scale `maturity` is one of: none, started, usual, steered", "partial"),
        ("diversity-connector", "met, partial, unmet, not_applicable", "scale"),
        ("open-project", "scale `yes-no` is one of: no, yes", "incubator"),
    ],
)
def test_the_head_says_the_answers_of_this_ruleset(name: str, there: str, absent: str, tmp_path: Path) -> None:
    create_assessment(tmp_path / "a.toml", checked(name), name="Ours")
    head = (tmp_path / "a.toml").read_text(encoding="utf-8").partition("\n# ----")[0]
    assert there in head
    assert absent not in head


def test_the_kind_is_said_where_it_is_asked_for_or_given(tmp_path: Path) -> None:
    create_assessment(tmp_path / "ours.toml", checked("diversity-connector"), name="Ours")
    assert 'kind = "incubator"' in (tmp_path / "ours.toml").read_text(encoding="utf-8")
    create_assessment(tmp_path / "given.toml", checked("open-door"), name="Ours", kind="coworking")
    assert 'kind = "coworking"' in (tmp_path / "given.toml").read_text(encoding="utf-8")
    create_assessment(tmp_path / "other.toml", checked("open-door"), name="Ours")
    assert "kind" not in (tmp_path / "other.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_each_answer_takes_the_place_of_its_template(name: str, tmp_path: Path) -> None:
    path, rules = tmp_path / "a.toml", checked(name)
    create_assessment(path, rules, name="Ours")
    before, asked = path.read_text(encoding="utf-8"), asked_in(path)
    for item in reversed(asked):
        scale = rules.ruleset.scale_of(rules.ruleset.items[item])
        new = MET if scale is None else NewAnswer(None, MET.on, value=scale.answers[0].id)
        answer_item(path, item, new, ruleset=rules)
    text = path.read_text(encoding="utf-8")
    assert asked_in(path) == []
    assert re.findall(r'^\[answers\."([^"]+)"\]$', text, re.MULTILINE) == asked
    comments = [line for line in before.split("\n") if line.startswith("#") and not _is_template(line)]
    assert [line for line in text.split("\n") if line.startswith("#")] == comments


def _is_template(line: str) -> bool:
    return line.startswith(("# [answers.", '# status = "met"', "# value = "))


@pytest.mark.parametrize(
    ("template", "kept"),
    [
        pytest.param('# [answers."L1.1"]\n# status = "met"\n# perhaps next year', "# perhaps next year", id="a remark"),
        pytest.param('# [answers."L1.1"]\n# status = "unmet"', '# status = "unmet"', id="changed by hand"),
        pytest.param(
            'mine = """\n# [answers."L1.1"]\n# status = "met"\n"""', '# [answers."L1.1"]', id="inside of a text"
        ),
        pytest.param('# [answers."L1.1"]\n# status = "met"\nmine = 1', "mine = 1", id="a key below it"),
        pytest.param(
            '# [answers."L1.1"]\n# status = "met"\n\n# [answers."L1.1"]\n# status = "met"',
            '# [answers."L1.1"]',
            id="there twice",
        ),
    ],
)
def test_what_people_wrote_is_never_taken_for_a_template(template: str, kept: str, tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    head = 'format = "connecteur-assessment/1"\nruleset = "diversity-connector@2017.1"\n[organisation]\nname = "Ours"\n'
    path.write_text(head + template + "\n", encoding="utf-8")
    before = tomllib.loads(path.read_text(encoding="utf-8"))
    answer_item(path, "L1.1", MET)
    text = path.read_text(encoding="utf-8")
    assert kept in text
    after = tomllib.loads(text)
    assert after.pop("answers")["L1.1"]["status"] == "met"
    assert after == before


def test_a_migration_renames_templates_and_the_questions_above_them(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "old" / "open-door"
    shutil.copytree(RULESETS / "open-door", old)
    rules = get_ruleset(str(old)).ruleset
    first, *_ = rules.answered_items
    new = tmp_path / "new" / "open-door"
    shutil.copytree(old, new)
    for path in new.rglob("*.toml"):
        text = path.read_text(encoding="utf-8").replace(f'"{first}"', '"new.1"')
        path.write_text(text.replace(f'version = "{rules.version}"', 'version = "next"'), encoding="utf-8")
    with (new / "ruleset.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[renamed]\n"{first}" = "new.1"\n')
    path = tmp_path / "ours.toml"
    create_assessment(path, get_ruleset(str(old)), name="Ours")
    before = path.read_text(encoding="utf-8")
    mine = f"# {first} is what we talk about on Monday\n"
    path.write_text(mine + before, encoding="utf-8")
    monkeypatch.setenv("CONNECTEUR_RULESETS", str(tmp_path / "new"))
    told = run("migrate", path, "--to", "open-door@next")
    assert told.code == 0, told.err
    text = path.read_text(encoding="utf-8")
    assert asked_in(path)[0] == "new.1"
    question = re.search(rf"^# {re.escape(first)} (.*)$", before, re.MULTILINE)
    assert question is not None
    assert f"# new.1 {question[1]}\n" in text
    assert text.startswith(mine)
    assert load_assessment(path).ruleset == "open-door@next"
