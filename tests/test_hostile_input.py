"""Bad input gets one clear line and exit 2, and stays as it is."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from conftest import ROOT
from running import Run

HEAD = 'format = "connecteur-assessment/1"\nruleset = "diversity-connector@2017.1"\n[organisation]\nname = "x"\n'

BAD_TEXTS = [
    pytest.param(HEAD + '[answers."L1.4"]\nstatus = "met"\n', "CX301", id="unknown id"),
    pytest.param(HEAD + '[answers."L1.1"]\nstatus = "mett"\n', "CX114", id="wrong status"),
    pytest.param(HEAD + '[answers."L1.1"]\nstatus = 1\n', "CX114", id="wrong type"),
    pytest.param(HEAD + '[answers."L1.1"]\nstauts = "met"\n', "CX113", id="misspelt key"),
    pytest.param(HEAD + '[answers."L2.1"]\nstatus = "met"\n', "CX305", id="computed line"),
    pytest.param(HEAD + '[answers."L2.2"]\nstatus = "met"\n', "CX306", id="compound line"),
    pytest.param(HEAD + '[answers."L1.1"]\nstatus = "not_applicable"\n', "CX303", id="not applicable on a line"),
    pytest.param(HEAD + '[answers."4.1"]\nstatus = "not_applicable"\n', "CX304", id="no reason"),
    pytest.param(HEAD + '[answers."G1"]\nstatus = "met"\n', "CX307", id="a term is not answered"),
    pytest.param(HEAD + "name = 2\n", "CX109", id="duplicate key"),
    pytest.param(HEAD + "x = = 1\n", "CX108", id="invalid TOML"),
    pytest.param(HEAD + "x = " + "[" * 40 + "]" * 40 + "\n", "CX107", id="nested too deeply"),
    pytest.param(HEAD + "x = " + "9" * 5000 + "\n", "CX108", id="an endless number"),
    pytest.param("\ufeff" + HEAD, "CX105", id="byte order mark"),
    pytest.param(HEAD.replace("\n", "\r\n"), "CX106", id="CRLF"),
    pytest.param("", "CX110", id="empty"),
    pytest.param("a = 1\n", "CX111", id="no format"),
    pytest.param('format = "connecteur-ruleset/1"\n', "CX111", id="another format"),
    pytest.param(HEAD.replace("assessment/1", "assessment/2"), "CX112", id="newer version"),
    pytest.param(HEAD.replace("diversity-connector@", "diversity-conector@"), "CX120", id="unknown ruleset"),
    pytest.param(HEAD.replace("@2017.1", "@2019.1"), "CX121", id="another version of the ruleset"),
    pytest.param('format = "connecteur-assessment/1"\n', "CX115", id="missing keys"),
    pytest.param("x" * (1024 * 1024 + 1), "CX103", id="too large"),
]


@pytest.mark.parametrize(("text", "code"), BAD_TEXTS)
@pytest.mark.parametrize("verb", ["assess", "answer"])
def test_a_bad_file_gets_a_clear_line_and_stays_untouched(
    run: Run, tmp_path: Path, text: str, code: str, verb: str
) -> None:
    path = tmp_path / "bad.toml"
    path.write_bytes(text.encode())
    rest = ("L1.2", "met") if verb == "answer" else ()
    outcome = run(verb, path, *rest)
    assert outcome.code == 2
    assert outcome.out == ""
    first = outcome.err.splitlines()[0]
    assert code in first
    assert "Traceback" not in outcome.err
    assert path.read_bytes() == text.encode()
    assert not path.with_name("bad.toml.journal").exists()


def test_bytes_that_are_not_utf8_are_placed(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes(HEAD.encode() + b"# caf\xe9\n")
    outcome = run("assess", path)
    assert outcome.code == 2
    assert f"{path}:5:6: CX104" in outcome.err


@pytest.mark.parametrize("kind", ["folder", "fifo", "dangling link", "missing"])
def test_what_is_no_regular_file_is_refused_at_once(run: Run, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "thing"
    match kind:
        case "folder":
            path.mkdir()
        case "fifo":
            os.mkfifo(path)
        case "dangling link":
            path.symlink_to(tmp_path / "nowhere")
    for rest in (("assess", path), ("answer", path, "L1.1", "met"), ("next", path), ("show", path)):
        outcome = run(*rest)
        assert outcome.code == 2, rest
        assert outcome.err.count("\n") <= 2
        assert "CX10" in outcome.err


def test_an_unknown_id_gets_a_suggestion_with_its_place(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(HEAD + '[answers."L1.11"]\nstatus = "met"\n', encoding="utf-8")
    outcome = run("assess", path)
    assert f"{path}:5:1: CX301 there is no item `L1.11`" in outcome.err
    assert "did you mean `L1.1`?" in outcome.err


def test_all_findings_of_a_file_come_at_once(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(HEAD + '[answers."X"]\nstatus = "met"\n[answers."L2.1"]\nstatus = "met"\n', encoding="utf-8")
    outcome = run("assess", path, "--json")
    document = json.loads(outcome.out)
    assert document["format"] == "connecteur-error/1"
    assert [(finding["code"], finding["line"]) for finding in document["diagnostics"]] == [("CX301", 5), ("CX305", 7)]


def test_errors_speak_french(run: Run, tmp_path: Path) -> None:
    outcome = run("assess", tmp_path / "absent.toml", "--lang", "fr")
    assert "ce fichier n’existe pas" in outcome.err


def test_control_characters_of_a_file_never_reach_the_terminal(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(HEAD.replace('"x"', '"\\u001b[31mred\\u202e"'), encoding="utf-8")
    outcome = run("assess", path)
    assert outcome.code == 0
    assert "\x1b" not in outcome.out
    assert "⟨U+001B⟩[31mred⟨U+202E⟩" in outcome.out


def test_wrong_usage_is_told_in_one_line_and_as_json(run: Run) -> None:
    assert run("asess").code == 2
    assert "did you mean `assess`?" in run("asess").err
    document = json.loads(run("assess", "--json").out)
    assert document["diagnostics"][0]["code"] == "CX400"


@pytest.mark.parametrize("name", ["ruleset.toml", "glossary.toml", "locale/en.toml", "cases/levels.toml"])
@pytest.mark.parametrize("verb", ["check", "show", "convert", "test"])
def test_links_out_of_a_ruleset_are_not_followed(run: Run, tmp_path: Path, name: str, verb: str) -> None:
    folder = tmp_path / "diversity-connector"
    shutil.copytree(ROOT / "rulesets" / "diversity-connector", folder)
    secret = tmp_path / "secret.toml"
    secret.write_text("a password of mine", encoding="utf-8")
    (folder / name).unlink()
    (folder / name).symlink_to(secret)
    outcome = run(verb, folder, *([tmp_path / "made.xlsx"] if verb == "convert" else []))
    assert "password" not in outcome.out + outcome.err
    is_not_read = (verb, name.partition("/")[0]) in {("show", "cases"), ("test", "locale")}
    assert outcome.code == 0 if is_not_read else "CX279" in outcome.out + outcome.err


def test_links_to_a_ruleset_and_inside_it_are_followed(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "kept" / "diversity-connector"
    shutil.copytree(ROOT / "rulesets" / "diversity-connector", folder)
    (folder / "glossary.toml").rename(folder / "parts.toml.txt")
    (folder / "glossary.toml").symlink_to("parts.toml.txt")
    (tmp_path / "diversity-connector").symlink_to(folder)
    assert run("check", tmp_path / "diversity-connector").code == 0


def test_links_out_of_a_profile_are_not_followed(run: Run, tmp_path: Path) -> None:
    (tmp_path / "secret.toml").write_text("a password of mine", encoding="utf-8")
    city = tmp_path / "city"
    city.mkdir()
    (city / "own.toml").symlink_to(tmp_path / "secret.toml")
    text = 'format = "connecteur-profile/1"\nname = "x"\nhost = "FR"\ndefinitions = ["own.toml"]\n'
    (city / "profile.toml").write_text(text + 'definition = "coe.connector_2017"\n', encoding="utf-8")
    for arguments in (["check", city / "profile.toml"], ["eligible", "--profile", city / "profile.toml"]):
        outcome = run(*arguments)
        assert "CX279" in outcome.out + outcome.err
        assert "password" not in outcome.out + outcome.err
