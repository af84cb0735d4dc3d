# Everything that is done to this house, in one screen. `make demo` and `make test` need Python 3.11+, make, and nothing else.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

.PHONY: help setup demo test validate bench docs lock
.DELETE_ON_ERROR:

help:  ## say what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1	\2/p' Makefile

setup: .venv/run.stamp  ## make the environment in .venv

demo: setup  ## write the sample programme, build it, show it
	@$(BIN)/fullscore demo build/northgate

test: .venv/test.stamp browser  ## run every check that the build machine runs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest -n 2 --dist loadgroup

validate: .venv/test.stamp  ## run the long statistical checks and write docs/validation.md
	$(BIN)/pytest -n 2 --dist loadfile validation

bench: setup  ## ten million timesheet rows against hand-written SQL
	$(BIN)/python benchmarks/run.py

docs: setup  ## write GLOSSARY.md and the tables of docs/exchange-format.md from the declarations
	$(BIN)/python docs/generate.py

lock: $(BIN)/uv  ## pin every part anew, with hashes, from pyproject.toml
	$(COMPILE) --extra build --output-file requirements/run.txt pyproject.toml
	$(COMPILE) --extra build --extra test --output-file requirements/test.txt pyproject.toml

# A stamp is newer than the lock it was made from, so that an environment in step is not made again. The package
# itself is installed without isolation, because the lock already brought what builds it.
.venv/%.stamp: requirements/%.txt pyproject.toml | $(BIN)/pip
	$(PIP) install --require-hashes --requirement $<
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

# Pages are looked at in Chromium; as root on Debian one is fetched where there is none, elsewhere those checks say that
# they are skipped.
.PHONY: browser
browser:
	@for name in chromium chromium-browser google-chrome google-chrome-stable; do command -v $$name >/dev/null && exit 0; done; \
		{ test "$$(id -u)" = 0 && command -v apt-get >/dev/null && \
		  apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium fonts-dejavu-core; } || \
		echo "No Chromium was found, and none could be brought: checks of pages are skipped" >&2

# Debian's Python comes without the parts that make an environment; as root on such a machine they are fetched.
$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Fullscore needs Python 3.11 or newer: name one, as in make setup PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ test "$$(id -u)" = 0 && command -v apt-get >/dev/null && \
		  apt-get update -qq && apt-get install -qq -y --no-install-recommends python3-venv; } || \
		{ echo "This Python cannot make an environment: install python3-venv (on Debian: apt-get install python3-venv)" >&2; exit 1; }
	$(PYTHON) -m venv .venv

$(BIN)/uv: | $(BIN)/pip
	$(PIP) install uv
