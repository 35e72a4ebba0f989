"""The terminal application, driven by keys as a person would; nothing is mocked."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

import pytest
from textual.pilot import Pilot

from conftest import ROOT
from connecteur_core import evaluate, load_assessment
from connecteur_core.messages import translate
from connecteur_core.model.status import Status
from connecteur_core.store.answering import NewAnswer, answer_item
from connecteur_tui.app import ConnecteurApp
from connecteur_tui.screens.base import BaseScreen
from strategies import DAY

EXAMPLES = ROOT / "examples" / "assessments"
SIZES = [(80, 24), (120, 40)]
Steps = Callable[[Pilot[None], ConnecteurApp], Awaitable[None]]


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONNECTEUR_STATE", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)


def drive(app: ConnecteurApp, steps: Steps, size: tuple[int, int] = (80, 24)) -> None:
    async def run() -> None:
        async with app.run_test(size=size, notifications=True) as pilot:
            await pilot.pause()
            await steps(pilot, app)

    asyncio.run(run())


def shown(app: ConnecteurApp) -> str:
    """What stands on the screen, line by line."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return Path(shutil.copy(EXAMPLES / "campus-forge.toml", tmp_path / "ours.toml"))


def test_from_nothing_to_level_1_with_keys_only(tmp_path: Path) -> None:
    async def steps(pilot: Pilot[None], app: ConnecteurApp) -> None:
        await pilot.press("n", *"Notre lieu", "enter")
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("n", "m", "m", "m", "escape")
        await pilot.pause()
        assert "reached" in shown(app)

    drive(ConnecteurApp(), steps)
    result = evaluate(load_assessment(tmp_path / "notre-lieu.toml"))
    assert result.level.reached.rank == 1


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_each_screen_shows_itself_in_both_languages_and_sizes(path: Path, lang: str, size: tuple[int, int]) -> None:
    words = {
        "en": ["in progress", "Why", "needed", "Level", "History", "Search", "Who counts"],
        "fr": ["en cours", "Pourquoi", "besoin", "Niveau", "Historique", "Chercher", "Qui compte"],
    }[lang]

    async def steps(pilot: Pilot[None], app: ConnecteurApp) -> None:
        pages = [shown(app)]
        for keys in (["down", "enter"], ["escape", "e"], ["escape", "h"], ["escape", "slash"], ["escape", "w"]):
            await pilot.press(*keys)
            await pilot.pause()
            pages.append(shown(app))
        everything = "\n".join(pages)
        assert words[0] in pages[0]
        for word in (words[1], *words[3:]):
            assert word in everything, word
        assert max(len(line) for page in pages for line in page.splitlines()) <= size[0]

    drive(ConnecteurApp(path, lang=lang), steps, size)


SCREENS = {
    "home": (None, []),
    "overview": ("campus-forge", []),
    "overview-fresh": ("fresh-start", []),
    "checklist": ("ateliers-du-port", ["enter"]),
    "element": ("ateliers-du-port", ["down", "down", "down", "down", "enter", "down"]),
    "element-open": ("ateliers-du-port", ["down", "down", "enter", "f"]),
    "services": ("ateliers-du-port", ["enter", "s"]),
    "guide": ("fresh-start", ["n"]),
    "why": ("second-souffle", ["e"]),
    "plan": ("second-souffle", ["p"]),
    "search": ("fresh-start", ["slash", *"lisbon"]),
    "who": ("fresh-start", ["w", *"born"]),
    "decide": ("fresh-start", ["w", *"uk.non", "enter", "enter"]),
    "help": ("fresh-start", ["question_mark"]),
    "new": (None, ["n"]),
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_is_as_it_was(
    tmp_path: Path,
    name: str,
    lang: str,
    size: tuple[int, int],
    rewrite_golden: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("connecteur_core.assessment.evaluate._today", lambda: date(2026, 11, 24))
    example, keys = SCREENS[name]
    file = None if example is None else Path(shutil.copy(EXAMPLES / f"{example}.toml", tmp_path / "ours.toml"))
    pages: list[str] = []

    async def steps(pilot: Pilot[None], app: ConnecteurApp) -> None:
        await pilot.press(*keys)
        await pilot.pause()
        pages.append(shown(app))

    drive(ConnecteurApp(file, lang=lang), steps, size)
    golden = ROOT / "tests" / "golden" / "tui" / f"{name}.{lang}.{size[0]}x{size[1]}.txt"
    if rewrite_golden:
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(pages[0] + "\n", encoding="utf-8")
    assert pages[0] + "\n" == golden.read_text(encoding="utf-8")


def test_the_language_changes_at_once(path: Path) -> None:
    async def steps(pilot: Pilot[None], app: ConnecteurApp) -> None:
        assert "next question" in shown(app)
        await pilot.press("l")
        await pilot.pause()
        assert "question suivante" in shown(app)

    drive(ConnecteurApp(path), steps, (120, 40))


def test_one_key_answers_and_it_is_saved_undone_and_redone(path: Path) -> None:
    before = load_assessment(path).answers["L1.1"].status

    async def steps(pilot: Pilot[None], app: ConnecteurApp) -> None:
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("x")
        await pilot.pause()
        assert load_assessment(path).answers["L1.1"].status is Status.UNMET
        await pilot.press("u")
        await pilot.pause()
        assert load_assessment(path).answers["L1.1"].status is before
        await pilot.press("r")
        await pilot.pause()
        assert load_assessment(path).answers["L1.1"].status is Status.UNMET

    drive(ConnecteurApp(path), steps)


def test_a_computed_line_is_refused_with_one_clear_line(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    async def steps(pilot: Pilot[None], app: ConnecteurApp) -> None:
        await pilot.press("enter", "down", "down", "down", "m")
        await pilot.pause()
        assert "CX305" in shown(app)

    drive(ConnecteurApp(path), steps, (120, 40))
    assert path.read_text(encoding="utf-8") == text


def test_notes_and_evidence_are_written(path: Path) -> None:
    async def steps(pilot: Pilot[None], app: ConnecteurApp) -> None:
        await pilot.press("enter", "down", "v", *"lettre.pdf", "enter", "o")
        await pilot.pause()
        await pilot.press("space", *"vu", "enter")
        await pilot.pause()

    drive(ConnecteurApp(path), steps)
    answer = load_assessment(path).answers["L1.2"]
    assert answer.evidence[-1].ref == "lettre.pdf"
    assert (answer.note or "").endswith("vu")


def test_what_others_write_meanwhile_is_kept_and_shown(path: Path) -> None:
    async def steps(pilot: Pilot[None], app: ConnecteurApp) -> None:
        answer_item(path, "L1.3", NewAnswer(Status.UNMET, DAY))
        await pilot.press("enter", "x")
        await pilot.pause()

    drive(ConnecteurApp(path), steps)
    answers = load_assessment(path).answers
    assert (answers["L1.1"].status, answers["L1.3"].status) == (Status.UNMET, Status.UNMET)


def test_a_new_assessment_may_answer_another_ruleset(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "rulesets" / "diversity-connector", tmp_path / "models" / "other-model")
    head = tmp_path / "models" / "other-model" / "ruleset.toml"
    head.write_text(
        head.read_text(encoding="utf-8").replace('id = "diversity-connector"', 'id = "other-model"'), "utf-8"
    )

    async def steps(pilot: Pilot[None], app: ConnecteurApp) -> None:
        await pilot.press("n", *"lieu", "enter", "enter", "enter")
        await pilot.pause()
        assert app.session is not None

    drive(ConnecteurApp(search=[tmp_path / "models"]), steps)
    assert load_assessment(tmp_path / "lieu.toml").ruleset.startswith("other-model@")


def test_an_example_cannot_be_changed() -> None:
    example = sorted(EXAMPLES.glob("*.toml"))[0]
    text = example.read_text(encoding="utf-8")

    async def steps(pilot: Pilot[None], app: ConnecteurApp) -> None:
        app.open_file(example, read_only=True)
        await pilot.pause()
        await pilot.press("enter", "x", "u")
        await pilot.pause()

    drive(ConnecteurApp(), steps)
    assert example.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("content", ["", "no toml [", 'format = "connecteur-assessment/2"\n', 'format = "other"\n'])
def test_a_file_that_cannot_be_read_shows_one_line_and_stays(tmp_path: Path, content: str) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text(content, encoding="utf-8")

    async def steps(pilot: Pilot[None], app: ConnecteurApp) -> None:
        await pilot.press("o", *"bad.toml", "enter")
        await pilot.pause()
        assert "CX1" in shown(app)
        assert app.session is None

    drive(ConnecteurApp(), steps, (120, 40))
    assert bad.read_text(encoding="utf-8") == content


def test_search_ignores_accents_and_leads_to_the_item(path: Path) -> None:
    async def steps(pilot: Pilot[None], app: ConnecteurApp) -> None:
        await pilot.press("slash", *"financement", "enter")
        await pilot.pause()
        assert "L2.3" in shown(app)
        await pilot.press("enter")
        await pilot.pause()
        assert "L2.3" in shown(app)

    drive(ConnecteurApp(path), steps)


def test_who_counts_asks_only_what_matters_and_keeps_nothing(tmp_path: Path) -> None:
    async def steps(pilot: Pilot[None], app: ConnecteurApp) -> None:
        await pilot.press("w", *"uk.non_uk", "enter", "enter")
        await pilot.pause()
        assert "residence_country" in shown(app)
        await pilot.press(*"gb", "enter", *"qa", "enter")
        await pilot.pause()
        assert "yes" in shown(app)

    drive(ConnecteurApp(), steps, (120, 40))
    left = [file.read_text(encoding="utf-8") for file in tmp_path.rglob("*") if file.is_file()]
    assert not any("QA" in text for text in left)


@pytest.mark.parametrize("screen", ["home", "overview", "element", "guide", "read", "search", "who"])
def test_each_key_at_the_foot_does_something(path: Path, screen: str) -> None:
    opened = {
        "home": [],
        "overview": [],
        "element": ["enter"],
        "guide": ["n"],
        "read": ["e"],
        "search": ["slash"],
        "who": ["w"],
    }[screen]

    async def steps(pilot: Pilot[None], app: ConnecteurApp) -> None:
        await pilot.press(*opened)
        await pilot.pause()
        here = app.screen
        assert isinstance(here, BaseScreen)
        text = shown(app)
        for key in here.KEYS:
            assert key.minor or key.cap in text, key
            assert translate(key.label, "fr") != key.label or key.label in {"note", "services", "plan"}, key.label
            owner, _, action = key.action.rpartition(".")
            name = action.partition("(")[0]
            assert hasattr(app if owner == "app" else here, f"action_{name}"), key
        for key in here.KEYS:
            if key.action != "app.quit":
                await pilot.press(key.key)
                await pilot.pause()
                while app.screen is not here and len(app.screen_stack) > 2:
                    app.pop_screen()
                if app.screen is not here:
                    break

    drive(ConnecteurApp(None if screen == "home" else path), steps, (120, 40))


HOSTILE = [
    *(f"a{chr(code)}[31mb" for code in (*range(32), *range(0x7F, 0xA0)) if chr(code) != "\n"),
    *(
        f"x{mark}y"
        for mark in "\u202e\u202d\u2066\u2067\u2068\u2069\u200b\u200e\u200f\u061c\u00ad\ufeff\u2028\u2029\ue000"
    ),
    "[bold]no[/bold]",
    "[@click=app.quit]x[/]",
    "$primary",
    "[/]",
    "\\[",
    "]8;;http://x",
    "{name}",
    "%s",
    "`x`",
    "[link=x]",
    "\x1b]0;title\x07",
    "\x1b[2J",
    "\x1b(0",
    "\x9b31m",
    "\x1bP1$r\x1b\\",
    "\x1b]52;c;YQ==\x07",
    "\x07",
    "\x08" * 3,
    "𝕏" * 3,
    "漢字" * 5,
    "e\u0301" * 5,
    "\U000e0041",
]


def test_nothing_in_a_file_reaches_the_terminal_as_a_control_sequence(path: Path) -> None:
    assert len(HOSTILE) >= 100
    text = path.read_text(encoding="utf-8")
    evil = "".join(HOSTILE)
    quoted = json.dumps(evil, ensure_ascii=True)
    # TOML knows \uXXXX and \UXXXXXXXX; JSON writes surrogate pairs for the latter.
    quoted = "".join(
        f"\\U{ord(one):08X}" if ord(one) > 0x7E or ord(one) < 0x20 or one in '"\\' else one for one in evil
    )
    text = text.replace('name = "', f'name = "{quoted}', 1).replace('note = "', f'note = "{quoted}')
    path.write_text(text.replace('ref = "', f'ref = "{quoted}').replace('by = "', f'by = "{quoted}'), encoding="utf-8")

    async def steps(pilot: Pilot[None], app: ConnecteurApp) -> None:
        pages = [shown(app)]
        for keys in (["enter"], ["down"], ["down"], ["o"], ["escape", "escape", "e"], ["escape", "h"], ["escape", "n"]):
            await pilot.press(*keys)
            await pilot.pause()
            pages.append(shown(app))
        assert "⟨U+001B⟩" in "".join(pages)
        for page in pages:
            bad = {one for one in page if unicodedata.category(one) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}} - {"\n"}
            assert not bad, bad

    drive(ConnecteurApp(path), steps, (120, 40))


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is a thing of POSIX")
def test_a_real_terminal_gets_no_sequence_that_came_from_a_file(path: Path) -> None:
    import pty
    import select
    import time

    text = path.read_text(encoding="utf-8")
    payload = "\\u001b]0;pwned\\u0007\\u001b]52;c;cHduZWQ=\\u0007\\u009b31mpwned"
    path.write_text(
        text.replace('name = "', f'name = "{payload}', 1).replace('note = "', f'note = "{payload}'), "utf-8"
    )
    ours, theirs = pty.openpty()
    command = [str(Path(sys.executable).with_name("connecteur")), "tui", path.name, "--lang", "en"]
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=path.parent)
    written = b""

    def read(seconds: float) -> None:
        nonlocal written
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if select.select([ours], [], [], 0.1)[0]:
                written += os.read(ours, 65536)

    def read_until(wanted: bytes) -> None:
        end = time.monotonic() + 20
        while wanted not in written and time.monotonic() < end:
            read(0.2)

    try:
        read_until(b"pwned")
        for key in (b"\r", b"\x1b[B", b"\x1b", b"e"):
            os.write(ours, key)
            read(0.5)
    finally:
        process.kill()
        process.wait()
        os.close(theirs)
        os.close(ours)
    assert b"pwned" in written
    for sequence in (b"\x1b]0;pwned", b"\x1b]52;c;", "\x9b31m".encode()):
        assert sequence not in written
    # Textual itself names the window; what it sends is not ours to judge, only that the file adds nothing.
    assert [part[-40:] for part in written.split(b"\x07")[:-1] if b"pwned" in part[-40:]] == []


def test_an_item_with_a_scale_is_answered_by_a_digit(tmp_path: Path) -> None:
    file = tmp_path / "work.toml"
    text = 'format = "connecteur-assessment/1"\nruleset = "careful-work@1"\n\n[organisation]\nname = "Atelier"\n'
    file.write_text(text, encoding="utf-8")

    async def steps(pilot: Pilot[None], app: ConnecteurApp) -> None:
        assert "Overall: 0.00 – 3.00" in shown(app)
        await pilot.press("down", "enter")
        await pilot.pause()
        assert "3 the usual way" in shown(app)
        await pilot.press("3", "down", "4")
        await pilot.pause()
        await pilot.press("u")
        await pilot.pause()
        await pilot.press("escape", "n")
        await pilot.pause()
        assert "plan.2" in shown(app)
        await pilot.press("2")
        await pilot.pause()

    drive(ConnecteurApp(file, search=(ROOT / "examples" / "rulesets",)), steps, (120, 40))
    answers = load_assessment(file).answers
    assert {name: answer.value for name, answer in answers.items() if answer.value} == {
        "plan.1": "usual",
        "plan.2": "started",
    }


def test_without_a_terminal_it_says_so_and_does_not_wait() -> None:
    command = [str(Path(sys.executable).with_name("connecteur")), "tui", "--lang", "fr"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=20)
    assert done.returncode == 2
    assert "CX400 il faut un terminal" in done.stderr
    assert done.stdout == ""
