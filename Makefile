# Two commands matter: `make chat` and `make test`. Everything else is built on the same .venv.
PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
export BYLINE_HOME ?= $(CURDIR)/.home
SAMPLE := evals/coverage/kursk

.PHONY: chat test check ask clean
chat: $(STAMP) $(BYLINE_HOME)/byline.db
	$(BIN)/byline serve

ask: $(STAMP) $(BYLINE_HOME)/byline.db
	@$(BIN)/byline ask "$$Q"

export Q
$(BYLINE_HOME)/byline.db: | $(STAMP)
	$(BIN)/byline ingest $(SAMPLE)

test: $(STAMP)
	$(BIN)/python -m pytest

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# PyTorch comes first and by its exact version, so that no other package can pull a larger build of it.
$(STAMP): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt torch==2.13.0
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info
