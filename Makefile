# Two commands do all the work; each sets up .venv first if it is missing.
#   make briefing   reports in data/raw -> output/QUARTER/: charts and notebooks, then briefing/
#   make test       linter, types, unit tests, notebooks; make test-all adds what takes longer
.PHONY: briefing test test-slow test-all lab bench bench-scale fuzz baseline pictures shapes gallery tour lock clean

PYTHON ?= python3
BIN := .venv/bin

briefing: .venv/ready
	$(BIN)/quarterly rerun
	$(BIN)/quarterly briefing

PYTEST := $(BIN)/pytest -q -n 2 --dist loadfile

test: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(PYTEST) -m "not slow" --mpl --nbval --nbval-current-env

# Cross products of sizes and languages, the largest hostile files, killed workers, all walks in a browser.
test-slow: .venv/ready
	$(PYTEST) -m slow --mpl

test-all: test test-slow

lab: .venv/ready
	$(BIN)/quarterly lab

# What cleaning costs, against pandas.read_csv and a per-cell script, in one run; how right tasks are linked.
bench: .venv/ready
	$(BIN)/python benchmarks/run.py
	$(BIN)/python benchmarks/links.py
	$(BIN)/python -m benchmarks.rerun

# What a province costs: builds to 10^6 rows, questions to 10^7; about an hour, on a machine that does nothing else.
bench-scale: .venv/ready
	$(BIN)/python -m benchmarks.scale
	$(BIN)/python -m benchmarks.scale --done-when 5000

# Reports in layouts put together at random, for two minutes; damaged copies of a good file of each format, for two more; then what each hostile file of tests/hostile.py costs, each in
# a process of its own: about ten minutes.
fuzz: .venv/ready
	$(BIN)/python -m tests.dialects.fuzz --seconds 120 --words built
	$(BIN)/python -m tests.fuzz --seconds 120; found=$$?; $(BIN)/python -m tests.limits && exit $$found

# After a wanted change: run the notebooks and store what they show; draw the pictures anew.
baseline: .venv/ready
	$(BIN)/quarterly rerun --baseline

pictures: .venv/ready
	$(BIN)/pytest -q tests/charts -k test_picture --mpl-generate-path=tests/charts/baseline

# After a change of what the code needs of a file of words: its sections, and the kinds of its values.
shapes: .venv/ready
	$(BIN)/python -m tests.core.write_shapes

# Every chart in all languages and sizes, on real and on hard data: docs/gallery.md.
gallery: .venv/ready
	$(BIN)/python -m tests.charts.gallery

# The pictures of docs/explorer.md, taken in real JupyterLab and behind real Voilà.
tour: .venv/ready
	$(BIN)/python -m tests.browser.tour

# Needs uv. The lock holds every extra, for every platform, with hashes.
lock:
	uv pip compile --universal --all-extras --generate-hashes --python-version 3.11 --no-header \
		pyproject.toml -o requirements.lock

.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Python 3.11 or newer is needed; name it: make PYTHON=python3.12 …')"
	$(PYTHON) -m venv .venv
	@echo "Installing (about a minute, once)"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

clean:
	rm -rf .venv output build .pytest_cache .mypy_cache .ruff_cache
