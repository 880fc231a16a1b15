# All of Faxor's commands. Each installs the tools it needs first, and skips what is already there.
.DEFAULT_GOAL := help
.PHONY: help serve www dist test quick check native units headless page fuzz bench soak lighthouse results screenshot clean size
.PHONY: package bundlers crate licences audit speed

SHELL := /bin/bash
# Tools that we built come first on the path; see scripts/versions.
RUN := set -eu; . scripts/versions; unset NO_COLOR;
# What `make quick` runs of the core's tests: not `experiment`, which takes longest, nor those that run the example programs.
QUICK := --lib $(addprefix --test ,golden gradient kernel link links surface task trace units value_stability)
# How long each half of `make fuzz` takes.
SECONDS := 60

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "%-12s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

serve: ## build the page and serve it at http://127.0.0.1:8080
	@scripts/setup build
	@$(RUN) trunk serve

www: ## serve the page without Rust, with the core of the last build or of the npm package (CORE=...)
	@scripts/setup www
	@$(RUN) CORE='$(CORE)' node scripts/www.mjs

dist: ## build the page into dist/, for any static host; FAXOR_URL=https://example.org/faxor/ adds a picture to its links
	@scripts/setup build
	@$(RUN) trunk build

test: ## all tests: formats, lints, native tests, headless browsers, the built page
	@scripts/setup test
	@$(MAKE) --no-print-directory dist
	@$(MAKE) --no-print-directory check size licences native units headless page package crate
	@echo 'faxor: all tests passed'

quick: ## tests for while you work, two minutes: formats, lints, the core's quick tests, page tests tagged @quick
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

# The page is built only if a source is newer; Trunk itself would build it every time.
dist/index.html: $(shell find .cargo src www scripts docs Cargo.* Trunk.toml package-lock.json rust-toolchain.toml -type f)
	@$(MAKE) --no-print-directory dist

check: # formats and lints, native and wasm
	@$(RUN) scripts/pins
	@scripts/release versions
	@node scripts/links.mjs
	@node scripts/workflows.mjs
	@node scripts/portable.mjs
	git apply --check docs/add-a-rule.patch
	git apply --check docs/add-a-choice.patch
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	cargo clippy --locked --target wasm32-unknown-unknown --lib --test web -- -D warnings
	RUSTDOCFLAGS='-D warnings' cargo doc --locked --no-deps --document-private-items --quiet
	@$(RUN) biome check --error-on-warnings .
	@$(RUN) tsc -p .

native: # the core's tests; then the golden vectors again, to print how many were checked
	cargo test --locked
	cargo test --locked --quiet --test golden -- --nocapture

size: ## gzipped size of what a visitor loads: each file, the first view and the total; fails above the limit
	@$(RUN) node scripts/size.mjs

units: # tests of the page and its build that need no browser
	@$(RUN) node --test --test-reporter=dot tests/units/*.test.mjs

headless: # the core's WebAssembly tests in Chrome, Firefox and WebKit
	@$(RUN) scripts/headless

page: # tests of the built page in Chromium, Firefox and WebKit
	@$(RUN) playwright test
	@$(RUN) node --test tests/page/firefox.test.mjs
	@$(RUN) node --test tests/page/webkit.test.mjs

package: ## build the npm package into target/npm/ and run its README's example under Node.js and in a browser
	@scripts/setup package
	@$(RUN) scripts/package
	@$(RUN) node --test tests/package.test.mjs

bundlers: package ## run the npm package's example in Vite 5 to 8 and webpack 5, in development and built
	@$(RUN) node tests/bundlers.mjs

crate: # builds the crate from the archive that crates.io would get
	cargo package --locked --allow-dirty --quiet

licences: # checks the licences and sources of the dependencies
	@$(RUN) scripts/audit offline

audit: ## check the licences, bans, sources and advisories of all dependencies
	@scripts/setup audit
	@$(RUN) scripts/audit

fuzz: ## try generated link texts, then damaged links: make fuzz SECONDS=600; add SEED=42 to repeat them
	@scripts/setup test
	@$(MAKE) --no-print-directory dist/index.html
	cargo run --locked --quiet --example fuzz -- $(SECONDS) $(SEED)
	@$(RUN) FUZZ_SECONDS=$(SECONDS) FUZZ_SEED=$(SEED) node --test --test-name-pattern=damaged tests/units/repair.test.mjs

bench: ## time the built page against JavaScript and its libraries, and the core alone
	@scripts/setup test
	@$(MAKE) --no-print-directory dist
	@$(RUN) node benches/page.mjs
	@$(RUN) node benches/phone.mjs
	cargo bench --locked --bench update

speed: ## time examples/sweep beside NumPy and JAX, and PyTorch if you install it in target/native; needs python3 with venv
	python3 -m venv target/native
	target/native/bin/pip install --quiet numpy==2.4.6 jax==0.10.2
	target/native/bin/python benches/native/compare

soak: ## run the built page for ten million updates, ten sweeps and a map; fails if its memory grows (UPDATES=..., SWEEPS=...)
	@scripts/setup test
	@$(MAKE) --no-print-directory dist
	@$(RUN) node benches/soak.mjs

lighthouse: ## audit the built page with Lighthouse, as a phone and as a desktop
	@scripts/setup lighthouse
	@$(MAKE) --no-print-directory dist
	@$(RUN) LIGHTHOUSE="$$FAXOR_CACHE/lighthouse-$$LIGHTHOUSE_VERSION" node scripts/lighthouse.mjs

results: ## train every preset again and write docs/results.md and docs/results.json
	cargo run --locked --release --example results -- target/results.json > target/results.md
	mv target/results.md target/results.json docs

screenshot: ## take the pictures of the page in README, and the one that cards of its links show
	@scripts/setup test
	@$(MAKE) --no-print-directory dist
	@$(RUN) node scripts/screenshot.mjs

clean: ## remove everything built here; the cached tools stay
	rm -rf target dist node_modules test-results
