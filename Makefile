# Everything a person or a workflow runs. `make help` lists it.
PYTHON ?= python3
BIN := .venv/bin
ARGS ?=
SHARED ?= ../shared
HERE := --ignore=tests/browser --ignore=tests/realnet
WHOLE := --ignore=tests/contract --ignore=tests/published --ignore=tests/rehearsal
PIP := $(BIN)/pip --disable-pip-version-check --quiet

.PHONY: help demo test check lint nightly archive realnet bench unit coverage commands browser-tests browser lock clean

help: ## List what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST)

demo: .venv/site ## Play the practice network, build its site, serve it (ARGS=--no-serve: only build)
	$(BIN)/followback demo $(ARGS)

test: check coverage commands browser-tests ## Everything: lint, types, workflows, watchlist, unit and browser tests

check: lint ## Lint, types, workflows, watchlist
	$(BIN)/followback check

lint: .venv/dev ## Lint, types, workflows
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.citation-file-format CITATION.cff
	$(BIN)/zizmor --offline --quiet --pedantic .github/workflows

unit: .venv/dev ## The unit suite, on every core
	PYTHONDONTWRITEBYTECODE= HYPOTHESIS_PROFILE=unit $(BIN)/python -m pytest \
	  -p tests.cores -p no:anyio -p no:cov -p no:xdist $(HERE) $(WHOLE) -m "not slow and not heavy"

coverage: .venv/dev ## The unit suite with whole nights and sites, more examples and its branch coverage
	$(BIN)/pytest $(HERE) -m "not realnet and not slow" -n auto --cov --cov-report=term-missing:skip-covered --cov-fail-under=95

commands: .venv/dev ## Whole commands, as a user types them
	$(BIN)/pytest $(HERE) -m "slow and not realnet" -n auto --dist loadfile

browser-tests: .venv/dev browser ## Every page in a real browser
	$(BIN)/pytest tests/browser

browser: .venv/dev ## Make sure that there is a Chromium or a Chrome
	$(BIN)/python tests/browser/find_browser.py

nightly: .venv/site ## Read the live networks for the real watchlist, build the site
	$(BIN)/followback nightly $(ARGS)

archive: .venv/site ## Import real archives, and build their sites in archive/ (SHARED=DIR: where their tables are)
	$(BIN)/python -m tests.archive $(SHARED) archive
	$(call import,conversations,events,conversations-2017.csv --night 2017-11-08)
	$(call import,companies,counts,companies-2022.csv)
	$(call import,aberdeen,counts,aberdeen-2010-2014.csv)

define import
	$(BIN)/followback import $(2) archive/$(1)/$(3) --watchlist archive/$(1)/watchlist --data archive/$(1)/data
	$(BIN)/followback build --set archive=true embargo_days=0 --watchlist archive/$(1)/watchlist --data archive/$(1)/data --site archive/$(1)/site
endef

realnet: .venv/dev ## Contract tests against Bluesky's own servers on loopback
	tests/realnet/run

bench: .venv/dev ## Print the figures of the budgets
	HYPOTHESIS_PROFILE=bench $(BIN)/python -m tests.bench $(ARGS)

.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Followback needs Python 3.11 or newer; name one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/collector: requirements.txt pyproject.toml | .venv/bin/pip
	$(PIP) install --require-hashes -r requirements.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/site: requirements-site.txt .venv/collector
	$(PIP) install --require-hashes -r requirements-site.txt
	@touch $@

.venv/dev: requirements-dev.txt .venv/site
	$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

lock: ## Pin the newest versions, with hashes and without addresses (needs uv)
	for extras in "build:" "build site:-site" "dev:-dev"; do \
	  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
	    --no-emit-index-url --no-annotate --custom-compile-command "make lock" pyproject.toml \
	    $$(printf -- '--extra %s ' $${extras%%:*}) --output-file requirements$${extras##*:}.txt || exit 1; \
	done

clean: ## Remove what was made, the practice data, the archives and the site; not the ledger
	rm -rf .venv practice archive site .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
