# Two commands for a new machine: `make run` and `make test`.
# What they install, and how, is in setup/.

PORT ?= 8000
BIN := .venv/bin
SOURCES := kkmgis importers layers api tests setup

ifndef PYTHON
PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; \
	done)
endif
SETUP = $(if $(PYTHON),$(PYTHON) -B -m setup,@echo \
	'kkmgis: ต้องมี Python 3.11 ขึ้นไป · Python 3.11 or newer is needed, this is' \
	"$$(python3 --version 2>&1 || echo none)" >&2; exit 2;)

# Every module of tests/bench or tests/drill that is no part of another.
each = for file in tests/$(1)/$(if $(ONLY),$(ONLY),[a-z]*).py; do \
	$(BIN)/python -m "tests.$(1).$$(basename "$$file" .py)" || exit 1; done

.PHONY: help run setup test check bench drill lock clean
.NOTPARALLEL:

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 16

run: ## set up, load the demo city on the first run, serve the map (PORT=8000)
	@$(SETUP) run $(PORT)
	@$(BIN)/kkmgis demo --size small --if-missing
	@exec $(BIN)/kkmgis serve --port $(PORT)

setup: ## install what is missing, leave .venv/bin/kkmgis
	@$(SETUP) setup

test: check ## linters, type checkers and all tests
	@$(BIN)/pytest -n 2
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix api/editor run --silent test

check: ## linters and type checkers alone
	@$(SETUP) test
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy $(SOURCES)
	$(BIN)/lint-imports
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix api/editor run --silent check
	$(BIN)/pytest -q tests/model/test_migrations.py

bench: ## benchmarks, one with ONLY=name
	@$(SETUP) bench
	@$(call each,bench)

drill: ## long fault, load and concurrency drills, one with ONLY=name
	@$(SETUP) test
	@$(call each,drill)

lock: ## resolve the newest Python packages that setup.cfg allows
	@$(SETUP) lock

clean: ## remove what was built, keep the data
	rm -rf .venv build api/static/built api/editor/node_modules *.egg-info
