# Two promises: `make start` runs Aperture, `make check` proves it, on a machine with make, git, Node >= 20 and npm alone.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PATH := $(CURDIR)/node_modules/.bin:$(PATH)
export PATH
export npm_config_audit := false
export npm_config_fund := false
export npm_config_update_notifier := false

INSTALLED := node_modules/.installed
UI_SOURCES := $(shell find apps/ui packages/sdk/src -type f -not -path '*/dist/*' -not -path '*/node_modules/*' 2>/dev/null)
PAGE := apps/ui/dist/index.html
REGISTRY_SOURCES := $(shell find library plugins docs/guide/examples scripts/registry scripts/build-registry.ts -type f 2>/dev/null)
REGISTRY := registry.root.json

help: ## this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*##/\t/' | expand -t 16

# `npm install`, not `npm ci`: the lockfile lists only the platforms whose packages could be seen when it was made.
$(INSTALLED): package.json package-lock.json packages/*/package.json apps/*/package.json
	@sh scripts/require-node.sh
	npm install --no-save
	@sh scripts/require-node.sh --installed
	@touch $@

$(PAGE): $(INSTALLED) $(UI_SOURCES)
	npm run build:ui

# Signed with keys that are made now and forgotten; the hash of its root is what this copy of Aperture trusts.
$(REGISTRY): $(INSTALLED) $(REGISTRY_SOURCES)
	npm run build:registry

deps: $(INSTALLED) ## install what the project needs (the pinned Node 24 comes with it)

build: $(PAGE) $(REGISTRY) ## build the page and the registry that comes with Aperture

start: build ## run Aperture in the foreground; DEMO=1 also plays a scripted conversation
	@if [ -n "$(DEMO)" ]; then bin/aperture demo; else bin/aperture start; fi

install: build ## link `aperture` into ~/.local/bin
	@mkdir -p $(HOME)/.local/bin && ln -sf $(CURDIR)/bin/aperture $(HOME)/.local/bin/aperture
	@echo "linked $(HOME)/.local/bin/aperture"

check: build ## everything a commit must pass (<= 10 minutes)
	npm run check
	npm run test:integration
	sh scripts/with-browser.sh npm run test:browser

check-deep: build ## the same with the full counts, and the real clients
	APERTURE_DEEP=1 npm run check
	APERTURE_DEEP=1 npm run test:integration
	APERTURE_DEEP=1 sh scripts/with-browser.sh npm run test:browser
	APERTURE_REQUIRE_ALL=1 npm run e2e:clients

bench: build ## speed beside direct, pass-through and parse+stringify
	npm run bench

.PHONY: help deps build start install check check-deep bench
