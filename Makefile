.DEFAULT_GOAL := help
.PHONY: help run test browser lint format bench status reset
PYTHON ?= python3
# The environment is made anew when what is pinned changes; the packages for development come on top.
BROKEN := $(shell .venv/bin/python -c '' 2>/dev/null || echo -broken)
RUNTIME := .venv/installed-$(shell cat requirements.txt deploy/install | sha256sum | cut -c1-16)$(BROKEN)
DEVELOPMENT := $(RUNTIME)-$(shell sha256sum < requirements-dev.txt | cut -c1-16)
UNDER = .venv/bin/python -m deploy.under
IN_BROWSER = pytest -q -m browser
# A dozen processes import the product at once: it is compiled once, also where the user's default is never to keep that.
export PYTHONDONTWRITEBYTECODE =

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

run: $(RUNTIME) ## run the whole desk until Ctrl-C (BOOKS=path replays recorded order books)
	@exec .venv/bin/python -m deploy.run

test: $(DEVELOPMENT) ## run every test but those in a browser, on throw-away servers
	@# Three at once also on two cores: much of it waits. The longest files stand early and not, as by default, last.
	@$(UNDER) pytest -q -n 3 --dist loadfile --no-loadscope-reorder -m "not browser and not bench"

browser: $(DEVELOPMENT) ## run the tests in a browser
	@# The parts of a page need no desk: they are tested while it starts.
	@if .venv/bin/python -c 'from tests.chromium import CHROMIUM; raise SystemExit(not CHROMIUM)'; then \
		$(UNDER) sh -c '$(IN_BROWSER) tests/web & $(IN_BROWSER) tests/browser; desk=$$?; wait $$! && exit $$desk'; \
	else \
		echo "The browser tests did not run: no Chromium here. Install it with: apt-get install chromium-headless-shell" >&2; \
		test "$$CI" != true; \
	fi

lint: $(DEVELOPMENT) ## check style, types, layers, migrations and architecture
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check
	@$(UNDER) sh -ec 'mypy; lint-imports; python manage.py makemigrations --check --dry-run; pytest -q tests/architecture'

format: $(DEVELOPMENT) ## put the code into its standard form
	@.venv/bin/ruff check --fix
	@.venv/bin/ruff format

bench: $(DEVELOPMENT) ## measure speed, each figure beside its peer or floor
	@$(UNDER) pytest -q -s -m bench --timeout=0 tests/bench

status: $(RUNTIME) ## list the processes of a running desk
	@.venv/bin/python -m deploy.status

reset: $(RUNTIME) ## forget all data
	@.venv/bin/python -m deploy.reset

$(RUNTIME):
	@sh deploy/install $(PYTHON) --new requirements.txt
	@touch $(subst -broken,,$@)

$(DEVELOPMENT): | $(RUNTIME)
	@sh deploy/install $(PYTHON) --more requirements-dev.txt
	@touch $(subst -broken,,$@)
