# make run · make test · make check · make bench      (what each needs is prepared in .venv first)
PYTHON ?= python3
WORKERS ?= 2
OUT ?= out
VENV_PYTHON := .venv/bin/python

.PHONY: run test check bench guide-pictures prepare prepare-dev lock clean
.DEFAULT_GOAL := run

run: prepare
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname -s)" = Darwin ]; then \
	    exec $(VENV_PYTHON) main.py demo $(OUT); \
	else \
	    echo "No display here: the story is played offscreen in the same window, and its papers, bundles, receipts and screenshots are left under $(OUT)/."; \
	    QT_QPA_PLATFORM=offscreen exec $(VENV_PYTHON) main.py demo $(OUT) --headless; \
	fi

test: prepare-dev
	QT_QPA_PLATFORM=offscreen $(VENV_PYTHON) -m pytest -n $(WORKERS)

check: prepare-dev
	$(VENV_PYTHON) -m ruff format --check .
	$(VENV_PYTHON) -m ruff check .
	$(VENV_PYTHON) -m mypy .
	$(VENV_PYTHON) -c "from importlinter.cli import lint_imports_command as check; check()" --no-logo
	$(MAKE) test

bench: prepare-dev
	QT_QPA_PLATFORM=offscreen $(VENV_PYTHON) -m tests.bench

# The pictures of the user guide, taken from the real window on the sample county.
guide-pictures: prepare-dev
	QT_QPA_PLATFORM=offscreen $(VENV_PYTHON) -m tests.guide

prepare:
	@PYTHON="$(PYTHON)" .ci/prepare run

prepare-dev:
	@PYTHON="$(PYTHON)" .ci/prepare dev

# Needs uv. No registry address is recorded; .ci/constraints.txt says which Qt runs on the oldest systems.
LOCK = uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet \
       -c .ci/constraints.txt
lock:
	$(LOCK) -o requirements.lock
	$(LOCK) --extra dev -o requirements-dev.lock
	$(LOCK) --extra camera -o requirements-camera.lock

clean:
	rm -rf .venv out .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
