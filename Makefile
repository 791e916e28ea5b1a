# FirstBell. `make` alone shows what can be done; every target sets up what it needs first.

SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	"$$p" -c '$(SUPPORTED)' 2>/dev/null && { echo "$$p"; break; }; done)

VENV := .venv
BIN := $(VENV)/bin
LOCKS := ops/locks
RUN := $(VENV)/.run-is-set-up
CLUSTER := $(VENV)/.cluster-is-set-up
DEV := $(VENV)/.dev-is-set-up
NATIVE := $(VENV)/.native-is-made
HOT := $(shell find schemas streams -name '*.py') $(wildcard ops/setup/native*)
COULD_COMPILE := FIRSTBELL_NATIVE=off $(BIN)/python -m ops.setup.native --could
OF_COMPILED := not interpreted and not bench and not interop and not long and not slow
TESTED_COMPILED := tests/schemas tests/streams/deciders tests/streams/matching tests/streams/engines/local tests/streams/engines/contract
ASSETS := node_modules/.assets-are-set-up
BROWSER := .browser/.is-set-up
PROMTOOL := .promtool/.is-set-up
# Test processes: more than processors, because tests of clusters mostly wait. Each starts servers of its own.
TESTERS ?= 3
SETUP := ops/setup/environment.py $(LOCKS)/build.txt $(LOCKS)/setup.txt pyproject.toml

export PYTHONUTF8 := 1
# Compiled modules are kept, whatever the caller's settings: without them each process compiles Faust and SQLAlchemy anew.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help agree setup demo serve cluster brokers test check faults bench native interop lint types imports images schemas lock clean

help: ## show this
	@echo "FirstBell: the right safeguarding information at the right desk before the first bell."
	@echo
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "Needs python3 (3.11 to 3.13, with venv) and make. The rest is fetched into this folder, checked against locks."

demo: $(RUN) $(ASSETS) ## tell the story of a month in one area, then (on a terminal) serve its pages
	$(BIN)/firstbell demo

serve: $(RUN) $(ASSETS) ## serve the home that the demo made again
	$(BIN)/firstbell serve

cluster: $(CLUSTER) $(ASSETS) brokers ## tell its weekend on 3 Kafka brokers, PostgreSQL and a process for each part
	$(BIN)/python -m ops.cluster.run

setup: $(DEV) $(ASSETS) $(BROWSER) $(PROMTOOL) brokers $(NATIVE) ## set up everything, for running and for testing

test: setup lint imports ## everything that must pass: lint, types, import rules, tests, of compiled modules too
	@! $(COULD_COMPILE) || FIRSTBELL_NATIVE=required $(BIN)/python -m pytest -q -n $(TESTERS) -m "$(OF_COMPILED)" $(TESTED_COMPILED)
	@$(BIN)/python -m ops.setup.beside $(BIN)/mypy -- $(BIN)/python -m pytest -n $(TESTERS)

check: $(DEV) lint imports ## the quick part: no browser, nothing slow
	@HYPOTHESIS_PROFILE=quick $(BIN)/python -m ops.setup.beside $(BIN)/mypy -- $(BIN)/python -m pytest -q -n $(TESTERS) -m "not bench and not browser and not interop and not long and not slow"

faults: $(DEV) brokers ## the story on a cluster, ten ways to break one while 20,000 events flow, properties with 1,000 examples (hours)
	$(BIN)/python -m pytest tests/ops/cluster -m long -s
	FAULT_EVENTS=20000 $(BIN)/python -m pytest tests/faults/kafka -m slow -s
	HYPOTHESIS_PROFILE=thorough $(BIN)/python -m pytest -n $(TESTERS) -m "not bench and not interop and not long and not slow" tests/schemas tests/streams

native: $(DEV) ## compile the hot modules, which makes an event cheaper (needs a C compiler and Python's headers)
	@$(BIN)/python -m ops.setup.native

bench: $(DEV) $(ASSETS) $(NATIVE) brokers ## measure: cost per event, time to the inbox, memory, replay, scale, Kafka (half an hour)
	@$(BIN)/python -m tests.bench

agree: $(DEV) ## compare the two evaluators of agreements on a million generated cases (minutes)
	$(BIN)/python -m tests.streams.agreements.comparing

interop: $(DEV) ## hold the ledger to an independent verifier (needs Go)
	$(BIN)/python -m pytest tests/streams/ledger -m interop

lint: $(DEV)
	$(BIN)/ruff check

types: $(DEV)
	$(BIN)/mypy

imports: $(DEV)
	$(BIN)/lint-imports

images: $(DEV) $(ASSETS) $(BROWSER) ## photograph every desk of the documentation again, of a fresh demo
	$(BIN)/python -m ops.images.photographs

schemas: $(DEV) ## write the Avro schemas again after a change of what travels
	$(BIN)/python -m schemas.derive

lock: $(DEV) ## write the locks again after a change of pyproject.toml (UPGRADE=1 takes newer versions)
	$(BIN)/python -m ops.setup.lock $(if $(UPGRADE),--upgrade)

clean: ## remove everything that was set up or cached; keeps .firstbell, the hub's home
	rm -rf $(VENV) node_modules .browser .promtool build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find schemas streams services tests ops -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUN): $(SETUP) $(LOCKS)/run.txt
	$(call set_up,run)
	@touch $@

$(CLUSTER): $(SETUP) $(LOCKS)/cluster.txt $(LOCKS)/run.txt
	$(call set_up,cluster)
	@touch $(RUN) $@

$(DEV): $(SETUP) $(LOCKS)/dev.txt $(LOCKS)/cluster.txt $(LOCKS)/run.txt
	$(call set_up,dev)
	@touch $(RUN) $(CLUSTER) $@

brokers: | $(CLUSTER)
	@$(BIN)/python -m ops.cluster.training

$(ASSETS): package.json package-lock.json .npmrc ops/setup/assets.py ops/setup/npm.py | $(RUN)
	@$(BIN)/python -m ops.setup.assets
	@touch $@

$(BROWSER): ops/setup/browser.py ops/setup/chromium/package-lock.json | $(DEV)
	@$(BIN)/python -m ops.setup.browser
	@mkdir -p $(@D)
	@touch $@

$(NATIVE): $(HOT) | $(DEV)
	@$(BIN)/python -m ops.setup.native --where-possible
	@touch $@

$(PROMTOOL): ops/setup/promtool.py | $(DEV)
	@$(BIN)/python -m ops.setup.promtool
	@mkdir -p $(@D)
	@touch $@

define set_up
	@test -n "$(PYTHON)" || { echo "FirstBell needs Python 3.11, 3.12 or 3.13: install one, or name it with PYTHON=..."; exit 1; }
	@$(PYTHON) ops/setup/environment.py $(1)
endef
