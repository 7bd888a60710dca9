# Needs Python 3.11 or newer, make, and a network to fetch packages once. `make help` lists the targets.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON_IN_VENV := .venv/bin/python
DEVELOPMENT := CLEARINGHOUSE_DEVELOPMENT=1
# Arguments for pytest: make test PYTEST="tests/accounts -k approve"
PYTEST :=
UPGRADE :=

.PHONY: help run samples test lint format bench lock reset base dev

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "%-8s %s\n", $$1, $$2}' Makefile

run: base ## Run the portal on http://localhost:8000 (another port: PORT=8001 make run)
	@$(PYTHON_IN_VENV) -m devserver.run

samples: base ## Load the sample people and documents, and list who can sign in
	@$(PYTHON_IN_VENV) -m devserver.run samples

test: dev ## Check the code, then run all tests, the browser's too
	@scripts/system_packages.sh
	@$(MAKE) --no-print-directory lint
	@scripts/test.sh $(PYTEST)

lint: dev ## Check style, types, import directions and templates
	@$(PYTHON_IN_VENV) -m ruff check --quiet .
	@$(PYTHON_IN_VENV) -m ruff format --quiet --check .
	@$(DEVELOPMENT) $(PYTHON_IN_VENV) -m mypy .
	@$(PYTHON_IN_VENV) .venv/bin/lint-imports --no-cache
	@$(PYTHON_IN_VENV) -m djlint --quiet --lint templates

format: dev ## Put the code into the house format
	@$(PYTHON_IN_VENV) -m ruff check --quiet --fix .
	@$(PYTHON_IN_VENV) -m ruff format --quiet .

bench: dev ## Measure speed and write the numbers with the commit
	@$(PYTHON_IN_VENV) -m benchmarks

COMPILE := $(PYTHON_IN_VENV) -m uv pip compile --quiet --system-certs --generate-hashes --universal -p 3.11 \
	--no-emit-index-url --no-annotate --no-header $(UPGRADE)

lock: base ## Lock packages with their hashes (newer ones: make lock UPGRADE=--upgrade)
	@$(COMPILE) requirements/uv.in -o requirements/uv.txt
	@$(COMPILE) requirements/base.in -o requirements/base.txt
	@$(COMPILE) requirements/dev.in -c requirements/base.txt -o requirements/dev.txt

reset: base ## Remove this checkout's local data: database, files, secret
	@$(PYTHON_IN_VENV) -m scripts.reset

base:
	@scripts/setup.sh base

dev:
	@scripts/setup.sh dev
