# Needs Python 3.11 or newer and make; everything else is installed into .venv from requirements.lock.
PYTHON ?= python3
BIN := .venv/bin
QUICK := not slow and not browser and not elasticsearch and not airflow and not samples
# Processes for the slow tests; 0 is none but pytest's own. In two each starts its own Elasticsearch, and some tests measure time.
JOBS ?= 0
.DEFAULT_GOAL := help

.PHONY: help install run test check lint format docs lock clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | awk -F'\t' '{printf "  make %-18s %s\n", $$1, $$2}'

run: install ## Replay the 2023 rumour on loopback, print what was found, open the console
	$(BIN)/pungmun demo

test: install ## All tests; parts that this machine lacks (Chromium, Maven, Airflow) are skipped with a message
	$(BIN)/python -m pytest -q -ra -n 2 --dist loadfile -m "$(QUICK)"
	$(BIN)/python -m pytest -q -ra -n $(JOBS) --dist loadfile -m "not ($(QUICK))"

check: lint ## Fast checks: lint, then the quick tests
	$(BIN)/python -m pytest -q -n 2 --dist loadfile -m "$(QUICK)"

lint: install ## Format, lint, types, import direction, generated docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/generate.py --check

format: install ## Format and repair what can be repaired
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: install ## Write the generated documents again
	$(BIN)/python docs/generate.py

lock: install ## Resolve the newest versions into requirements.lock
	$(BIN)/python -m pip install -q uv
	$(BIN)/uv pip compile -q --upgrade --all-extras --universal --generate-hashes --no-emit-index-url --no-header -o requirements.lock pyproject.toml

install: .venv/installed ## Make the environment in .venv

.venv/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Pungmun needs Python 3.11 or newer, this is " + sys.version.split()[0] + ": set PYTHON=python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing into .venv (a minute or two) …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

clean: ## Remove caches; .venv and var stay
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist *.egg-info

-include airflow.mk torture.mk
