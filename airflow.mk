# Airflow alone on one machine: included by the Makefile. AIRFLOW_PORT and AIRFLOW_HOME may be set.

AIRFLOW_PYTHON ?= python3.11

.venv-airflow/installed: requirements-airflow.lock
	test -x .venv-airflow/bin/python || $(AIRFLOW_PYTHON) -m venv .venv-airflow
	{ command -v uv >/dev/null && uv pip install -q --python .venv-airflow/bin/python --require-hashes --compile-bytecode -r $<; } \
	|| .venv-airflow/bin/python -m pip install -q --no-deps --require-hashes -r $< # uv is faster, pip knows more networks; the lock is whole, and pip stumbles over its extras
	touch $@

.PHONY: airflow-install airflow airflow-stop airflow-clean dags-doc test-airflow
airflow-install: .venv-airflow/installed ## Airflow's environment, .venv-airflow, from its hashed lock

airflow: install airflow-install ## Start Airflow alone (SQLite, under var/airflow), print the login and how the first round went; Ctrl-C stops it
	scripts/airflow-alone start

airflow-stop: ## Stop an Airflow that was started elsewhere
	scripts/airflow-alone stop

airflow-clean: airflow-install ## Remove Airflow's own history older than 90 days (runs, logs)
	scripts/airflow-alone clean

dags-doc: airflow-install ## Write docs/dags.md
	.venv-airflow/bin/python scripts/dags_doc.py

test-airflow: airflow-install ## All tests of the DAGs, with the real scheduler
	.venv/bin/python -m pytest -m airflow tests/dags
