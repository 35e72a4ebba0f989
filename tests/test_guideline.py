"""The shipped ruleset holds the whole guideline, in both languages, in our own words."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from conftest import ROOT
from connecteur_core import get_ruleset, load_ruleset
from connecteur_core.model.ruleset import Ruleset
from connecteur_core.rulesets.catalogue import catalogue_to_json, load_locales
from connecteur_core.testing.checking import check_path

FOLDER = ROOT / "rulesets" / "diversity-connector"
RUN_OF_WORDS = 12


@pytest.fixture(scope="module")
def ruleset() -> Ruleset:
    return load_ruleset(FOLDER)


def test_it_passes_its_own_check_with_texts_and_worked_cases() -> None:
    assert check_path(FOLDER) == []


def test_it_counts_what_the_guideline_counts(ruleset: Ruleset) -> None:
    kinds = Counter(item.kind for item in ruleset.items.values())
    how = [item for item in ruleset.items.values() if re.fullmatch(r"\d\.\d(\.\d+)?", item.id)]
    assert len(ruleset.levels) == 4
    assert len(ruleset.elements) == 9
    assert kinds["criterion"] == 14
    assert [item.id for item in ruleset.items.values() if (item.rule or "").startswith("level")] == [
        "L2.1",
        "L3.1",
        "L4.1",
    ]
    assert kinds["criterion-part"] == 8
    assert len(how) == 128
    assert sum(item.id.count(".") == 1 for item in how) == 58
    assert kinds["actor"] == 46 + 2
    assert kinds["practice"] == 62
    assert len(ruleset.organisations) == 32
    assert (kinds["lesson"], kinds["research-source"], kinds["resource-link"]) == (9, 7, 4)
    assert (kinds["product"], kinds["indicator"], kinds["term"]) == (8, 7, 11)
    assert (kinds["business-type"], kinds["sector-note"]) == (4, 1)
    assert (kinds["principle"], kinds["use"], kinds["definition-note"]) == (8, 9, 3)
    assert [doubt.id for doubt in ruleset.doubts] == [f"A{number:02}" for number in range(1, 49)]


def test_46_addresses_are_kept_as_cited(ruleset: Ruleset) -> None:
    links = [link for item in ruleset.items.values() for link in item.links]
    assert len({link.url for link in links} | {link.printed for link in links if link.printed}) == 46
    assert sum(link.state == "malformed" for link in links) == 2
    assert not any("gclid" in link.url for link in links)


def test_the_329_entries_and_the_8_parts_have_texts_in_both_languages(ruleset: Ruleset) -> None:
    entries = catalogue_to_json(ruleset)["items"]
    assert isinstance(entries, list)
    assert len(entries) == 329 + 8
    assert all(set(entry["text"]) == {"fr", "en"} for entry in entries)
    assert all(text.strip() for entry in entries for text in entry["text"].values())


def test_both_languages_hold_the_same_texts(ruleset: Ruleset) -> None:
    french, english = load_locales(ruleset).values()
    for table in ("titles", "texts", "questions", "places", "synonyms", "doubts", "kinds", "modes", "roles"):
        assert list(getattr(french, table)) == list(getattr(english, table)), table


def test_titles_fit_a_line_of_a_table(ruleset: Ruleset) -> None:
    for locale in load_locales(ruleset).values():
        assert max(map(len, locale.titles.values())) <= 60


def words_of(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", text.lower())
    return re.findall(r"[a-z0-9]+", "".join(c for c in folded if not unicodedata.combining(c)))


def shingles(text: str) -> set[bytes]:
    words = words_of(text)
    runs = (" ".join(words[start : start + RUN_OF_WORDS]) for start in range(len(words) - RUN_OF_WORDS + 1))
    return {hashlib.sha256(run.encode()).digest()[:8] for run in runs}


def test_no_run_of_12_words_is_copied_from_the_source(ruleset: Ruleset) -> None:
    """The source itself is not ours to ship; the hashes of its runs of twelve words are enough to look for them."""
    raw = Path(ROOT / "tests" / "data" / "source_runs_of_12_words.bin").read_bytes()
    source = {raw[start : start + 8] for start in range(0, len(raw), 8)}
    assert len(source) > 5000
    for locale in load_locales(ruleset).values():
        for table in ("titles", "texts", "questions", "doubts"):
            for name, text in getattr(locale, table).items():
                assert not shingles(text) & source, f"{locale.language} {table} {name}"


def test_no_personal_address_appears_anywhere() -> None:
    address = re.compile(r"[\w.+-]+@[\w-]+\.[a-z]{2,}")
    for path in [*FOLDER.rglob("*.toml"), *(ROOT / "examples").rglob("*.toml"), *(ROOT / "docs").rglob("*.md")]:
        assert not address.search(path.read_text(encoding="utf-8")), path


def test_ids_never_change_meaning(ruleset: Ruleset) -> None:
    """A frozen list: an id may be added with a new version, never removed or given another kind."""
    frozen = (ROOT / "tests" / "data" / "diversity-connector-2017.1.ids").read_text(encoding="utf-8").splitlines()
    assert [f"{item.id} {item.kind}" for item in ruleset.items.values()] == frozen


def test_it_is_found_by_id_and_version() -> None:
    assert get_ruleset("diversity-connector@2017.1") is get_ruleset("diversity-connector")
