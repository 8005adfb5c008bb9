# Every target makes the virtual environment it needs; a second run starts at once.
VENV ?= .venv
# The system's own Python where it will do: those that version managers compile are often left unoptimised, and slower
# by half.
PYTHON ?= $(or $(shell for python in /usr/bin/python3 python3; do $$python -c \
  'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done),python3)
BIN := $(VENV)/bin

# A stamp carries its lock's checksum: a changed lock installs again, an unchanged one costs nothing.
sum = $(shell cat $(1) | cksum | cut -d' ' -f1)
SITE_STAMP := $(VENV)/.site-$(call sum,requirements.txt)
TEST_STAMP := $(VENV)/.test-$(call sum,requirements.txt requirements-dev.txt)
# Tests are shared out by file, over all cores.
SPREAD := --numprocesses auto --dist loadfile
INSTALL := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes --requirement

# The theme greets every build with a notice about its own future; CONTRIBUTING.md says it once.
export NO_MKDOCS_2_WARNING := 1

.DELETE_ON_ERROR:
.PHONY: serve build check lint test audit nightly bench lock clean

# What is served is made anew whenever a file beside the code changes.
serve: export PYTHONDONTWRITEBYTECODE := 1
serve: $(SITE_STAMP)  ## read and edit at http://127.0.0.1:8000
	$(BIN)/python -m mkdocs serve --strict --dev-addr 127.0.0.1:8000

build: $(SITE_STAMP)  ## the site, in site/
	$(BIN)/python -m mkdocs build --strict

check: $(SITE_STAMP)  ## is the data right? about a second
	$(BIN)/python -m macros check

lint: $(TEST_STAMP)
	$(BIN)/ruff format --check --output-format concise .
	$(BIN)/ruff check --output-format concise .
	$(BIN)/mypy

test: lint check  ## everything that CI runs
	$(BIN)/python -m tests.browser
	$(BIN)/pytest $(SPREAD)

audit: $(TEST_STAMP)  ## Nu HTML checker and Lighthouse, where Java and Node are found
	$(BIN)/python -m tests.audit

nightly: $(TEST_STAMP)  ## all tests at full length: every page whole in both themes, wide and narrow; 20,000 hostile inputs
	$(BIN)/python -m tests.browser
	NIGHTLY=1 $(BIN)/pytest $(SPREAD)

bench: $(TEST_STAMP)
	$(BIN)/python -m tests.bench

lock: $(TEST_STAMP)  ## renew both lock files from requirements*.in
	for name in requirements requirements-dev; do \
	  $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header \
	    --no-annotate --no-emit-index-url --no-emit-find-links --output-file $$name.txt $$name.in || exit 1; done

clean:
	rm -rf $(VENV) site .site-* report .mypy_cache .pytest_cache .ruff_cache .hypothesis */__pycache__

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo \
	  "Python 3.11 or newer is needed and '$(PYTHON)' is not that: install it, or name it: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo \
	  "Python's venv module is missing: install it (Debian, Ubuntu: apt-get install python3-venv)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(SITE_STAMP): | $(BIN)/python
	$(INSTALL) requirements.txt
	@rm -f $(VENV)/.site-* && touch $@

$(TEST_STAMP): | $(BIN)/python
	$(INSTALL) requirements-dev.txt
	@rm -f $(VENV)/.site-* $(VENV)/.test-* && touch $@ $(SITE_STAMP)
