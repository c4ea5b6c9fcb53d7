# `make demo` and `make test` are all a fresh machine needs; the rest is for daily work.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo app test check front-end format screenshots bench-extract bench-transcribe clean

help: ## say what there is
	@sed -n 's/^\([a-z-]*\):.*## /make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

demo: $(VENV)/installed ## run the whole path on the demo sessions and say where everything is
	$(BIN)/curation demo

app: $(VENV)/installed ## open the review app in the browser
	$(BIN)/curation app

test: check ## run every test, in Chromium and on PostgreSQL too
	$(BIN)/python -m pytest

check: $(VENV)/installed-dev ## formats, types, import rules, notebooks, front end
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/nbstripout --verify notebooks/*.ipynb notebooks/*/*.ipynb curation/review/*.ipynb
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory front-end; \
	elif [ -n "$$CI" ]; then echo "npm is not installed"; exit 1; \
	else echo "skipped: the checks of the front end, for npm is not installed"; fi

front-end: node_modules/installed
	npm run --silent check

format: $(VENV)/installed-dev ## format and mend what can be mended by itself
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/nbstripout notebooks/*.ipynb notebooks/*/*.ipynb curation/review/*.ipynb

screenshots: $(VENV)/installed-dev ## take the pictures of the README and the docs anew
	CURATION_TEST_SCREENSHOTS=docs/images $(BIN)/python -m pytest tests/browser

bench-extract: $(VENV)/installed ## measure extraction against its peers, in their own environments
	$(BIN)/python -m benchmarks.extract.run

bench-transcribe: $(VENV)/installed ## measure transcription against its peers, in their own environments
	$(BIN)/python -m benchmarks.transcribe.run

clean: ## remove what was installed, keep all data
	rm -rf $(VENV) benchmarks/.peers node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
	  { echo "Python 3.11, 3.12 or 3.13 is needed; run: make PYTHON=/path/to/python3.11 ..."; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/installed-dev: $(VENV)/installed tests/programs.sh
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	sh tests/programs.sh
	touch $@

node_modules/installed: package.json | $(VENV)/installed-dev
	npm install --no-package-lock --no-audit --no-fund --silent
	touch $@
