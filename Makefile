# Every task is one command. `make help` lists them.
.DEFAULT_GOAL := help
HANDRAIL := .venv/bin/handrail
PYTHON := .venv/bin/python

.PHONY: help setup run test check train talk bench widget console docs fix

help: ## show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

setup: ## build .venv from the hash-locked requirements, once for each change
	@scripts/setup dev

run: ## set up what is missing, train if needed, and serve the chat
	@scripts/setup
	@$(HANDRAIL) serve

test: setup ## run every test, the fast ones first
	@scripts/test

check: setup ## format, types, imports, content, docs, dead code
	@scripts/check

train: setup ## train a model from data/ as it is now
	@$(HANDRAIL) train

talk: setup ## talk to the bot in the terminal, through the real door
	@$(HANDRAIL) talk

bench: setup ## measure start, memory and the time for a turn
	@$(HANDRAIL) bench

widget: setup ## the browser tests of the pages and the widget
	@$(PYTHON) -m pytest -q -m browser

console: ## serve the chat and, beside it, the counselors' console
	@scripts/setup
	@$(HANDRAIL) serve --console

docs: setup ## write the generated tables and the flow map of docs/ again
	@$(PYTHON) -m cogapp -r -I . README.md docs/*.md
	@$(PYTHON) -m bot.console.flow

fix: setup ## format and mend what can be mended
	@$(PYTHON) -m ruff format . && $(PYTHON) -m ruff check --fix .
