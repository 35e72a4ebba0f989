"""The label from the command line, as its how-to page tells it; in both languages, with right and wrong input."""

from __future__ import annotations

import io
import json
import re
import shlex
from pathlib import Path

import pytest

from conftest import ROOT
from connecteur_core.evaluation.policies import Policy
from doc_blocks import name_of_page
from label_cases import PASSPHRASE, Scene, make_scene
from running import Outcome, Run

PAGES = [ROOT / "docs" / folder / "award-a-label.md" for folder in ("how-to", "fr/how-to")]


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    made = make_scene(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONNECTEUR_PASSPHRASE", PASSPHRASE)
    return made


AWARD = ("label", "award", "application.json", "amina.toml", "luc.toml", "--body", "body.toml", "--key", "key.pem")


def awarded(run: Run, scene: Scene, *options: str) -> Outcome:
    scene.review("amina")
    scene.review("luc")
    return run(*AWARD, "--on", "2026-11-20", *options)


@pytest.mark.parametrize("page", PAGES, ids=name_of_page)
def test_the_page_on_awarding_a_label_works_as_it_says(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONNECTEUR_PASSPHRASE", PASSPHRASE)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    text = page.read_text(encoding="utf-8")
    body = re.search(r"`(\w+\.toml)` ?:\n\n```toml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert body is not None
    commands = re.findall(r"^connecteur .*?[^\\]$", text, re.MULTILINE | re.DOTALL)
    assert len(commands) == 12
    for command in commands:
        words = shlex.split(command.replace("\\\n", " "))[1:]
        outcome = run(*(filled for word in words for filled in fill_in(word, tmp_path)))
        assert outcome.code == 0, (command, outcome)
        if "keygen" in words:
            (tmp_path / body[1]).write_text(body[2].replace("did:key:z6Mk…", outcome.out.strip()), encoding="utf-8")
        if "L1.1" in words:
            answer_all(tmp_path)
    (token,) = (tmp_path / "labels").glob("*.jwt")
    verify = ("label", "verify", token, "--issuer", body[1], "--status-list", "labels/status-list.json")
    outcome = run(*verify, "--on", "2027-02-02", "--json")
    assert outcome.code == 1
    failed = [check for check in json.loads(outcome.out)["checks"] if check["result"] == "failed"]
    assert [(check["name"], check["reason"]) for check in failed] == [
        ("status", "revoked, says the list of 2027-02-01")
    ]


@pytest.mark.parametrize(
    ("lang", "what", "why"), [("en", "found by a jury", "A jury"), ("fr", "par un jury", "Un jury")]
)
def test_the_sentences_of_a_label_are_in_the_language_of_its_award(
    run: Run, scene: Scene, lang: str, what: str, why: str
) -> None:
    assert awarded(run, scene, "--lang", lang).code == 0
    (file,) = (scene.folder / "labels").glob("*-*-*-*-*.json")
    achievement = json.loads(file.read_text(encoding="utf-8"))["credentialSubject"]["achievement"]
    assert what in achievement["description"]
    assert achievement["criteria"]["narrative"].startswith(why)


def fill_in(word: str, folder: Path) -> list[str]:
    """What a shell, and a reader, put in the place of a word of the page."""
    if word == "urn:uuid:…":
        (file,) = (folder / "labels").glob("*.jwt")
        return [f"urn:uuid:{file.stem}"]
    return [str(path) for path in folder.glob(word)] if "*" in word else [word]


def answer_all(folder: Path) -> None:
    """Takes the # away from all lines up to level 2, as a juror does."""
    for juror in ("amina", "luc"):
        file = folder / f"{juror}.toml"
        lines = file.read_text(encoding="utf-8").split("\n")
        head = "\n".join(lines[: lines.index("")])
        asked = re.findall(r'^# (\[findings\."L[12].*"\])$', "\n".join(lines), re.MULTILINE)
        found = [f'{table}\nfinding = "met"\ngrounds = "Seen."\n' for table in asked]
        file.write_text(head + "\n\n" + "\n".join(found), encoding="utf-8")


@pytest.mark.parametrize(("lang", "words"), [("en", "VALID, as far as"), ("fr", "VALABLE, pour ce qui")])
def test_an_award_and_its_verification_are_told(run: Run, scene: Scene, lang: str, words: str) -> None:
    outcome = awarded(run, scene, "--lang", lang)
    assert outcome.code == 0, outcome.err
    assert "Campus Forge" in outcome.out
    (file,) = (scene.folder / "labels").glob("*-*-*-*-*.json")
    outcome = run("label", "verify", file, "--issuer", "body.toml", "--on", "2027-01-01", "--lang", lang)
    assert (outcome.code, outcome.err) == (0, "")
    assert words in outcome.out
    unknown = run("label", "verify", file, "--on", "2027-01-01", "--lang", lang)
    assert unknown.code == 1
    assert ("not known to you" if lang == "en" else "ne vous est pas connu") in unknown.out.replace("\n", " ")
    lines = [re.sub(r"\x1b\[\d+m", "", line) for line in outcome.out.splitlines()]
    assert max(map(len, lines)) <= 80
    again = awarded(run, scene, "--lang", lang)
    assert ("Nothing changed" if lang == "en" else "Rien n’a changé") in again.out


def test_json_everywhere(run: Run, scene: Scene) -> None:
    key = json.loads(run("label", "keygen", "-o", "new.pem", "--json").out)
    assert key["key"].startswith("did:key:z6Mk")
    assert (scene.folder / "new.pem").stat().st_mode & 0o777 == 0o600
    frozen = json.loads(run("label", "apply", "campus-forge.toml", "-o", "a.json", "--json").out)
    assert frozen["evidence"]["file"] > 0
    start = ("label", "review", "a.json", "zoe.toml", "--juror", "zoe", "--no-conflict", "--json")
    assert len(json.loads(run(*start).out)["left"]) == 17
    found = ("label", "review", "a.json", "zoe.toml", "L1.1", "unmet", "--grounds", "No “study” seen", "--json")
    assert json.loads(run(*found).out)["findings"] == {"L1.1": "unmet"}
    award = json.loads(awarded(run, scene, "--json").out)
    assert (award["new"], award["level"]) == (True, "L2")
    verified = json.loads(run("label", "verify", award["files"][1], "--json", "--on", "2027-01-01").out)
    assert (verified["valid"], verified["credential"]["holder"]) == (False, "Campus Forge")
    badge = json.loads(run("label", "badge", award["files"][0], "-o", "b.svg", "--json").out)
    assert badge["file"] == "b.svg"
    revoke = ("label", "revoke", award["credential"], "--reason", "r", "--body", "body.toml", "--key", "key.pem")
    assert json.loads(run(*revoke, "--on", "2027-01-01", "--json").out)["reason"] == "r"


def test_no_award_is_one_clear_line_and_exit_code_1(run: Run, scene: Scene) -> None:
    scene.review("amina")
    scene.review("luc", L2_3=None)
    outcome = run(*AWARD, "--on", "2026-11-20")
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err == "No award:\nluc.toml:1:1: CX368 findings of `luc` are missing: L2.3\n"
    outcome = run(*AWARD, "--on", "2026-11-20", "--json")
    assert outcome.code == 1
    assert json.loads(outcome.out)["diagnostics"][0]["code"] == "CX368"


def test_the_level_is_not_determined_until_somebody_does(run: Run, scene: Scene) -> None:
    scene.edit_body('level = "L2"\n', "")
    outcome = awarded(run, scene, "--lang", "fr")
    assert outcome.code == 1
    assert "CX363 non déterminé par l’organisme d’attribution : label.level" in outcome.err


WRONG = [
    pytest.param(("verify", "absent.json"), "CX101", id="no such file"),
    pytest.param(("verify", "body.toml", "--status-list", "absent"), "CX101", id="no such list"),
    pytest.param(("apply", "body.toml", "-o", "x.json"), "CX111", id="no assessment"),
    pytest.param(("apply", "campus-forge.toml", "-o", "body.toml"), "CX401", id="a file is there"),
    pytest.param(("review", "body.toml", "x.toml", "--juror", "a", "--no-conflict"), "CX117", id="no application"),
    pytest.param(("review", "application.json", "x.toml"), "CX400", id="who reviews"),
    pytest.param(("review", "application.json", "x.toml", "--juror", "a"), "CX400", id="conflict or not"),
    pytest.param(("review", "application.json", "x.toml", "L1.1", "met"), "CX400", id="no grounds"),
    pytest.param(("badge", "body.toml", "-o", "x.png"), "CX379", id="no label"),
    pytest.param(("badge", "body.toml", "-o", "x.gif"), "CX400", id="another picture"),
    pytest.param(("keygen", "-o", "body.toml"), "CX401", id="key over a file"),
]


@pytest.mark.parametrize(("words", "code"), WRONG)
def test_wrong_input_is_told(run: Run, scene: Scene, words: tuple[str, ...], code: str) -> None:
    before = {path.name: path.read_bytes() for path in scene.folder.iterdir()}
    outcome = run("label", *words)
    assert outcome.code == 2
    assert f"{code} " in outcome.err
    assert {path.name: path.read_bytes() for path in scene.folder.iterdir()} == before


def test_what_is_no_credential_is_not_valid(run: Run, scene: Scene) -> None:
    outcome = run("label", "verify", "body.toml")
    assert outcome.code == 1
    assert "NOT VALID" in outcome.out


def test_a_key_that_others_can_read_is_not_used(run: Run, scene: Scene) -> None:
    (scene.folder / "key.pem").chmod(0o644)
    outcome = awarded(run, scene)
    assert outcome.code == 2
    assert "CX372 others may read this key: its mode is 0644" in outcome.err
    assert "chmod 600 key.pem" in outcome.err


def test_the_passphrase_comes_from_a_file_and_is_never_shown(
    run: Run, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CONNECTEUR_PASSPHRASE")
    (scene.folder / "secret").write_text("wrong-secret\n", encoding="utf-8")
    outcome = awarded(run, scene, "--passphrase-file", "secret")
    assert outcome.code == 2
    assert "CX373" in outcome.err
    assert "wrong-secret" not in outcome.err
    (scene.folder / "secret").write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    assert awarded(run, scene, "--passphrase-file", "secret").code == 0


def test_nobody_is_asked_for_a_passphrase_where_nobody_sits(
    run: Run, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CONNECTEUR_PASSPHRASE")
    monkeypatch.setattr("sys.stdin", io.StringIO("typed"))
    outcome = awarded(run, scene)
    assert outcome.code == 2
    assert "--passphrase-file or CONNECTEUR_PASSPHRASE" in outcome.err


def test_check_looks_at_the_files_of_a_label(run: Run, scene: Scene) -> None:
    review = scene.review("amina")
    assert run("check", "body.toml", review).code == 0
    scene.edit_body("quorum = 2", "quorum = 20")
    outcome = run("check", "body.toml")
    assert (outcome.code, "CX364" in outcome.out + outcome.err) == (1, True)


def test_evidence_that_is_not_at_hand_is_told(run: Run, scene: Scene) -> None:
    (scene.folder / "self-study-2026.pdf").unlink()
    outcome = run("label", "apply", "campus-forge.toml", "-o", "a.json")
    assert outcome.code == 0
    assert "CX382 `self-study-2026.pdf` is not beside the assessment" in outcome.err


def test_a_juror_with_a_conflict_finds_nothing(run: Run, scene: Scene) -> None:
    start = ("label", "review", "application.json", "luc.toml", "--juror", "luc", "--conflict", "sits on its board")
    assert "Conflict of interest: sits on its board" in run(*start).out
    outcome = run("label", "review", "application.json", "luc.toml", "L1.1", "met", "--grounds", "g")
    assert (outcome.code, "CX367" in outcome.err) == (2, True)


def test_the_policy_label_gives_no_level_without_a_jury(run: Run, scene: Scene) -> None:
    result = json.loads(run("assess", "campus-forge.toml", "--policy", Policy.LABEL.value, "--json").out)
    assert result["level"]["reached"]["rank"] == 0
