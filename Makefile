# Two commands are all a user needs: make lab, make test. This file holds what they stand for.

PYTHON ?= python3
VENV ?= .venv
# TORCH=cpu takes PyTorch's builds without CUDA, which pip alone would not choose on Linux.
TORCH ?=
ARGS ?=

ifneq ($(filter-out cpu,$(TORCH)),)
  $(error TORCH is cpu, or left out: got $(TORCH))
endif

BIN := $(VENV)/bin
SITE := site/_build/html
PORT ?= 8000
# Quiet: pip's errors only. It would warn of each place on the way in which it finds nothing.
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --constraint constraints.txt \
       $(if $(TORCH),--extra-index-url https://download.pytorch.org/whl/cpu)
NOTEBOOKS := $(sort $(wildcard notebooks/*.ipynb notebooks/solutions/*.ipynb))
NBVAL := --nbval --nbval-sanitize-with tests/nbval.cfg --override-ini addopts= -p no:cacheprovider
BOTH_CORES := --numprocesses 2 --dist loadfile --quiet

# In a container one is root, and JupyterLab wants to be told that this is meant.
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)

# Say what is done, and how long it took: $(call timed,what,command).
timed = @echo "== $(1)"; began=$$(date +%s); $(2) && echo "   $$(($$(date +%s) - began)) s"

.DEFAULT_GOAL := help
.PHONY: help lab test test-all site site-test serve notebooks picture references predictions benchmark \
        torch-note chromium clean

help: ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## /make \1	/p' $(MAKEFILE_LIST) | expand -t 18

lab: $(VENV)/installed ## install what is needed and open JupyterLab; ARGS="..." is passed on to it
	@$(BIN)/jupyter lab notebooks/00_start_here.ipynb $(AS_ROOT) $(ARGS)

test: $(VENV)/tested $(VENV)/katex chromium ## install the test tools too, and run every check; ARGS="..." goes to pytest
	$(call timed,style: ruff,$(BIN)/ruff check --quiet . && $(BIN)/ruff format --check .)
	$(call timed,types: mypy,$(BIN)/mypy)
	$(call timed,tests: pytest,$(BIN)/pytest $(BOTH_CORES) $(ARGS))
	$(call timed,notebooks: nbval,$(BIN)/pytest $(NBVAL) $(BOTH_CORES) $(NOTEBOOKS))

test-all: export D2LMINI_TESTS = all
test-all: test ## likewise, with every setting of every explorer and many more random examples

site: $(SITE)/index.html ## build the web page of all chapters into site/_build/html

serve: $(SITE)/index.html ## build it if needed, and show it at the address that is printed; PORT=8000
	@$(BIN)/python site/serve.py $(SITE) --port $(PORT)

site-test: export D2LMINI_TESTS = all
site-test: $(VENV)/tested $(VENV)/katex chromium ## test the web page of all chapters in the browser
	$(call timed,web page: pytest,$(BIN)/pytest $(BOTH_CORES) tests/site $(ARGS))

notebooks: $(VENV)/tested ## run all notebooks from top to bottom and save them in their normal form
	@$(BIN)/python tools/solutions.py
	@$(BIN)/python tools/normalize.py $(NOTEBOOKS)

picture: $(SITE)/index.html chromium ## make the README's screenshots anew
	@PYTHONPATH=tools $(BIN)/python benchmarks/picture.py

references: $(VENV)/tested ## write down anew what lies where in each explorer's picture
	@$(BIN)/python tools/references.py

predictions: $(VENV)/tested ## write down anew what stands around each question; then read what it marks
	@$(BIN)/python tools/predictions.py

benchmark: $(SITE)/index.html chromium ## measure what the README claims
	@PYTHONPATH=tools $(BIN)/python benchmarks/explorers.py
	@PYTHONPATH=tools $(BIN)/python benchmarks/chapters.py
	@PYTHONPATH=tools $(BIN)/python benchmarks/pages.py

clean: ## remove the environment and the web page
	rm -rf $(VENV) site/_build site/_run

$(VENV)/installed: pyproject.toml constraints.txt | torch-note
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "d2lmini needs Python 3.11 or later: make PYTHON=python3.11")'
	@$(PYTHON) -m venv $(VENV)
	$(call timed,installing d2lmini and what it needs into $(VENV): some minutes the first time,$(PIP) --editable .)
	@touch $@

$(VENV)/tested: $(VENV)/installed
	$(call timed,installing the test tools,$(PIP) --editable '.[test]')
	@touch $@

$(VENV)/katex: $(VENV)/tested site/package.json
	@cp site/package.json $(VENV)
	$(call timed,installing KaTeX,$(BIN)/npm install --prefix $(VENV) --ignore-scripts --no-package-lock --silent)
	@touch $@

$(SITE)/index.html: $(VENV)/katex $(wildcard site/*.* site/templates/* notebooks/*.ipynb notebooks/solutions/*.ipynb) \
                    $(shell find d2lmini -name '*.py' -o -name '*.js' -o -name '*.css' -o -name '*.html') \
                    $(wildcard tools/*.py)
	$(call timed,building the web page: some minutes the first time,$(BIN)/python site/build.py $(SITE))

# Said before the download, where it would bring CUDA to a machine without a GPU for it.
torch-note:
	@if [ -z "$(TORCH)" ] && [ "$$(uname -sm)" = "Linux x86_64" ] && ! command -v nvidia-smi >/dev/null \
	    && ! $(BIN)/python -c 'import importlib.util as u, sys; sys.exit(not u.find_spec("torch"))' 2>/dev/null; then \
	    echo "No NVIDIA GPU was found, but PyTorch comes with several gigabytes of CUDA. To do without: stop (Ctrl-C), and type make lab TORCH=cpu"; \
	fi

# The browser tests drive a real Chromium. It is installed only where that takes no questions.
chromium:
	@if [ "$$D2LMINI_NO_BROWSER" = 1 ] || [ -n "$$D2LMINI_CHROMIUM" ] || command -v chromium >/dev/null \
	    || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "== installing Chromium" && apt-get update -qq && \
	    DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends chromium >/dev/null; \
	else \
	    echo "The browser tests need Chromium: install it, or set D2LMINI_CHROMIUM to its path, or D2LMINI_NO_BROWSER=1 to leave them out." >&2; \
	    exit 1; \
	fi
