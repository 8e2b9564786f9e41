# Two commands that must always work on a machine with Python 3.11 and make alone: `make benchmark`, `make test`.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
RUNS   := build/runs
FAST   := rules lookup
SETS   := test contrast name_swap

.PHONY: benchmark test install lint golden figures lock wheel clean

# The stamp holds the lock's and the project file's state: a change of either installs again.
$(VENV)/.installed: pyproject.toml requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable '.[dev]'
	touch $@

install: $(VENV)/.installed

benchmark: install
	$(BIN)/accord validate
	$(BIN)/accord build --out build/hub/accord
	$(BIN)/python benchmarks/load_back.py build/hub/accord
	for set in $(SETS); do for name in $(FAST); do \
	  $(BIN)/accord run $$name --split $$set --out $(RUNS)/$$set/$$name || exit 1; done; done
	for set in $(SETS); do echo "Leaderboard: $$set"; \
	  $(BIN)/accord leaderboard show $(addprefix $(RUNS)/$$set/,$(FAST)) || exit 1; done

test: install lint
	.ci/install-browser
	$(BIN)/python -m pytest

lint: install
	$(BIN)/ruff check src tests baselines benchmarks
	$(BIN)/lint-imports

# Renew the golden files after a wanted change; read the diff before you commit it.
golden: install
	ACCORD_GOLDEN=write $(BIN)/python -m pytest tests/golden

# Record the baselines on test and the sets made from it, and renew every figure in README.md and DATASHEET.md.
figures: install
	for set in $(SETS); do for name in $(FAST); do \
	  $(BIN)/accord run $$name --split $$set --out $(RUNS)/$$set/$$name --record || exit 1; done; done
	$(BIN)/python benchmarks/fill_documents.py

# Renew the lock from a fresh environment, after a bound in pyproject.toml has moved.
lock:
	rm -rf build/lock && $(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet '.[dev]'
	(head -n 1 requirements.lock; build/lock/bin/python -m pip freeze --exclude accord-corpus) > build/requirements.lock
	mv build/requirements.lock requirements.lock

wheel: install
	$(BIN)/python -m build --wheel --outdir dist

clean:
	rm -rf build dist
