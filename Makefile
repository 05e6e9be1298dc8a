# Two commands do everything on a fresh machine: `make demo` and `make test`.
# They need Python 3.11 or newer and a package index, nothing else, and write only below this folder.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# Tests begin hundreds of processes, each of which would compile all of the program anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test test-long check bench docs pictures clean

demo: $(VENV)/.demo
	$(BIN)/dragoman --archive demo-archive demo

test: check
	$(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder

# With what takes long, and all cases of what has many: longer than twelve minutes.
test-long: check
	$(BIN)/python -m pytest --long -n 4 --dist loadfile --no-loadscope-reorder

check: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Dragoman needs Python 3.11 or newer; say which with: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.demo: pyproject.toml $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.test: pyproject.toml $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	touch $@ $(VENV)/.demo

# All that docs/benchmarks.md claims, measured anew; takes up to twenty minutes.
bench: $(VENV)/.test
	# pip of 23.2 stops on an extra that two packages name in two spellings.
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[test,bench]'
	$(BIN)/python -m benchmarks.everything --write docs/benchmarks.md

# The documentation as a site, in site/
docs: $(VENV)/.test
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

# The pictures in README.md and docs/, from the demo; needs Chromium.
pictures: $(VENV)/.test
	$(BIN)/python -m tools.pictures

clean:
	rm -rf $(VENV) demo-archive site
