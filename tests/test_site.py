"""The documentation as a site: built strictly, whole, of nothing from outside, and never behind the code."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from website.built_site import check_site
from website.navigation import write_indexes
from website.pages.verbs import helps_of
from website.staircase_svg import PICTURE, staircase_svg

from conftest import ROOT
from connecteur_cli.commands.schema import FORMATS
from connecteur_cli.verbs import VERBS
from connecteur_core.definitions.vocabulary import core_vocabulary
from connecteur_core.plugins import HOOK_NAMES
from connecteur_core.plugins.definitions import load_catalogue
from connecteur_core.testing.json_schema import schema_of


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built in a process of its own: Sphinx leaves its mark on the one it runs in."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "website", folder], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return folder


def text_of(page: Path) -> str:
    """What a reader sees, without marks."""
    return html.unescape(re.sub(r"<[^>]+>", "", page.read_text(encoding="utf-8")))


def test_every_link_leads_somewhere_and_nothing_comes_from_outside(site: Path) -> None:
    assert check_site(site) == []
    assert len(list(site.rglob("*.html"))) > 50


@pytest.mark.parametrize(
    ("added", "said"),
    [
        pytest.param('<script src="https://cdn.example/x.js"></script>', "from outside", id="script"),
        pytest.param('<link rel="stylesheet" href="//fonts.example/css">', "from outside", id="style sheet"),
        pytest.param('<p style="background: url(https://x.example/a.png)">', "from outside", id="picture in a style"),
        pytest.param("<style>@import 'https://x.example/a.css';</style>", "from outside", id="import in a style"),
        pytest.param('<a href="absent.html">', "leads nowhere", id="page"),
        pytest.param('<a href="index.html#absent">', "leads nowhere", id="anchor"),
    ],
)
def test_the_check_of_the_site_sees(site: Path, tmp_path: Path, added: str, said: str) -> None:
    for name in ("index.html", "search.html"):
        shutil.copy(site / name, tmp_path)
    before = set(check_site(tmp_path))
    page = tmp_path / "search.html"
    page.write_text(page.read_text(encoding="utf-8") + added, encoding="utf-8")
    (new,) = set(check_site(tmp_path)) - before
    assert new.startswith("search.html: ")
    assert said in new


def test_every_page_of_docs_is_on_the_site_and_in_its_navigation(site: Path) -> None:
    front = (site / "index.html").read_text(encoding="utf-8")
    for page in (ROOT / "docs").rglob("*.md"):
        place = page.relative_to(ROOT / "docs").with_suffix(".html")
        assert (site / place).is_file()
        assert place.name == "index.html" or f'href="{place}"' in front, place


def test_a_page_in_no_section_stops_the_build(tmp_path: Path) -> None:
    (tmp_path / "fr").mkdir()
    (tmp_path / "stray.md").write_text("# Stray\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"stray\.md lies in no section"):
        write_indexes(tmp_path)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_reference_has_every_verb_fact_and_definition_as_they_are_now(site: Path, lang: str) -> None:
    folder = site / ("fr/reference" if lang == "fr" else "reference")
    assert ("Usage :" if lang == "fr" else "Usage: ") in text_of(folder / "verbs.html").replace(
        "\N{NO-BREAK SPACE}", " "
    )
    verbs, facts, catalogue = (text_of(folder / f"{name}.html") for name in ("verbs", "facts", "catalogue"))
    for verb in VERBS:
        for name, shown in helps_of(verb, lang):
            assert shown.strip() in verbs, name
    for declarations in core_vocabulary().facts.values():
        for name, fact in declarations.items():
            assert name in facts
            assert fact.title.get(lang, "") in facts
    ours = [name for supplier in load_catalogue().suppliers for name in (d.id for d in supplier.definitions)]
    assert len(ours) >= 63
    for name in ours:
        assert f'id="{re.sub("[._]", "-", name)}"' in (folder / "catalogue.html").read_text(encoding="utf-8"), name
        assert name in catalogue


def test_the_reference_has_every_hook_and_schema(site: Path) -> None:
    hooks, schemas = (text_of(site / "reference" / f"{name}.html") for name in ("hooks", "schemas"))
    for name in HOOK_NAMES:
        assert f"{name}(" in hooks
    for name in FORMATS:
        assert f"connecteur-{name}/1" in schemas
        assert json.loads((site / "schemas" / f"{name}.json").read_text(encoding="utf-8")) == schema_of(name)


def test_french_pages_have_their_english_one_and_speak_french_to_screen_readers(site: Path) -> None:
    for page in (ROOT / "docs" / "fr").rglob("*.md"):
        place = page.relative_to(ROOT / "docs" / "fr")
        assert (ROOT / "docs" / place).is_file(), f"docs/fr/{place} translates a page that is no more"
        built = (site / "fr" / place.with_suffix(".html")).read_text(encoding="utf-8")
        assert '<html class="no-js" lang="fr"' in built
        assert 'placeholder="Recherche"' in built
        assert not re.search(r">\s*(Next|Previous|Home|Back to top|Skip to content|Made with)\b", built)
        assert '<html class="no-js" lang="en"' in (site / place.with_suffix(".html")).read_text(encoding="utf-8")


def test_no_line_of_a_french_page_can_begin_with_a_sign_that_belongs_to_the_line_before(site: Path) -> None:
    pages = [*(site / "fr" / "how-to").glob("*.html"), *(site / "fr" / "tutorial").glob("*.html")]
    assert len(pages) > 5
    for page in pages:
        for paragraph in re.findall(r"<p>(.*?)</p>", page.read_text(encoding="utf-8"), re.DOTALL):
            text = re.sub(r"<code.*?</code>", "", paragraph, flags=re.DOTALL)
            assert not re.search(r"\S [;:!?»]|« ", html.unescape(re.sub(r"<[^>]+>", "", text))), text


def test_the_picture_of_the_architecture_is_that_of_the_import_contracts(rewrite_golden: bool) -> None:
    if rewrite_golden:
        PICTURE.write_text(staircase_svg(), encoding="utf-8")
    assert PICTURE.read_text(encoding="utf-8") == staircase_svg()
    ElementTree.fromstring(staircase_svg())
