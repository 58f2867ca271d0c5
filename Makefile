# Two commands are all a user needs: make lab, make test. This file holds what they stand for.

PYTHON ?= python3
VENV ?= .venv
# An address of wheels to look in besides pip's own, such as PyTorch's CPU builds (see README).
TORCH_INDEX ?=
ARGS ?=

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt \
       $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX))
NOTEBOOKS := $(sort $(wildcard notebooks/*.ipynb))
NBVAL := --nbval --nbval-sanitize-with tests/nbval.cfg --override-ini addopts= -p no:cacheprovider

# In a container one is root, and JupyterLab wants to be told that this is meant.
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)

.DEFAULT_GOAL := help
.PHONY: help lab test notebooks picture references benchmark chromium clean

help: ## list these targets
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' $(MAKEFILE_LIST) | expand -t 18

lab: $(VENV)/installed ## install what is needed and open JupyterLab; ARGS="..." is passed on to it
	$(BIN)/jupyter lab notebooks/00_start_here.ipynb $(AS_ROOT) $(ARGS)

test: $(VENV)/tested chromium ## install the test tools too, and run every check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest --numprocesses 2 --dist loadfile --quiet $(ARGS)
	$(BIN)/pytest $(NBVAL) --numprocesses 2 --dist loadfile --quiet $(NOTEBOOKS)

notebooks: $(VENV)/tested ## run all notebooks from top to bottom and save them in their normal form
	$(BIN)/python tools/normalise.py $(NOTEBOOKS)

picture: $(VENV)/tested chromium ## make the README's screenshot anew
	PYTHONPATH=tools $(BIN)/python benchmarks/picture.py

references: $(VENV)/tested ## write down anew what lies where in each explorer's picture
	$(BIN)/python tools/references.py

benchmark: $(VENV)/tested chromium ## measure what the README claims
	PYTHONPATH=tools $(BIN)/python benchmarks/explorers.py

clean: ## remove the environment
	rm -rf $(VENV)

$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "d2lmini needs Python 3.11 or later: make PYTHON=python3.11"'
	$(PYTHON) -m venv $(VENV)
	$(PIP) --editable .
	@touch $@

$(VENV)/tested: $(VENV)/installed
	$(PIP) --editable '.[test]'
	@touch $@

# The browser tests drive a real Chromium. It is installed only where that takes no questions.
chromium:
	@if [ "$$D2LMINI_NO_BROWSER" = 1 ] || [ -n "$$D2LMINI_CHROMIUM" ] || command -v chromium >/dev/null \
	    || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update --quiet && \
	    DEBIAN_FRONTEND=noninteractive apt-get install --quiet --yes --no-install-recommends chromium; \
	else \
	    echo "The browser tests need Chromium: install it, or set D2LMINI_CHROMIUM to its path, or D2LMINI_NO_BROWSER=1 to leave them out." >&2; \
	    exit 1; \
	fi
