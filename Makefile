# make demo    install and run the main job on the worked example
# make test    install what the tests need and run them
# make check   lint, format and types
# make docs    write docs/commands.md anew
# make gallery draw the figures of docs/gallery.md anew
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test test-slow check docs gallery clean

demo: .venv/run
	$(BIN)/review run

test: .venv/test
	$(BIN)/python -m pytest -m "not slow"

test-slow: .venv/test
	$(BIN)/python -m pytest -m slow

check: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

.venv/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "review needs Python 3.11 or newer")'
	$(PYTHON) -m venv .venv
	touch $@

.venv/run: .venv/python pyproject.toml constraints.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

.venv/test: .venv/python pyproject.toml constraints.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	touch $@ .venv/run

docs: .venv/test
	$(BIN)/python -m tests.test_docs > docs/commands.md

gallery: .venv/test
	$(BIN)/python -m tests.test_gallery

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
