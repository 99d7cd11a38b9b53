# Two commands set everything up by themselves: `make demo` and `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
DEMO ?= featurecheck-demo

.PHONY: demo test check bench accuracy format sample clean

demo: $(VENV)/.installed ## an example workspace, evaluated
	@$(BIN)/featurecheck demo --force $(DEMO)
	@echo "The command itself: $(BIN)/featurecheck --help" >&2

test: $(VENV)/.tested ## every test, browser, terminal and office program included
	$(BIN)/python -m pytest

check: $(VENV)/.tested ## lint, types, layers, docstrings
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/interrogate -q featurecheck

bench: $(VENV)/.tested ## ratios in one run
	$(BIN)/python benchmarks/bench_core.py
	$(BIN)/python benchmarks/bench_portfolio.py
	$(BIN)/python benchmarks/bench_workbooks.py
	$(BIN)/python benchmarks/bench_delimited.py
	$(BIN)/python benchmarks/bench_writing.py
	$(BIN)/python benchmarks/bench_duplicates.py
	$(BIN)/python benchmarks/bench_usage.py
	$(BIN)/python benchmarks/bench_stakes.py
	$(BIN)/python benchmarks/bench_report.py
	$(BIN)/python benchmarks/bench_start.py

accuracy: $(VENV)/.tested ## errors of the decision core against independent references
	$(BIN)/python benchmarks/accuracy.py

sample: $(VENV)/.tested ## regenerate the sample report and the README's pictures
	$(BIN)/python benchmarks/make_sample.py
	$(BIN)/python tests/readme.py
	$(BIN)/python tests/make_screens.py

format: $(VENV)/.tested
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.tested: pyproject.toml tests/install_browser.sh tests/install_office.sh tests/install_warehouse.sh tests/install_shells.sh tests/install_lighthouse.sh | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	sh tests/install_browser.sh $(BIN)/python
	sh tests/install_office.sh
	sh tests/install_warehouse.sh
	sh tests/install_shells.sh
	sh tests/install_lighthouse.sh $(VENV)/lighthouse
	@touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) $(DEMO) build dist
