"""Reports: what they hold, for whom, in which form; and that no text in them is read as more than text."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from datetime import date
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from connecteur_core import evaluate, load_assessment
from connecteur_core.model.item import Item
from connecteur_core.model.status import Status
from connecteur_core.planning.plan import find_plan
from connecteur_core.portfolio.compare import compare_assessments
from connecteur_core.portfolio.members import find_members
from connecteur_core.printable import cell_text, show
from connecteur_core.reports.document import Document, Table
from connecteur_core.reports.outputs import Form, render
from connecteur_core.reports.portfolio import compose_portfolio
from connecteur_core.reports.subject import Subject
from connecteur_core.reports.views import View, compose_report
from connecteur_core.rulesets.locales import load_locale
from full_assessment import DAY, full_assessment
from hostile_texts import hostile_texts
from running import Run

EXAMPLES = Path(__file__).parent.parent / "examples"
ATELIERS = EXAMPLES / "assessments" / "ateliers-du-port.toml"
FORGE = EXAMPLES / "assessments" / "campus-forge.toml"
VIEWS = [view for view in View if view is not View.PORTFOLIO]
LONG = "A remark that somebody wrote about what was done, with whom and why, and what is left for next year; " * 4
HOSTILE = hostile_texts(600)


@cache
def _hostile(view: View) -> Document:
    assessment = full_assessment(HOSTILE)
    return compose_report(Subject(assessment, evaluate(assessment, on=DAY), "en"), view)


def _report(file: Path, view: View = View.BOARD, lang: str = "en", *, policy: str = "self-assessment") -> Document:
    assessment = load_assessment(file)
    return compose_report(Subject(assessment, evaluate(assessment, policy=policy, on=DAY), lang), view)


def _pages(content: bytes) -> int:
    # The tree of pages says how many there are below each of its nodes.
    return max(map(int, re.findall(rb"/Type\s*/Pages\b.*?/Count (\d+)", content, re.DOTALL)))


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.values: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.values += [value or "" for name, value in attrs if name in ("href", "src", "action")]


def _tags(page: str) -> _Tags:
    tags = _Tags()
    tags.feed(page)
    return tags


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("view", VIEWS)
def test_each_view_has_its_sections_in_both_languages(view: View, lang: str) -> None:
    document = _report(ATELIERS, view, lang)
    page = render(document, Form.HTML).decode()
    assert f'<html lang="{lang}">' in page
    assert page.count("<h1>") == 1
    names = [section.id for section in document.sections]
    assert len(names) == len(set(names))
    assert {"standing", "definition"} <= set(names)
    assert ("rules" in names) == (view in (View.BOARD, View.JURY, View.PUBLIC))
    locale = load_locale(evaluate(load_assessment(ATELIERS), on=DAY).ruleset, lang)
    assert locale.titles["L2"] in page


def test_the_board_sees_what_blocks_what_is_missing_and_where_each_rule_comes_from() -> None:
    document = _report(ATELIERS)
    page = render(document, Form.MARKDOWN).decode()
    assert "What blocks level 2" in page
    (plan,) = [section for section in document.sections if section.id == "plan"]
    (table,) = plan.parts
    assert isinstance(table, Table)
    assert [row[0].text for row in table.rows] == ["L2.2.5"]
    for line in ("L1.1", "L4.3.3"):
        assert f"{line} " in page
    assert "line 289 of the French text" in page
    assert "coe.connector\\_2017" in page


def test_a_computed_plan_takes_the_place_of_the_list_of_what_is_missing() -> None:
    assessment = load_assessment(ATELIERS)
    evaluation = evaluate(assessment, on=DAY)
    plan = find_plan(evaluation, to="4", priorities=assessment.priorities)
    document = compose_report(Subject(assessment, evaluation, "en", plan=plan), View.BOARD)
    (section,) = [section for section in document.sections if section.id == "plan"]
    assert section.title == "Plan to level 4, Seasoned"
    table = section.parts[0]
    assert isinstance(table, Table)
    assert [row[0].text for row in table.rows] == [step.item for step in plan.steps]


def test_evidence_that_does_not_support_a_claim_is_told_from_evidence_that_does() -> None:
    tables = {table["id"]: table for table in _json(_report(FORGE))["tables"]}
    support = {row["id"].split()[0]: row["support"] for row in tables["evidence"]["rows"]}
    assert support["L1.1"] == "supported"
    assert support["L4.2"] == "declared"  # no evidence at all
    assert support["L4.3.1"] == "declared"  # needs evidence from others
    assert support["L3.5"] == "stale"  # older than the 24 months of this assessment


def test_indicators_show_of_what_when_and_by_which_definition() -> None:
    tables = {table["id"]: table for table in _json(_report(FORGE))["tables"]}
    first = tables["indicators"]["rows"][0]
    assert (first["numerator"], first["denominator"], first["rate"]) == (12, 24, "50\u00a0%")
    assert first["period"] == "2025-01-01 – 2025-12-31"
    assert "graduated in 2024" in first["definition"]


@pytest.mark.parametrize("form", list(Form))
def test_nothing_personal_is_public(form: Form) -> None:
    secret = "Zebedee-9137"
    assessment = full_assessment([secret], status=lambda _: Status.MET)
    organisation = load_assessment(ATELIERS).organisation
    from attrs import evolve

    assessment = evolve(assessment, organisation=organisation, definition=None, indicators=())
    content = render(compose_report(Subject(assessment, evaluate(assessment, on=DAY), "en"), View.PUBLIC), form)
    if form is Form.XLSX:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"".join(book.read(name) for name in book.namelist())
    assert secret.encode() not in content
    board = compose_report(Subject(assessment, evaluate(assessment, on=DAY), "en"), View.BOARD)
    assert secret in render(board, Form.HTML).decode()


def test_small_numbers_of_people_are_not_public() -> None:
    from attrs import evolve

    assessment = load_assessment(ATELIERS)
    assert assessment.figures is not None
    for part, shown in ((19, True), (9, False), (26, False), (0, True), (34, True)):
        own = evolve(assessment, figures=evolve(assessment.figures, immigrant_run=part))
        page = render(compose_report(Subject(own, evaluate(own, on=DAY), "en"), View.PUBLIC), Form.HTML).decode()
        assert (f"{part} of 34 supported businesses" in page) == shown


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("status", [Status.MET, Status.UNMET, None], ids=str)
@pytest.mark.parametrize(
    "text", [LONG, "WWWWWW MMMMMM " * 40, "W" * 900, "日本語の長い文章" * 60, "ab\n" * 90], ids=range(5)
)
@pytest.mark.parametrize(("view", "pages"), [(View.FUNDER, 2), (View.CITY, 1)])
def test_funders_get_two_pages_and_cities_one_whatever_was_written(
    view: View, pages: int, text: str, status: Status | None, lang: str
) -> None:
    def first_level_only(item: Item) -> Status:
        return status or (Status.MET if item.level == "L1" else Status.UNMET)

    assessment = full_assessment([text], status=first_level_only)
    document = compose_report(Subject(assessment, evaluate(assessment, on=DAY), lang), view)
    assert document.pages == pages
    assert _pages(render(document, Form.PDF)) <= pages


@pytest.mark.parametrize("view", VIEWS)
def test_hostile_texts_bring_no_element_no_script_and_no_address_into_html(view: View) -> None:
    calm = _tags(render(_report(FORGE, view), Form.HTML).decode())
    page = render(_hostile(view), Form.HTML).decode()
    tags = _tags(page)
    assert tags.tags - calm.tags <= {"ul", "li", "dl", "small"}
    assert not tags.tags & {"script", "img", "iframe", "object", "embed", "form", "base", "style style"}
    assert not [name for name in tags.attributes if name.startswith("on")]
    assert {value for value in tags.values if not value.startswith("#")} == {"data:,"}
    assert page.count("<style>") == 1


def test_hostile_texts_are_shown_whole_to_a_jury() -> None:
    import html

    page = render(_hostile(View.JURY), Form.HTML).decode()
    text = html.unescape(re.sub(r"<[^>]*>", "\n", page))
    shown = [one for one in HOSTILE if one.strip() and show(one, multiline=True) in text]
    assert len(shown) >= 500


@pytest.mark.parametrize("view", VIEWS)
def test_hostile_texts_build_an_archivable_and_accessible_pdf(view: View) -> None:
    content = render(_hostile(view), Form.PDF)
    assert content.startswith(b"%PDF-1.7")
    for mark in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang", b"pdfuaid:part", b"pdfaid:conformance"):
        assert mark in content
    assert not re.search(rb"/(JavaScript|JS|Launch|EmbeddedFile|URI)\b", content)


@pytest.mark.parametrize("view", VIEWS)
def test_cells_of_a_workbook_stay_text(view: View) -> None:
    from openpyxl import load_workbook

    content = render(_hostile(view), Form.XLSX)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheets = [book.read(name) for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not [sheet for sheet in sheets if re.search(rb"<f[ >]|<hyperlink", sheet)]
        assert not [name for name in book.namelist() if "external" in name or "vba" in name]
    loaded = load_workbook(io.BytesIO(content))
    kinds = {cell.data_type for sheet in loaded for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds <= {"s", "n"}
    assert len({name.casefold() for name in loaded.sheetnames}) == len(loaded.sheetnames)
    assert all(len(name) <= 31 for name in loaded.sheetnames)


def test_a_workbook_has_a_sheet_with_filters_for_each_element() -> None:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(render(_report(FORGE), Form.XLSX)))
    for element in "123456789":
        (sheet,) = [one for one in book if one.title.startswith(f"{element} ")]
        (table,) = sheet.tables.values()
        assert table.autoFilter is not None
        assert table.ref.startswith("A1:H")


def test_text_that_begins_like_a_formula_is_marked_as_text() -> None:
    from openpyxl import load_workbook

    texts = {"=1+1", "+1", "-1", "@x", "\t=1", "|x"}
    assessment = full_assessment(sorted(texts))
    document = compose_report(Subject(assessment, evaluate(assessment, on=DAY), "en"), View.BOARD)
    book = load_workbook(io.BytesIO(render(document, Form.XLSX)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value in texts]
    assert {cell.value for cell in cells} == texts
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells)


def test_a_text_too_long_for_a_cell_is_cut() -> None:
    assert len(cell_text("_x0041_" * 9_000)) == 32_767


def test_hostile_texts_stay_text_in_markdown() -> None:
    from markdown_it import MarkdownIt

    text = render(_hostile(View.JURY), Form.MARKDOWN).decode()
    kinds: set[str] = set()
    for token in MarkdownIt("gfm-like", {"linkify": False}).parse(text):
        kinds.add(token.type)
        kinds |= {inner.type for inner in token.children or ()}
        if token.type == "inline":
            assert all(inner.content == "<br>" for inner in token.children or () if inner.type == "html_inline")
    assert not kinds & {"html_block", "link_open", "image", "code_block", "fence", "code_inline", "s_open", "em_open"}


@pytest.mark.parametrize("form", list(Form))
def test_the_same_report_has_the_same_bytes(form: Form) -> None:
    first = render(_report(ATELIERS), form)
    time.sleep(1.1 if form is Form.XLSX else 0)  # its format knows a time of saving, in seconds
    assert render(_report(ATELIERS), form) == first


def test_the_page_needs_nothing_from_elsewhere() -> None:
    page = render(_report(FORGE), Form.HTML).decode()
    assert "default-src 'none'" in page
    assert not re.search(r"(src|action|srcset)=|@import|url\((?!#)", page)


@pytest.mark.parametrize("form", list(Form))
def test_the_command_writes_each_form(run: Run, tmp_path: Path, form: Form) -> None:
    target = tmp_path / f"out.{form.value}"
    outcome = run("report", ATELIERS, "-o", target, "--on", DAY, "--lang", "fr")
    assert (outcome.code, outcome.err) == (0, "")
    assert target.read_bytes() == render(_report(ATELIERS, lang="fr"), form)


def test_the_form_can_be_told_apart_from_the_name(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "out"
    refused = run("report", ATELIERS, "-o", target)
    assert (refused.code, target.exists()) == (2, False)
    assert "CX350" in refused.err
    assert run("report", ATELIERS, "-o", target, "--format", "md").code == 0
    assert target.read_text(encoding="utf-8").startswith("# Les Ateliers du Port")


def test_a_report_never_replaces_what_it_is_made_from(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "own.html"
    own.write_bytes(ATELIERS.read_bytes())
    link = tmp_path / "link.html"
    link.symlink_to(own)
    for target in (own, link):
        outcome = run("report", own, "-o", target)
        assert outcome.code == 2
        assert "CX351" in outcome.err
    assert own.read_bytes() == ATELIERS.read_bytes()
    member = own.rename(tmp_path / "own.toml")
    outcome = run("report", tmp_path, "--view", "portfolio", "-o", member, "--format", "html")
    assert (outcome.code, "CX351" in outcome.err) == (2, True)
    assert member.read_bytes() == ATELIERS.read_bytes()


def test_a_file_that_is_no_report_is_never_replaced(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "mine.toml.journal"
    other.write_text("{}\n", encoding="utf-8")
    outcome = run("report", ATELIERS, "-o", other, "--format", "html", "--lang", "fr")
    assert (outcome.code, "CX351" in outcome.err) == (2, True)
    assert other.read_text(encoding="utf-8") == "{}\n"


def test_a_report_that_cannot_be_written_leaves_the_old_one(run: Run, tmp_path: Path) -> None:
    outcome = run("report", ATELIERS, "-o", tmp_path / "none" / "out.html")
    assert outcome.code == 2
    assert "CX501" in outcome.err
    assert list(tmp_path.iterdir()) == []


def test_without_a_place_to_write_the_report_is_json_or_a_usage_error(run: Run) -> None:
    assert run("report", ATELIERS).code == 2
    told = json.loads(run("report", ATELIERS, "--json", "--on", DAY).out)
    assert told == _json(_report(ATELIERS))
    assert told["result"]["level"]["reached"]["rank"] == 1


def test_a_portfolio_becomes_a_report(run: Run, tmp_path: Path) -> None:
    for form in Form:
        target = tmp_path / f"city.{form.value}"
        outcome = run(
            "report", EXAMPLES / "portfolios" / "littoral.toml", "--view", "portfolio", "-o", target, "--on", DAY
        )
        assert (outcome.code, outcome.err) == (0, "")
    page = (tmp_path / "city.html").read_text(encoding="utf-8")
    assert page.count('class="tiny"') == 4
    assert "Banque du Littoral" in page
    assert (
        json.loads((tmp_path / "city.json").read_text(encoding="utf-8"))["result"]["format"]
        == "connecteur-comparison/1"
    )
    assert run("report", ATELIERS, FORGE, "-o", target).code == 2


def test_files_that_a_portfolio_leaves_out_are_told_without_where_they_lie(run: Run, tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_bytes(ATELIERS.read_bytes())
    (tmp_path / "bad.toml").write_text('format = "connecteur-assessment/1"\nruleset = "none"\n', encoding="utf-8")
    outcome = run("report", tmp_path, "--view", "portfolio", "-o", tmp_path / "city.md")
    assert outcome.code == 0
    text = (tmp_path / "city.md").read_text(encoding="utf-8")
    assert "bad.toml: CX115" in text
    assert tmp_path.name not in text


def test_what_changed_becomes_a_report(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "changes.html"
    days = ("--since", "2026-03-01", "--on", "2026-11-01")
    outcome = run("diff", ATELIERS, *days, "-o", target, "--json")
    assert json.loads(outcome.out)["format"] == "connecteur-changes/1"
    page = target.read_text(encoding="utf-8")
    assert "L3.3" in page
    own = tmp_path / "own.html"
    own.write_bytes(ATELIERS.read_bytes())
    assert "CX351" in run("diff", own, *days, "-o", own, "--lang", "fr").err
    assert own.read_bytes() == ATELIERS.read_bytes()
    rulesets = run("diff", "diversity-connector", "diversity-connector", "-o", target)
    assert (rulesets.code, "-o" in rulesets.err) == (2, True)


def test_the_demo_writes_a_report_where_it_is_told_to(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "demo.html"
    outcome = run("demo", "--report", target)
    assert outcome.code == 0
    assert str(target) in outcome.out
    assert "Les Ateliers du Port" in target.read_text(encoding="utf-8")


def test_a_jury_sees_the_digest_of_the_file(run: Run, tmp_path: Path) -> None:
    import hashlib

    told = json.loads(run("report", ATELIERS, "--view", "jury", "--json").out)
    (exhibit,) = [table for table in told["tables"] if table["id"] == "exhibit-facts"]
    assert hashlib.sha256(ATELIERS.read_bytes()).hexdigest() in [row["value"] for row in exhibit["rows"]]


@pytest.mark.parametrize(
    ("table", "place"),
    [
        ("numerator = 1\n", "CX352"),
        ('name = "a"\nnumerator = 1\ndenominator = 0\n', "CX352"),
        ('name = "a"\nnumerator = 1\nfirst = 2026-02-01\nlast = 2026-01-01\n', "CX352"),
        ('item = "8.2.99"\nnumerator = 1\n', "CX301"),
    ],
)
def test_an_indicator_that_makes_no_sense_is_told(run: Run, tmp_path: Path, table: str, place: str) -> None:
    head = 'format = "connecteur-assessment/1"\nruleset = "diversity-connector@2017.1"\n[organisation]\nname = "A"\n'
    own = tmp_path / "own.toml"
    own.write_text(f"{head}[[indicators]]\n{table}", encoding="utf-8")
    outcome = run("assess", own)
    assert outcome.code == 2
    assert place in outcome.err


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("view", VIEWS)
def test_reports_read_as_they_did(view: View, lang: str, rewrite_golden: bool) -> None:
    text = render(_report(FORGE, view, lang), Form.MARKDOWN).decode()
    file = Path(__file__).parent / "golden" / f"report-{view.value}.{lang}.md"
    if rewrite_golden:
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


def test_a_portfolio_of_hundreds_is_quick(tmp_path: Path) -> None:
    for number in range(200):
        (tmp_path / f"{number}.toml").write_bytes((ATELIERS, FORGE)[number % 2].read_bytes())
    begun = time.process_time()
    portfolio = compare_assessments(find_members([str(tmp_path)]), on=DAY)
    for form in (Form.HTML, Form.PDF, Form.XLSX):
        render(compose_portfolio(portfolio, "en"), form)
    assert time.process_time() - begun < 4  # 1,000 in 20 seconds, even for all three


def test_large_reports_are_quick() -> None:
    assessment = full_assessment([LONG])
    evaluation = evaluate(assessment, on=date(2026, 11, 1))
    for form, seconds in ((Form.HTML, 1.0), (Form.PDF, 3.0)):
        begun = time.process_time()
        render(compose_report(Subject(assessment, evaluation, "en"), View.BOARD), form)
        assert time.process_time() - begun < seconds


def _json(document: Document) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(render(document, Form.JSON))
    return loaded


@pytest.mark.parametrize("view", [view for view in View if view is not View.PORTFOLIO], ids=lambda view: view.value)
@pytest.mark.parametrize("name", ["open-project", "careful-work", "delivery-matrix", "open-door"])
def test_other_rulesets_are_reported_in_their_own_words(
    name: str, view: View, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONNECTEUR_RULESETS", str(EXAMPLES / "rulesets"))
    file = tmp_path / "ours.toml"
    assert run("new", file, "--name", "Ours", "--ruleset", name).code == 0
    for form in ("md", "html", "xlsx", "pdf"):
        told = run("report", file, "--view", view.value, "-o", tmp_path / f"r.{form}")
        assert told.code == 0, told.err
    assert "Ours" in (tmp_path / "r.md").read_text(encoding="utf-8")
    assert "immigrant" not in (tmp_path / "r.md").read_text(encoding="utf-8")
