# Everything starts here. `make demo` needs only Python 3.11+ with venv; nothing else has to be installed first.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo up install stop test check bench soak mutants lock clean distclean
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
OUTPACE := $(BIN)/outpace
CATALOGUES := $(wildcard src/outpace/*/locale/*/LC_MESSAGES/django.po)
SOURCES := src tests bench tools conftest.py manage.py
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes

help:
	@echo "make demo    load Hui county and start the program     make stop   stop everything"
	@echo "make up      start without the demonstration: for a county of one's own; make install: only what it needs"
	@echo "make test    all tests                                 make check  style, types, contracts, catalogues, bundle"
	@echo "make bench   the published figures                     make soak   long crash and load runs"
	@echo "make mutants how many planted mistakes tests find     make lock   write the lock files anew"
	@echo "make clean   stop and delete all data (.outpace)"

$(VENV)/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed (PYTHON=...)"; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) || { echo "python3 -m venv failed; on Debian: apt-get install python3-venv"; exit 1; }
	@$(PY) -c 'import pathlib, sysconfig; pathlib.Path(sysconfig.get_path("purelib"), "outpace.pth").write_text(str(pathlib.Path("src").resolve()))'
	@printf '#!/bin/sh\nexec "$$(dirname "$$0")/python" -m outpace.config.command "$$@"\n' > $(OUTPACE) && chmod +x $(OUTPACE)
	@touch $@

$(VENV)/run: requirements.lock $(VENV)/made
	@echo "installing what the program needs"
	@$(PIP) -r requirements.lock && touch $@

$(VENV)/dev: requirements-dev.lock $(VENV)/run
	@echo "installing what tests and checks need"
	@$(PIP) -r requirements-dev.lock && touch $@

$(VENV)/text: $(CATALOGUES) tools/catalogues.py $(VENV)/run
	@$(PY) tools/catalogues.py compile && touch $@

$(VENV)/browser: tools/browser.sh $(VENV)/made
	@tools/browser.sh && touch $@

demo: $(VENV)/run $(VENV)/text
	@$(OUTPACE) up --demo

install: $(VENV)/run $(VENV)/text

up: $(VENV)/run $(VENV)/text
	@$(OUTPACE) up

stop:
	@if [ -x $(OUTPACE) ] && [ -e $(VENV)/run ]; then $(OUTPACE) down; fi

test: $(VENV)/dev $(VENV)/text $(VENV)/browser
	@$(PY) -m pytest --numprocesses auto --dist loadfile

check: $(VENV)/dev $(VENV)/text
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict $(SOURCES)
	$(BIN)/lint-imports
	$(OUTPACE) manage makemigrations --check --dry-run
	$(PY) tools/catalogues.py check
	@tools/bundle.sh

bench: $(VENV)/dev $(VENV)/text
	@$(PY) -m bench

soak: $(VENV)/dev $(VENV)/text
	@folder="$$(mktemp -d)" && trap 'rm -rf "$$folder"' EXIT && chmod 711 "$$folder" && TMPDIR="$$folder" $(PY) -m pytest -m soak -rA

$(VENV)/mutation: requirements-mutation.lock $(VENV)/dev
	@$(PIP) -r requirements-mutation.lock && touch $@

mutants: $(VENV)/mutation $(VENV)/text
	@$(BIN)/mutmut run > /dev/null; $(PY) tools/mutants.py

lock:
	@PATH="$(abspath $(BIN)):$$PATH" tools/lock.sh

clean: stop
	rm -rf .outpace .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests bench tools -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean
	rm -rf $(VENV) frontend/node_modules
