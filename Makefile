# Two commands matter: `make chat` and `make test`. Everything else is built on the same .venv.
PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
AXE    := node_modules/axe-core/axe.min.js
SAMPLE := evals/coverage/kursk

.PHONY: chat ask test check gate baseline screenshots clean
chat ask: export BYLINE_HOME ?= $(CURDIR)/.home
ask: export QUESTION = $(Q)

chat: $(STAMP)
	@$(BIN)/byline articles >/dev/null 2>&1 || $(BIN)/byline ingest $(SAMPLE)
	@$(BIN)/byline serve

ask: $(STAMP)
	@$(BIN)/byline articles >/dev/null 2>&1 || $(BIN)/byline ingest $(SAMPLE)
	@$(BIN)/byline ask "$$QUESTION"

test: $(STAMP) $(AXE)
	$(BIN)/python -m pytest

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The built-in suite against the run that is kept as the baseline: no figure significantly worse, and these floors.
GATE := --no-worse-than evals/baseline --fail-under quotes_exact=1 --fail-under claim_recall=0.8 \
        --fail-under refusal_auroc=0.9 --fail-under dispute_f1=0.85
gate: $(STAMP)
	$(BIN)/byline --home .home eval run kursk --fresh $(GATE)

# Keeps the figures of the last run as the new baseline; done on purpose, when they are better.
baseline: $(STAMP)
	rm -rf evals/baseline && mkdir -p evals/baseline/kursk
	run=$$($(BIN)/byline --home .home eval report latest) && cd "$$(dirname "$$run")" && \
	cp run.json summary.json timings.json $(CURDIR)/evals/baseline && cp kursk/scores.jsonl $(CURDIR)/evals/baseline/kursk

# PyTorch comes first and by its exact version, so that no other package can pull a larger build of it.
$(STAMP): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt torch==2.13.0
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@

# Looks for what keeps people from using the page; the tests run it in the browser.
$(AXE): package.json
	npm install --no-audit --no-fund --no-package-lock --ignore-scripts --loglevel=error
	touch $@

# Every tab of the page at three widths, to look at.
screenshots: $(STAMP)
	$(BIN)/python -m tests.ui.screenshots $(or $(TO),build/screenshots)

clean:
	rm -rf $(VENV) node_modules build dist *.egg-info
