# `make report` and `make test` do all the set-up; they need Python 3.11 or later and nothing else.
PYTHON ?= python3
ARTICLE ?=
NOTEBOOK ?= briefing
BIN := .venv/bin
READY := .venv/.ready

BENCHMARKS ?= ../shared/benchmarks
BASE ?= sentence-transformers/all-mpnet-base-v2
TRAINED ?= .trained

.PHONY: report sample test quick soak lint lab docs model clean

report: $(READY)  ## the report of the bundled article, or of ARTICLE=…
	@$(BIN)/readout report $(if $(ARTICLE),"$(ARTICLE)") --notebook "$(NOTEBOOK)" --out reports

sample:  ## keeps the report of the bundled article as reports/sample.html
	@$(MAKE) --no-print-directory report ARTICLE= NOTEBOOK=briefing
	@cp reports/latest/report.html reports/sample.html

test: $(READY)  ## all tests, on all cores
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

quick: $(READY)  ## the tests that need neither a kernel nor a browser nor the model: under a minute
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder -m "not kernel and not browser and not slow and not model"

soak: $(READY)  ## kills a schedule fifty times over a thousand items, and prints what was lost (twelve minutes)
	@PYTHONPATH=tests $(BIN)/python tests/benchmarks/soak.py --seed 11

lint: $(READY)  ## style, formatting, types, direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

lab: $(READY)  ## JupyterLab, opened on copies of the notebooks
	@$(BIN)/readout lab

docs: $(READY)  ## the site, into docs/_build; runs each notebook
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,docs]'
	@$(BIN)/sphinx-build -M html docs docs/_build --quiet --fail-on-warning
	@echo "docs/_build/html/index.html"

model: $(READY)  ## trains the reader anew from BENCHMARKS and BASE, and writes the files that Readout ships (two hours)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,train]'
	@$(BIN)/python -m training.make "$(BENCHMARKS)" --base "$(BASE)" --out "$(TRAINED)"

clean:  ## removes what can be made again, but for the reports
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis dist docs/_build docs/notebooks
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Made once, and made anew when what is to be installed changes.
$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "readout: $(PYTHON) is older than Python 3.11; set PYTHON=… to a newer one" >&2; exit 2; }
	@echo "readout: sets up .venv, once; this takes a few minutes" >&2
	rm -rf .venv
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $(READY)
