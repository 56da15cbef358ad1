# `make` alone lists the commands. Keeps to what GNU make 3.81 and a POSIX shell know, which is
# what macOS ships.

# A .venv that is there keeps its Python; PYTHON=/path/to/python3.12 chooses another one.
PYTHON ?= $(shell .venv/bin/python -c 'import sys; print(sys._base_executable)' 2>/dev/null || echo python3)
JOBS ?= $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
RUN := .venv/bin/python

# Containers like to set this; every start would then compile PyTorch's sources anew, which more
# than doubles the time of an import.
unexport PYTHONDONTWRITEBYTECODE

# One thread a process: the tests run in $(JOBS) processes, and one thread adds up the same way
# on every machine.
TESTS := OMP_NUM_THREADS=1 $(RUN) -m pytest -n $(JOBS) --dist loadfile -p no:benchmark

.DEFAULT_GOAL := help
.PHONY: help setup serve test check book verdicts lab bench lock clean distclean

help: ## list the commands
	@echo "The two commands you need are 'make serve' and 'make test'."
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' Makefile

setup: ## make .venv, or complete it; the commands that need it do this first
	@command -v "$(PYTHON)" >/dev/null 2>&1 || { \
	  echo "setup: There is no command '$(PYTHON)' here: install Python 3.11 to 3.13, or name it, as in 'make serve PYTHON=/path/to/python3.12'." >&2; exit 1; }
	@"$(PYTHON)" tools/setup.py

serve: setup ## execute, build and serve the book on this machine; PORT=8001 for another port
	@$(RUN) tools/serve.py --check $(if $(PORT),--port $(PORT))
	@$(RUN) tools/build.py
	@$(RUN) tools/serve.py $(if $(PORT),--port $(PORT))

test: setup ## run everything: style, units, chapters, exercises, the built pages in a browser
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) tools/browser.py
	$(RUN) tools/compiler.py
	$(RUN) tools/build.py
	$(TESTS) --nbval-cell-timeout=300 $(ARGS)

check: setup ## the quick part of the tests: style and units, no browser; ARGS="-k pca" narrows it
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(TESTS) tests --ignore tests/book --ignore tests/browser --ignore tests/jupyterlab \
	  --ignore tests/live --ignore tests/repository $(ARGS)

book: setup ## execute and build the book into _build/html
	@$(RUN) tools/build.py

verdicts: book ## store in the chapters what their verdict cells now say, where that is meant
	@$(RUN) tools/notebooks.py store

lab: setup ## open JupyterLab on the chapters
	@$(RUN) -m jupyterlab --FileContentsManager.preferred_dir=chapters

bench: setup ## compare latentlib with its peers: speed and memory, side by side
	OMP_NUM_THREADS=1 $(RUN) -m pytest benchmarks -q -p no:benchmark $(ARGS)

lock: ## write requirements.lock from pyproject.toml; UPGRADE=1 takes newer versions
	@"$(PYTHON)" tools/lock.py $(if $(UPGRADE),--upgrade)

clean: ## remove what was built; .venv stays
	rm -rf _build .pytest_cache .ruff_cache .hypothesis .benchmarks
	find . -path ./.venv -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean ## remove .venv as well
	rm -rf .venv
