# Every command of Faxor's. Each sets up what it needs first, and skips what is already there.
.DEFAULT_GOAL := help
.PHONY: help serve dist test quick check native units headless page fuzz bench soak lighthouse results screenshot clean size
.PHONY: package crate licences audit

SHELL := /bin/bash
# Our own builds of the tools come first on the path; see scripts/versions.
RUN := set -eu; . scripts/versions; unset NO_COLOR;
# What `make quick` runs of the core's tests: not `experiment`, which takes longest, nor those that run the example programs.
QUICK := --lib $(addprefix --test ,golden gradient kernel link links surface task trace units value_stability)
# How long `make fuzz` takes.
SECONDS := 60

help: ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

serve: ## build the page and serve it at http://127.0.0.1:8080
	@scripts/setup build
	@$(RUN) trunk serve

dist: ## build the page into dist/, for any static host
	@scripts/setup build
	@$(RUN) trunk build

test: ## everything: formats, lints, native tests, headless browsers, the built page
	@scripts/setup test
	@$(MAKE) --no-print-directory dist
	@$(MAKE) --no-print-directory check size licences native units headless page package crate
	@echo 'faxor: all tests passed'

quick: ## while you work, in two minutes: formats, lints, the core's quick tests, the page's tests that are tagged @quick
	@scripts/setup test
	@$(MAKE) --no-print-directory dist/index.html
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	cargo clippy --locked --target wasm32-unknown-unknown --lib --test web -- -D warnings
	@$(RUN) biome check --error-on-warnings .
	@$(RUN) tsc -p .
	@$(MAKE) --no-print-directory units
	cargo test --locked $(QUICK)
	@$(RUN) playwright test --reporter=dot --grep @quick

# Built anew only where something that goes into it is newer. Trunk itself would build it every time.
dist/index.html: $(shell find .cargo src www scripts docs/results.json Cargo.* Trunk.toml package-lock.json rust-toolchain.toml -type f)
	@$(MAKE) --no-print-directory dist

check: # formats and lints, for native and for wasm
	@$(RUN) scripts/pins
	@scripts/release versions
	@node scripts/links.mjs
	@node scripts/workflows.mjs
	git apply --check docs/add-a-rule.patch
	git apply --check docs/add-a-choice.patch
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	cargo clippy --locked --target wasm32-unknown-unknown --lib --test web -- -D warnings
	RUSTDOCFLAGS='-D warnings' cargo doc --locked --no-deps --document-private-items --quiet
	@$(RUN) biome check --error-on-warnings .
	@$(RUN) tsc -p .

native: # the core's tests; golden vectors once more, to say how many were checked
	cargo test --locked
	cargo test --locked --quiet --test golden -- --nocapture

size: ## what a visitor loads, gzipped: each file, the first view and all; fails where that is too much
	@$(RUN) node scripts/size.mjs

units: # the parts of the page, and of its build, that need no browser
	@$(RUN) node --test --test-reporter=dot tests/units/*.test.mjs

headless: # the core's tests in WebAssembly, in Chrome, Firefox and WebKit
	@$(RUN) scripts/headless

page: # the built page, in Chromium, Firefox and WebKit
	@$(RUN) playwright test
	@$(RUN) node --test tests/page/firefox.test.mjs
	@$(RUN) node --test tests/page/webkit.test.mjs

package: ## build the npm package into target/npm/ and run its README's example under Node.js
	@scripts/setup package
	@$(RUN) scripts/package
	@$(RUN) node --test tests/package.test.mjs

crate: # the crate as crates.io would have it, built from its own archive
	cargo package --locked --allow-dirty --quiet

licences: # what the dependencies are under, and where they come from
	@$(RUN) scripts/audit offline

audit: ## licences, bans, sources and advisories of everything that Faxor depends on
	@scripts/setup audit
	@$(RUN) scripts/audit

fuzz: ## try link texts that nobody wrote: make fuzz SECONDS=600, and SEED=42 for the same ones again
	cargo run --locked --quiet --example fuzz -- $(SECONDS) $(SEED)

bench: ## time the built page beside JavaScript and its libraries, and the core by itself
	@scripts/setup test
	@$(MAKE) --no-print-directory dist
	@$(RUN) node benches/page.mjs
	cargo bench --locked --bench update

soak: ## leave the built page on for ten million updates and ten sweeps; fails where its memory grows (UPDATES=..., SWEEPS=...)
	@scripts/setup test
	@$(MAKE) --no-print-directory dist
	@$(RUN) node benches/soak.mjs

lighthouse: ## what Lighthouse says of the built page, on a phone and on a desktop
	@scripts/setup lighthouse
	@$(MAKE) --no-print-directory dist
	@$(RUN) LIGHTHOUSE="$$FAXOR_CACHE/lighthouse-$$LIGHTHOUSE_VERSION" node scripts/lighthouse.mjs

results: ## train every preset again and write docs/results.md and docs/results.json
	cargo run --locked --release --example results -- target/results.json > target/results.md
	mv target/results.md target/results.json docs

screenshot: ## take README's picture of the page
	@scripts/setup test
	@$(MAKE) --no-print-directory dist
	@$(RUN) node scripts/screenshot.mjs

clean: ## remove what was built here; the tools stay in their cache
	rm -rf target dist node_modules test-results
