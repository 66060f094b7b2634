# Two commands are enough: `make demo` shows what the program does, `make test` runs every check.
# Nothing is needed but make and Python 3.11 or newer; everything is installed into .venv beside this file.

# An editable install keeps the folder's name in a file that Python reads in the system's code page otherwise.
export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.PHONY: help demo test lint format docs benchmark accuracy fuzz properties mutation evil clean
.DELETE_ON_ERROR:

VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
EXE := .exe
else
BIN := $(VENV)/bin
EXE :=
endif
PY := "$(BIN)/python$(EXE)"
PIP := $(PY) -m pip --disable-pip-version-check

# The first of these that is Python 3.11 or newer makes .venv; `make PYTHON=…` names another.
PYTHON ?=
CANDIDATES := python3 python python3.14 python3.13 python3.12 python3.11

# An environment that was moved or copied with its folder still points to the old place: install again.
IGNORED := $(shell [ "`cat $(VENV)/.home 2>/dev/null`" = "`pwd`" ] || rm -f $(VENV)/.demo $(VENV)/.test)

help:
	@echo "make demo        install the program and check the example documents"
	@echo "make test        install the test tools and run everything that CI runs"
	@echo "make lint        ruff, mypy and the import contracts only"
	@echo "make format      let ruff put imports and layout right"
	@echo "make docs        build the documentation into site/"
	@echo "make benchmark   measure speed and memory"
	@echo "make accuracy    compare findings with what reviewers listed on transcribed forms"
	@echo "make fuzz        search every reader for what it can't stand (SECONDS=600)"
	@echo "make mutation    change the kernel in small ways and count what its tests notice (minutes)"
	@echo "make properties  let the property tests search for longer"
	@echo "make evil        check each hostile file by itself and show what it costs"
	@echo "make clean       remove .venv and everything that was built"

$(BIN)/python$(EXE):
	@for python in $(if $(PYTHON),"$(PYTHON)",$(CANDIDATES)); do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	    echo "Making $(VENV) with $$("$$python" --version)"; \
	    "$$python" -m venv --clear $(VENV) && exit 0; \
	    rm -rf $(VENV); \
	    echo "$$python could not make $(VENV); on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; \
	  fi; \
	done; \
	echo "jixiao needs Python 3.11 or newer; $(if $(PYTHON),$(PYTHON) is older or missing,none was found on the PATH)." >&2; \
	echo "Install one, or name it: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1

$(VENV)/.demo: pyproject.toml | $(BIN)/python$(EXE)
	@echo "Installing jixiao"
	@$(PIP) install --quiet --editable ".[excel,fast]"
	@pwd > $(VENV)/.home
	@touch $@

$(VENV)/.test: pyproject.toml | $(BIN)/python$(EXE)
	@echo "Installing jixiao with the test tools"
	@$(PIP) install --quiet --editable ".[test,all]"
	@pwd > $(VENV)/.home
	@touch $@ $(VENV)/.demo

# The examples have faults, so `jixiao check` ends with status 1; anything above is a failure of the demonstration.
define show
@printf '\n$$ jixiao check %s\n\n' '$(1)'
@"$(BIN)/jixiao" check $(1) || [ $$? -eq 1 ]
endef

demo: $(VENV)/.demo
	$(call show,examples/disclosure.txt)
	$(call show,examples/forms.xlsx --with examples/budget.xlsx)
	$(call show,examples/form-2021.xlsx)

test: $(VENV)/.test
	@$(PY) tools/check.py

lint: $(VENV)/.test
	@$(PY) tools/check.py lint format types contracts

format: $(VENV)/.test
	@$(PY) -m ruff check --fix-only --quiet .
	@$(PY) -m ruff format .

docs: $(VENV)/.test
	@$(PY) tools/check.py docs

benchmark: $(VENV)/.test
	@$(PY) -m benchmarks startup document annotate page folder pdf pool unique pool-core unique-core rules

accuracy: $(VENV)/.test
	@$(PY) -m benchmarks accuracy

SECONDS ?= 600
fuzz: $(VENV)/.test
	@$(PY) -m tests.fuzzing $(SECONDS)

properties: $(VENV)/.test
	@$(PY) -m pytest --hypothesis-profile=fuzz

mutation: $(VENV)/.test
	@$(PIP) install --quiet "mutmut>=3.8.1,<3.9"
	@$(PY) tools/mutation.py

evil: $(VENV)/.test
	@$(PY) -m tests.evil

clean:
	rm -rf $(VENV) site dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
