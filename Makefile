# Everything a person types. `make help` lists it.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= 2
export PYTHON HOST PORT WORKERS

BIN := .venv/bin
FLASK := $(BIN)/flask --app wsgi
TEXTS := $(wildcard competition/translations/*/LC_MESSAGES/messages.po)
CATALOGUES := $(TEXTS:.po=.mo)
PACKED := build/static.packed

.DEFAULT_GOAL := help
.PHONY: help run dev test setup setup-dev format messages bench mutants coverage locks clean compiled

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

run: setup ## install, fill the demonstration city once, serve on http://127.0.0.1:8000 (PORT=...)
	@deploy/run.sh

dev: setup-dev ## serve with reload and the style page
	@find static -name "*.gz" -delete; rm -f $(PACKED)
	@$(FLASK) db upgrade
	@$(FLASK) catalogues load
	@$(FLASK) demo load --if-empty
	@JIANGJIE_DEMONSTRATION=1 deploy/beside.sh $(FLASK) run --debug --host $(HOST) --port $(PORT)

test: setup-dev ## everything that has to hold before a change lands
	@deploy/test.sh

setup: ## the packages that the application needs, into .venv
	@deploy/setup.sh requirements.lock
	@$(MAKE) --no-print-directory compiled

setup-dev: ## the same and those that its tests need
	@deploy/setup.sh requirements-dev.lock
	@$(MAKE) --no-print-directory compiled

format: setup-dev ## lay out the code and mend what can be mended
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --fix .

messages: setup-dev ## collect the texts that people read; say which have no translation
	@$(BIN)/python deploy/messages.py update
	@$(BIN)/python deploy/messages.py compile
	@$(BIN)/python deploy/messages.py check

bench: setup-dev ## measure speed and memory (docs/benchmarks.md keeps the figures)
	@deploy/bench.sh

mutants: setup-dev ## plant faults in scoring, ranking and advancement; list those no test found
	@deploy/mutants.sh

coverage: setup-dev ## run all tests once and show the branches they miss
	@$(BIN)/python -m pytest -n $(WORKERS) --cov --cov-branch --cov-report=term

locks: ## write the locks anew after a change of pyproject.toml (needs uv)
	@deploy/locks.sh

clean: ## remove what was made, but nothing that was entered
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis mutants build
	@rm -f .coverage $(CATALOGUES)
	@find static -name "*.gz" -delete

compiled: $(CATALOGUES) $(PACKED)
	@:

# Browsers take static files compressed; WhiteNoise finds the .gz beside each file.
$(PACKED): $(shell find static -type f ! -name "*.gz")
	@find static -name "*.gz" -delete
	@$(BIN)/python -m whitenoise.compress --quiet static
	@mkdir -p build && touch $(PACKED)

%.mo: %.po deploy/messages.py
	@$(BIN)/python deploy/messages.py compile
