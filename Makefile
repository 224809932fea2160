# make run and make test need python3 (3.11 or newer) and make; everything else is installed into .venv.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PACKAGES := flows tasks schema desk
DATA ?= ../shared

.PHONY: run up test lint bench bench-scale bench-large bench-million crash faults fuzz eval docs lock clean help

run: .venv/run  ## set up, ingest seeds/ into articles.db, show the report
	$(BIN)/copydesk ingest seeds

up: .venv/run  ## Prefect's server, its worker, the deployments and the web desk, until Ctrl-C
	@mkdir -p inbox
	$(BIN)/copydesk up

# In two processes, as those of the flows wait for servers half of their time; what they say comes last.
test: .venv/dev  ## run all tests
	@said=$$(mktemp); $(BIN)/pytest tests/flows >$$said 2>&1 & flows=$$!; \
	$(BIN)/pytest --ignore=tests/flows; others=$$?; \
	wait $$flows; flows=$$?; cat $$said; rm -f $$said; exit $$((flows | others))

lint: .venv/dev  ## style, types and layers
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/dev  ## throughput, memory, database size and start-up, beside naive baselines
	$(BIN)/python -m benchmarks.throughput --data $(DATA)/data

bench-scale: .venv/dev  ## what an article costs on a PostgreSQL server, beside SQLite
	$(BIN)/python -m benchmarks.scale --data $(DATA)/data

bench-large: .venv/dev  ## 250,000 articles as files and as one file of 1 GB, also compressed, and the memory that takes (9 GB of room)
	$(BIN)/python -m benchmarks.large --data $(DATA)/data

bench-million: .venv/dev  ## what an article costs in a database of 10,000 and of a million (half an hour, 15 GB)
	$(BIN)/python -m benchmarks.growth --sizes 10000,200000,1000000 --data $(DATA)/data

crash: .venv/dev  ## kill ingest, reclean and learn at random moments, and compare what they leave
	$(BIN)/python -m benchmarks.crashes --kills 50

faults: .venv/dev  ## full disks, signals, a lock of a minute, a Prefect server that is killed: what they leave
	$(BIN)/python -m benchmarks.faults

MINUTES ?= 60
fuzz: .venv/fuzz  ## try broken inputs on every reader and the cleaner for MINUTES (60) in all, and say what was found
	$(BIN)/python -m fuzz.run --minutes $(MINUTES)

eval: .venv/dev  ## score on labelled data, where it is present, against the floors kept here
	$(BIN)/python -m benchmarks.gate --shared $(DATA)

docs: .venv/dev  ## the documentation as a site, in build/site
	$(BIN)/zensical build --strict

lock:  ## pin all dependencies anew, with hashes and for every platform (needs uv)
	uv pip compile $(LOCK) pyproject.toml -o requirements.txt
	uv pip compile $(LOCK) -c requirements.txt --group dev --all-extras pyproject.toml -o requirements-dev.txt
	uv pip compile $(LOCK) -c requirements-dev.txt --group fuzz -o requirements-fuzz.txt
LOCK := --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links

# Every package is pinned, so pip resolves nothing (--no-deps). Bytecode is compiled here, since a shell with
# PYTHONDONTWRITEBYTECODE set would otherwise compile at every start. What setuptools says of editable installs is known.
.venv/run: requirements.txt pyproject.toml
	@echo "Setting up .venv (about a minute, once)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "copydesk needs Python 3.11 or newer")'
	@$(PYTHON) -m venv .venv
	@$(PIP) install --require-hashes --no-deps --compile -r requirements.txt
	@PYTHONWARNINGS=ignore $(PIP) install --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q $(PACKAGES)
	@touch $@

.venv/dev: .venv/run requirements-dev.txt
	@$(PIP) install --require-hashes --no-deps --compile -r requirements-dev.txt
	@touch $@

.venv/fuzz: .venv/dev requirements-fuzz.txt
	@$(PIP) install --require-hashes --no-deps --compile -r requirements-fuzz.txt
	@touch $@

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 14

clean:  ## remove what make made, but no database
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
