"""Overlays: what they may change, what they must not, and who said what."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from conftest import ROOT
from connecteur_core import get_ruleset
from connecteur_core.diagnostics import ConnecteurError
from connecteur_core.model.overlay import overlays_of, references_of
from connecteur_core.reading.toml_file import load_toml
from connecteur_core.rulesets.locales import load_locale
from connecteur_core.testing.checking import check_path
from overlay_folders import write_overlay
from running import Run

EXAMPLES = ROOT / "examples" / "overlays"
CRITERION = '[[items]]\nid = "{id}"\nkind = "criterion"\nlevel = "L2"\n'
ACTION = '[[items]]\nid = "{id}"\nkind = "action"\nlevel = "L2"\nelement = "4"\n'


def errors(path: Path) -> list[tuple[str, int]]:
    """Codes and lines of what is wrong, texts left out."""
    return [
        (finding.code, finding.at.line if finding.at else 0) for finding in check_path(path) if finding.code != "CX214"
    ]


def test_the_example_is_in_order() -> None:
    assert check_path(EXAMPLES / "port-saint-aubin") == []
    assert check_path(EXAMPLES / "port-saint-aubin" / "overlay.toml") == []
    assert check_path(EXAMPLES / "port-saint-aubin", deep=True) == []


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        pytest.param('hide = ["L1.1"]', "CX274", 6, id="a criterion cannot be hidden"),
        pytest.param('hide = ["L2.2.3"]', "CX274", 6, id="nor a part of one"),
        pytest.param('hide = ["L2.1"]', "CX274", 6, id="nor a computed line"),
        pytest.param('hide = ["6.4", "6.44"]', "CX273", 6, id="nor what is not there"),
        pytest.param('hide = ["L1"]', "CX273", 6, id="nor a level"),
        pytest.param(CRITERION.format(id="own.1"), "CX275", 8, id="a criterion must be declared"),
        pytest.param("adds_criteria = true", "CX275", 6, id="what is declared must be there"),
        pytest.param("adds_criteria = true\n" + CRITERION.format(id="L2.4"), "CX276", 8, id="a score would read it"),
        pytest.param(
            'adds_criteria = true\n[[items]]\nid = "own.1"\nkind = "criterion-part"\nlevel = "L2"\npart_of = "L2.2"',
            "CX276",
            11,
            id="a part of a line of the base",
        ),
        pytest.param('[[items]]\nid = "own"\nkind = "action"\npart_of = "L2.2"', "CX276", 9, id="guidance as its part"),
        pytest.param(ACTION.format(id="4.1"), "CX272", 7, id="an id of the base"),
        pytest.param('hide = ["6.4"]\n' + ACTION.format(id="6.4"), "CX272", 8, id="an id that is hidden"),
        pytest.param(ACTION.format(id="own") + ACTION.format(id="own"), "CX272", 12, id="an id twice"),
        pytest.param('[[parameters]]\nid = "evidence_months"\nunit = "m"\nowner = "c"', "CX272", 7, id="a parameter"),
        pytest.param("[settings]\nevidence_month = 3", "CX309", 7, id="a setting of nothing"),
        pytest.param('[settings]\nevidence_months = "3"', "CX114", 7, id="a setting of another type"),
        pytest.param('[[items]]\nid = "own"\nkind = "acton"', "CX116", 8, id="an unknown kind"),
        pytest.param('[[elements]]\nid = "own"\nlevel = "L9"', "CX116", 8, id="an unknown level"),
        pytest.param('[[levels]]\nid = "L5"\nrank = 5', "CX113", 6, id="a level of its own"),
    ],
)
def test_what_an_overlay_must_not_do_is_told_at_its_place(tmp_path: Path, text: str, code: str, line: int) -> None:
    assert errors(write_overlay(tmp_path, text)) == [(code, line)]


def test_a_pattern_of_the_base_never_picks_up_an_item_of_the_overlay(tmp_path: Path) -> None:
    text = 'adds_criteria = true\n[[items]]\nid = "L2.2.6"\nkind = "criterion"\nlevel = "L2"\n'
    assert errors(write_overlay(tmp_path, text)) == [("CX276", 8)]


def test_an_item_read_by_its_kind_is_told_which_kinds_are_free(tmp_path: Path) -> None:
    text = '[[items]]\nid = "own.1"\nkind = "activity"\nlevel = "M1"\nelement = "build"'
    search = [ROOT / "examples" / "rulesets"]
    found = check_path(write_overlay(tmp_path, text, extends="delivery-matrix@1"), search=search)
    assert [(one.code, one.at.line, one.at.column) for one in found if one.at][:1] == [("CX276", 8, 8)]
    assert str(found[0].help) == "give it a kind that no measure joins: column, row"


@pytest.mark.parametrize(
    ("extends", "text", "code"),
    [
        pytest.param("delivery-matrix@1", 'hide = ["build.12"]', "CX274", id="a measure reads it"),
        pytest.param(
            "delivery-matrix@1",
            '[[items]]\nid = "own.1"\nkind = "activity"\nlevel = "M1"\nelement = "build"',
            "CX276",
            id="a measure would read it",
        ),
        pytest.param(
            "delivery-matrix@1",
            '[[elements]]\nid = "own"\nlevel = "M1"\n'
            '[[items]]\nid = "own.1"\nkind = "activity"\nlevel = "M1"\nelement = "own"',
            "CX276",
            id="a measure would be split once more, and another joins the parts",
        ),
        pytest.param("open-project@1", 'hide = ["s.ships"]', "CX274", id="a condition reads it"),
    ],
)
def test_what_measures_and_obligations_of_the_base_read_is_kept(
    tmp_path: Path, extends: str, text: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONNECTEUR_RULESETS", str(ROOT / "examples" / "rulesets"))
    search = [ROOT / "examples" / "rulesets"]
    found = check_path(write_overlay(tmp_path, text, extends=extends), search=search)
    assert {finding.code for finding in found} - {"CX214"} == {code}


@pytest.mark.parametrize(
    ("wording", "code"),
    [
        pytest.param('[texts]\n"L1.1" = "a flyer"', "CX277", id="the text of a criterion"),
        pytest.param('[titles]\n"L1" = "Gold"', "CX277", id="the title of a level"),
        pytest.param('[texts]\n"L2.2.1" = "a flyer"', "CX277", id="the text of a part"),
        pytest.param('[texts]\n"4.33" = "x"', "CX215", id="a text for nothing"),
        pytest.param('[texts]\n"6.4" = "x"', "CX215", id="a text for what is hidden"),
        pytest.param('[text]\n"4.3" = "x"', "CX113", id="a table that does not exist"),
    ],
)
def test_words_that_are_not_the_overlays_to_say(tmp_path: Path, wording: str, code: str) -> None:
    assert [found for found, _ in errors(write_overlay(tmp_path, 'hide = ["6.4"]', wording=wording))] == [code]


def test_folders_and_files_are_named_for_what_they_hold(tmp_path: Path) -> None:
    overlay = write_overlay(tmp_path, wording="")
    (overlay / "locale" / "en.toml").rename(overlay / "locale" / "fr.toml")
    (overlay / "locale" / "de.toml").write_text('format = "connecteur-wording/1"\nlanguage = "de"\n', encoding="utf-8")
    assert [finding.code for finding in check_path(overlay)] == ["CX278", "CX278"]
    overlay.rename(tmp_path / "other")
    assert errors(tmp_path / "other") == [("CX278", 2)]


def test_entries_of_the_overlay_need_their_words_in_each_language(tmp_path: Path) -> None:
    overlay = write_overlay(tmp_path, ACTION.format(id="own"), wording='[texts]\nown = "x"')
    (finding,) = check_path(overlay)
    assert finding.code == "CX214"
    assert "`fr`" in str(finding.message)


def test_hiding_takes_the_parts_along_and_nothing_points_there(tmp_path: Path) -> None:
    checked = get_ruleset(str(write_overlay(tmp_path, 'hide = ["3", "6.1.*", "6.2"]')))
    ruleset = checked.ruleset
    assert not {"3", "3.1", "6.1.1", "6.2", "6.2.6"} & ruleset.origins.keys()
    assert "6.1" in ruleset.items
    assert ruleset.items["7.1"].same_as == ()
    assert ruleset.items["L1.3"].rests_on == ()
    assert [element.id for element in ruleset.elements] == ["1", "2", "4", "5", "6", "7", "8", "9"]
    assert check_path(tmp_path / "over") == []


def test_overlays_lie_on_overlays(tmp_path: Path) -> None:
    write_overlay(tmp_path, "[settings]\nevidence_months = 36", name="country")
    city = write_overlay(
        tmp_path,
        "adds_criteria = true\n[settings]\nevidence_months = 12\n" + CRITERION.format(id="city.1"),
        name="city",
        extends="country@1",
        wording='[titles]\n"city.1" = "t"\n[texts]\n"city.1" = "x"\n[questions]\n"city.1" = "q"',
    )
    ruleset = get_ruleset(str(city)).ruleset
    assert references_of(ruleset) == ("city@1", "country@1", "diversity-connector@2017.1")
    assert [overlay.stricter_from for overlay in overlays_of(ruleset)] == [2, None]
    assert ruleset.parameters["evidence_months"].default == 12
    titles = load_locale(ruleset, "en").titles
    assert (titles["L1"], titles["L2"], titles["L4"]) == (
        "Beginner",
        "Intermediate (Testville)",
        "Seasoned (Testville)",
    )


@pytest.mark.parametrize(
    ("extends", "code"),
    [
        pytest.param("diversity-connector", "CX270", id="no version"),
        pytest.param("../../diversity-connector@2017.1", "CX270", id="a path"),
        pytest.param("/etc@1", "CX270", id="an absolute path"),
        pytest.param("", "CX270", id="nothing"),
        pytest.param("diversity-conector@2017.1", "CX120", id="a base that is not here"),
        pytest.param("diversity-connector@2016.1", "CX121", id="another version"),
        pytest.param("over@1", "CX271", id="itself"),
    ],
)
def test_a_base_that_cannot_be_is_told_at_extends(tmp_path: Path, extends: str, code: str) -> None:
    assert errors(write_overlay(tmp_path, extends=extends)) == [(code, 4)]


def test_a_circle_of_overlays_is_refused(tmp_path: Path) -> None:
    for name, extends in (("one", "two"), ("two", "three"), ("three", "one")):
        write_overlay(tmp_path, name=name, extends=f"{extends}@1")
    (finding,) = check_path(tmp_path / "one")
    assert finding.code == "CX271"
    assert "one → two → three → one" in str(finding.message)


def test_a_tower_of_overlays_is_refused(tmp_path: Path) -> None:
    write_overlay(tmp_path, name="o0")
    for number in range(1, 200):
        write_overlay(tmp_path, name=f"o{number}", extends=f"o{number - 1}@1")
    assert check_path(tmp_path / "o7") == []
    assert [finding.code for finding in check_path(tmp_path / "o8")] == ["CX271"]
    assert [finding.code for finding in check_path(tmp_path / "o199")] == ["CX271"]


@pytest.mark.parametrize("name", ["overlay.toml", "locale/en.toml"])
def test_links_out_of_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    overlay = write_overlay(tmp_path, wording="")
    outside = tmp_path / "secret.toml"
    (overlay / name).rename(outside)
    (overlay / name).symlink_to(outside)
    findings = check_path(overlay)
    assert [finding.code for finding in findings] == ["CX279"]
    assert all("secret" not in str(finding.message) for finding in findings)


def test_odd_files_are_one_clear_line(run: Run, tmp_path: Path) -> None:
    overlay = write_overlay(tmp_path, wording="")
    (overlay / "locale" / "en.toml").unlink()
    os.mkfifo(overlay / "locale" / "en.toml")
    for arguments in (["show", overlay], ["check", overlay], ["new", tmp_path / "a.toml", "--ruleset", overlay]):
        outcome = run(*arguments)
        assert outcome.code in (1, 2)
        assert "CX102" in outcome.out + outcome.err
        assert "Traceback" not in outcome.err
    newer = write_overlay(tmp_path, name="newer")
    (newer / "overlay.toml").write_text('format = "connecteur-overlay/2"\n', encoding="utf-8")
    assert "CX112" in run("show", newer).err


def test_assessments_name_an_overlay_like_a_ruleset(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONNECTEUR_RULESETS", str(EXAMPLES))
    text = (ROOT / "examples/assessments/campus-forge.toml").read_text(encoding="utf-8")
    ours = tmp_path / "ours.toml"
    ours.write_text(
        text.replace("diversity-connector@2017.1", "port-saint-aubin@2026.1") + '\n[answers."6.4"]\nnote = "kept"\n',
        encoding="utf-8",
    )
    assert check_path(ours, search=(EXAMPLES,)) == []
    result = json.loads(run("assess", ours, "--json").out)
    assert result["ruleset"] == {
        "id": "port-saint-aubin",
        "version": "2026.1",
        "owner": "Port-Saint-Aubin",
        "extends": ["diversity-connector@2017.1"],
    }
    assert result["level"]["reached"] == {"id": "L1", "rank": 1}
    assert result["level"]["in_progress"] == {"id": "L2", "rank": 2, "stricter_by": "port-saint-aubin@2026.1"}
    assert [flag["items"] for flag in result["flags"] if flag["code"] == "answers-hidden"] == [["6.4"]]
    assert "port-saint-aubin@2026.1 on diversity-connector@2017.1" in result["notice"].replace("\n", " ")
    assert run("answer", ours, "psa.1", "met").code == 0
    assert 'note = "kept"' in ours.read_text(encoding="utf-8")
    assert json.loads(run("assess", ours, "--json").out)["level"]["reached"]["id"] == "L3"
    both = run("compare", ours, ROOT / "examples/assessments/campus-forge.toml").out
    assert "Ruleset port-saint-aubin@2026.1 on\ndiversity-connector@2017.1, policy" in both
    assert "Ruleset diversity-connector@2017.1," in both
    refused = run("answer", ours, "6.4.1", "met")
    assert (refused.code, "hides it" in refused.err) == (2, True)


def test_a_setting_of_an_overlay_is_the_default_and_an_assessment_may_say_otherwise(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONNECTEUR_RULESETS", str(tmp_path))
    write_overlay(tmp_path, "[settings]\nevidence_months = 1")
    text = (ROOT / "examples/assessments/ateliers-du-port.toml").read_text(encoding="utf-8")
    text = text.replace("diversity-connector@2017.1", "over@1")
    ours = tmp_path / "ours.toml"

    def reached(more: str) -> int:
        ours.write_text(text.replace("[parameters]", "[our_parameters]") + more, encoding="utf-8")
        outcome = run("assess", ours, "--policy", "evidenced", "--on", "2026-11-01", "--json")
        rank: int = json.loads(outcome.out)["level"]["reached"]["rank"]
        return rank

    assert reached("") == 0
    assert reached("\n[parameters]\nevidence_months = 240\n") == 1


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_names_of_owners_leave_room_on_80_columns(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.setenv("CONNECTEUR_RULESETS", str(EXAMPLES))
    text = (ROOT / "examples/assessments/ateliers-du-port.toml").read_text(encoding="utf-8")
    text = text.replace("[parameters]", "[our_parameters]").replace("on = 2026-01-10", "on = 2020-01-10")
    (tmp_path / "ours.toml").write_text(
        text.replace("diversity-connector@2017.1", "port-saint-aubin@2026.1"), encoding="utf-8"
    )
    shown = run("assess", tmp_path / "ours.toml", "--on", "2026-11-01", "--lang", lang)
    assert shown.code == 0
    assert "(Port-Saint-Aubin)" in shown.out
    assert ("a setting of Port-Saint-Aubin" if lang == "en" else "réglage de Port-Saint-Aubin") in shown.out
    listed = run("rulesets", "--lang", lang)
    assert "port-saint-aubin@2026.1" in listed.out
    assert max(map(len, (shown.out + listed.out).splitlines())) <= 80


def test_a_copy_beside_is_found_by_its_path_and_through_the_folders(run: Run, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "port-saint-aubin", tmp_path / "port-saint-aubin")
    assert "Port-Saint-Aubin" in run("show", tmp_path / "port-saint-aubin").out
    assert run("show", "port-saint-aubin").code == 2
    with pytest.raises(ConnecteurError):
        get_ruleset("port-saint-aubin@2026.1")
    assert get_ruleset("port-saint-aubin@2026.1", search=[tmp_path]).ruleset.id == "port-saint-aubin"


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("overlay", [EXAMPLES / "port-saint-aubin" / "overlay.toml"]),
        ("wording", sorted((EXAMPLES / "port-saint-aubin" / "locale").glob("*.toml"))),
        ("mapping", sorted((ROOT / "examples" / "mappings").glob("*.toml"))),
    ],
)
def test_the_schemas_take_what_is_right_and_refuse_what_is_not(run: Run, name: str, files: list[Path]) -> None:
    validator = Draft202012Validator(json.loads(run("schema", name).out))
    assert files
    for file in files:
        data = json.loads(json.dumps(load_toml(file).data, default=str))
        assert list(validator.iter_errors(data)) == []
        assert list(validator.iter_errors({**data, "itemz": []}))
        del data["format"]
        assert list(validator.iter_errors(data))


def test_the_schema_of_assessments_knows_where_an_answer_was_taken_from(run: Run) -> None:
    schema = json.loads(run("schema", "assessment").out)
    answer = schema["properties"]["answers"]["additionalProperties"]
    assert set(answer["properties"]["taken_from"]["items"]["required"]) == {
        *("file", "ruleset", "item", "relation", "digest")
    }
