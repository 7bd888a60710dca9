# Needs Python 3.11 or newer, make, and a network to fetch packages once. `make help` lists the targets.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON_IN_VENV := .venv/bin/python
DEVELOPMENT := CLEARINGHOUSE_DEVELOPMENT=1
# Arguments for pytest: make test PYTEST="tests/accounts -k approve"
PYTEST :=
# Arguments for the benchmark: make bench BENCH="--against main --sizes 1000"
BENCH :=
UPGRADE :=
# The folder with the state plans, xx_nevi_plan.pdf, and whether to ask the half that nobody tunes on: HELD=1
PLANS ?= plans
HELD :=
# How long or how often make soak walks, and how many workers it kills
SECONDS :=
EXAMPLES :=
KILLS :=

.PHONY: help run samples test soak lint format bench search-quality audit lock reset trial dev

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "%-14s %s\n", $$1, $$2}' Makefile

run: trial ## Run the portal on http://localhost:8000 (another port: PORT=8001 make run)
	@$(PYTHON_IN_VENV) -m devserver.run

samples: trial ## Load the sample people and documents, and list who can sign in
	@$(PYTHON_IN_VENV) -m devserver.run samples

test: dev ## Check the code and run all tests, the browser's too (one file: make test PYTEST=tests/…)
	@scripts/system_packages.sh
	@scripts/test.sh $(PYTEST)

soak: dev ## Kill many workers (KILLS=200), then walk long through the permissions (SECONDS=600, or EXAMPLES=2000)
	@scripts/soak.sh "$(EXAMPLES)" "$(SECONDS)" "$(KILLS)"

lint: dev ## Check style, types, import directions and templates
	@$(PYTHON_IN_VENV) -m ruff check --quiet .
	@$(PYTHON_IN_VENV) -m ruff format --quiet --check .
	@$(DEVELOPMENT) $(PYTHON_IN_VENV) -m mypy .
	@$(PYTHON_IN_VENV) .venv/bin/lint-imports --no-cache
	@$(PYTHON_IN_VENV) -m djlint --quiet --lint templates
	@$(PYTHON_IN_VENV) -m scripts.check_words

format: dev ## Put the code into the house format
	@$(PYTHON_IN_VENV) -m ruff check --quiet --fix .
	@$(PYTHON_IN_VENV) -m ruff format --quiet .

bench: dev ## Measure speed (beside another commit: make bench BENCH="--against REV")
	@$(PYTHON_IN_VENV) -m benchmarks $(BENCH)

search-quality: dev ## Measure whether search finds what people mean in the state plans (PLANS=FOLDER, HELD=1)
	@$(PYTHON_IN_VENV) -m benchmarks.search_quality --plans "$(PLANS)" $(if $(HELD),--held)

audit: trial ## Ask the public record whether a locked package has a known vulnerability
	@scripts/audit.sh

COMPILE := $(PYTHON_IN_VENV) -m uv pip compile --quiet --system-certs --generate-hashes --universal -p 3.11 \
	--no-emit-index-url --no-annotate --no-header $(UPGRADE)

# The wider locks keep to the versions of base.txt, which are those of the image.
lock: trial ## Lock packages with their hashes (newer ones: make lock UPGRADE=--upgrade)
	@$(COMPILE) --group installer -o requirements/uv.txt
	@$(COMPILE) --group audit -o requirements/audit.txt
	@$(COMPILE) pyproject.toml -o requirements/base.txt
	@$(COMPILE) pyproject.toml --group trial -c requirements/base.txt -o requirements/trial.txt
	@$(COMPILE) pyproject.toml --group dev -c requirements/trial.txt -o requirements/dev.txt

reset: trial ## Remove this checkout's local data: database, files, secret
	@$(PYTHON_IN_VENV) -m scripts.reset

trial:
	@scripts/setup.sh trial

dev:
	@scripts/setup.sh dev
