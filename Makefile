# `make demo` and `make test` need nothing but Python 3.11+; each sets up what it needs in .venv.
PYTHON ?= python3
BIN := .venv/bin
CODE := src tests benchmarks website supply_chain examples/embedding hatch_build.py
export UV_PROJECT_ENVIRONMENT := .venv

.PHONY: setup engines demo test check fmt lint types imports unit wheel tutorials golden bench fuzz interop pages docs site sbom licences dist messages clean

setup: .venv/.ready

.venv/.ready: pyproject.toml uv.lock hatch_build.py src/connecteur_core/locale/fr/LC_MESSAGES/connecteur.po
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.5"
	$(BIN)/uv sync --quiet --frozen --inexact --compile-bytecode --reinstall-package connecteur
	@touch $@

# What runs the rules over millions of records, what tests them, and what makes the documentation: large, so only for those who need it.
engines: .venv/.engines

.venv/.engines: .venv/.ready
	$(BIN)/uv sync --quiet --frozen --compile-bytecode --group engines --group docs --group examples
	@touch $@

demo: setup
	$(BIN)/connecteur demo --report demo-report.html

test: check

check: engines lint types imports unit wheel tutorials

fmt: setup
	$(BIN)/ruff format $(CODE)
	$(BIN)/ruff check --fix $(CODE)

lint: setup
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)

types: engines
	$(BIN)/mypy

imports: setup
	$(BIN)/lint-imports

unit: engines
	$(BIN)/python -m pytest -q -n 2

wheel: setup
	$(BIN)/python tests/installed_wheel.py

# A new user follows each tutorial word by word, in a clean environment.
tutorials: engines
	$(BIN)/python tests/follow_tutorials.py

golden: engines
	$(BIN)/python -m pytest -q tests/test_golden.py tests/test_tui.py tests/test_mutants.py tests/test_reports.py tests/test_docs.py tests/test_site.py tests/test_embedding.py --rewrite-golden
	$(BIN)/python tests/follow_tutorials.py --rewrite

bench: engines .venv/.peers
	$(BIN)/python benchmarks/run.py

# Those the benchmarks compare with, and connecteur beside them, in an environment of their own.
.venv/.peers: benchmarks/peers.txt .venv/.engines
	@test -x .venv/peers/bin/python || $(PYTHON) -m venv .venv/peers
	$(BIN)/uv pip install --quiet --python .venv/peers/bin/python -r benchmarks/peers.txt -e ".[batch]"
	@touch $@

fuzz: engines
	$(BIN)/python -m pytest -q --hypothesis-profile=fuzz tests/properties tests/test_hostile_sizes.py tests/test_concurrent_writers.py tests/test_proofs.py tests/test_plan.py tests/test_next_question.py

# Labels verified by others' programs; needs node and the npm registry, so it is not part of `make test`.
interop: setup
	$(BIN)/python tests/interop/verify_elsewhere.py

# Our pages looked at in a browser; needs node, Chromium and the npm registry.
pages: setup
	$(BIN)/python tests/pages/look_at_pages.py

docs: engines
	$(BIN)/python -m pytest -q tests/test_docs.py

# The documentation as a static site; it needs nothing from outside, so it can be opened from disk.
site: engines
	rm -rf build/site
	$(BIN)/python -m website build/site

# What it rests on: the bill of materials (CycloneDX), and the licences; both are tested in `make test`, too.
sbom: engines
	$(BIN)/python -m supply_chain.bill build/connecteur.cdx.json

licences: engines
	$(BIN)/python -m supply_chain.licences

# Wheel and source, by the locked builder: the same bytes for the same sources.
dist: engines
	$(BIN)/hatchling build

messages: setup
	$(BIN)/pybabel -q compile -D connecteur -d src/connecteur_core/locale

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
