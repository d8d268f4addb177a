# The two commands of the README are `make run` and `make test`; each first looks whether what it needs is here (.config/setup.sh).
.PHONY: help run rehearse test check app bench ui bindings
.DEFAULT_GOAL := help

# Tools that the system does not carry new enough are kept here.
export PATH := $(CURDIR)/target/tools/bin:$(HOME)/.cargo/bin:$(PATH)

# A Node that did not come from the system brings its own list of authorities; the system's own (a company's proxy) count as well.
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt),)
export NODE_EXTRA_CA_CERTS ?= /etc/ssl/certs/ca-certificates.crt
endif

help:
	@echo 'make run       the window, in the practice world; without a display the same release headless'
	@echo 'make rehearse  the demo release without a window: every store, every receipt'
	@echo 'make test      everything that proves Slipway, including the real window and a real keyring'
	@echo 'make check     format, lints and types only'
	@echo 'make app       the bundle for this system, in target/release/bundle'
	@echo 'make bench     memory, time and bytes for big builds'
	@echo 'make bindings  ui/src/backend/bindings.ts anew, after a command or a record changed'

ifneq ($(strip $(DISPLAY)$(WAYLAND_DISPLAY)),)
run:
	@.config/setup.sh run
	@$(MAKE) --no-print-directory ui
	cargo build -p slipway --features custom-protocol
	target/debug/slipway --practice
else
run:
	@echo 'No display here: rehearsing the same release without a window.'
	@$(MAKE) --no-print-directory rehearse
endif

# In a home of its own, so that it can be repeated: no store takes the same version twice.
rehearse:
	@.config/setup.sh headless
	cargo build -p slipway-cli
	@home=$$(mktemp -d) && trap 'rm -rf "$$home"' EXIT && \
	demo=src-tauri/crates/slipway-practice/demo && \
	target/debug/slipway-cli --home "$$home" publish $$demo/demo.apk $$demo/demo.ipa \
		--to huawei,xiaomi,oppo,vivo,honor,tencent,apple,amazon --practice \
		--notes zh-CN=启动更快，修复了已知问题 --notes en-US='Starts faster; known faults are mended'

test:
	@.config/setup.sh test
	@.config/test.sh

check:
	@.config/setup.sh test
	@$(MAKE) --no-print-directory ui-packages
	cd ui && npm run --silent lint && npm run --silent check
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings

app:
	@.config/setup.sh run
	@$(MAKE) --no-print-directory ui
	cargo build --release -p slipway-cli
	TAURI_APP_PATH=src-tauri ui/node_modules/.bin/tauri build

bench:
	@.config/setup.sh headless
	cargo run --release -p slipway-tests --bin bench

bindings:
	@mkdir -p ui/dist
	SLIPWAY_WRITE_BINDINGS=1 cargo test -p slipway --features custom-protocol bindings

.PHONY: ui-packages
ui-packages: ui/node_modules/.package-lock.json
ui/node_modules/.package-lock.json: ui/package-lock.json
	cd ui && npm ci --no-audit --no-fund

ui: ui-packages
	cd ui && npm run --silent build
