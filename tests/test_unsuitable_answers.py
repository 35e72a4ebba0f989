"""Evidence of another sort and justifications that are too short are kept, and said to be so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from connecteur_core.assessment.reader import load_assessment
from connecteur_core.assessment.unsuitable import unsuitable_findings
from connecteur_core.rulesets.shipped import get_ruleset
from running import Run

RULESETS = Path(__file__).parent.parent / "examples" / "rulesets"
HEAD = 'format = "connecteur-assessment/1"\nruleset = "open-project@1"\n[organisation]\nname = "Ours"\n'


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CONNECTEUR_RULESETS", str(RULESETS))
    path = tmp_path / "ours.toml"
    path.write_text(HEAD, encoding="utf-8")
    return path


def test_evidence_that_is_no_address_is_kept_and_told_at_once_and_later(run: Run, file: Path) -> None:
    told = run("answer", file, "d.1", "met", "--evidence", "a paper on the door")
    assert (told.code, "CX314" in told.err, "ours.toml:" in told.err) == (0, True, True)
    assert load_assessment(file).answers["d.1"].evidence[0].ref == "a paper on the door"
    checked = run("check", file, "--json")
    finding = json.loads(checked.out)["diagnostics"][0]
    assert (checked.code, finding["code"], finding["severity"]) == (0, "CX314", "warning")
    assert file.read_text(encoding="utf-8").splitlines()[finding["line"] - 1].startswith("evidence")
    reasoned = run("assess", file, "--explain").out
    assert "d.1 Licence: claimed, but the evidence is not a web address" in reasoned
    assert reasoned.count("evidence is not a web address") == 2  # in what blocks as well
    assert run("answer", file, "d.1", "met", "--evidence", "https://example.org/licence").err == ""
    assert json.loads(run("check", file, "--json").out)["diagnostics"] == []


def test_a_justification_that_is_too_short_is_kept_and_told(run: Run, file: Path) -> None:
    told = json.loads(run("answer", file, "d.4", "unmet", "--note", "too short", "--json").out)
    assert [finding["code"] for finding in told["warnings"]] == ["CX315"]
    assert load_assessment(file).answers["d.4"].note == "too short"
    assert "its justification has less than 20 characters" in run("assess", file, "--explain").out


@pytest.mark.parametrize(
    ("status", "note", "code"),
    [
        pytest.param("unmet", "n" * 20, None, id="long enough"),
        pytest.param("unmet", " " * 9 + "n" * 19 + " " * 9, "CX315", id="blanks do not count"),
        pytest.param("partial", "n" * 19, "CX315", id="partial is excused likewise"),
        pytest.param("met", "short", None, id="a remark on a claim is no justification"),
    ],
)
def test_a_justification_is_measured_without_blanks(file: Path, status: str, note: str, code: str | None) -> None:
    file.write_text(f'{HEAD}[answers."d.4"]\nstatus = "{status}"\nnote = "{note}"\n', encoding="utf-8")
    rules = get_ruleset(str(RULESETS / "open-project")).ruleset
    assert [finding.code for finding in unsuitable_findings(load_assessment(file), rules)] == [code] * bool(code)


def test_evidence_from_others_names_them(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    text = HEAD.replace("open-project@1", "diversity-connector@2017.1")
    piece = '[answers."L4.3.1"]\nstatus = "met"\nevidence = [{ ref = "we are known"ISSUER }]\n'
    rules = get_ruleset("diversity-connector").ruleset
    for issuer, codes in (("", ["CX314"]), (', issuer = "City"', [])):
        file.write_text(text + piece.replace("ISSUER", issuer), encoding="utf-8")
        assert [finding.code for finding in unsuitable_findings(load_assessment(file), rules)] == codes
