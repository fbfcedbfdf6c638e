# Cumulet's everyday commands. `make` alone lists them.

GO      ?= go
BIN     := bin/cumulet
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo devel)
LDFLAGS := -s -w -X main.version=$(VERSION)
LINT    := $(GO) tool -modfile=tools/go.mod golangci-lint
export CGO_ENABLED = 0

.DEFAULT_GOAL := help

.PHONY: help
help: ## list the commands
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: build ## build and start the cloud on http://127.0.0.1:4566 (data in ./data)
	@$(BIN) serve

.PHONY: build
build: ## build bin/cumulet
	@mkdir -p bin
	$(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $(BIN) ./cmd/cumulet

.PHONY: test
test: ## install what the tests need, run all of them
	@test/run

.PHONY: lint
lint: ## golangci-lint and the house rules
	$(LINT) run ./...
	$(GO) test ./internal/lint/...

.PHONY: generate
generate: ## write the frames and the coverage pages anew
	$(GO) run ./internal/gen/frames
	$(GO) run ./internal/gen/coverage

.PHONY: check-generate
check-generate: generate ## fail when something generated is stale
	@git diff --exit-code --stat -- api docs/coverage || { echo 'generated files were stale: commit what make generate wrote' >&2; exit 1; }
	@test -z "$$(git ls-files --others --exclude-standard -- api docs/coverage)" || { echo 'generated files are not committed' >&2; exit 1; }

.PHONY: bench
bench: ## measure, as ratios in one run
	$(GO) run ./bench

.PHONY: cross
cross: ## build for every platform that is supported
	@for t in linux/amd64 linux/arm64 darwin/amd64 darwin/arm64; do \
		echo $$t; GOOS=$${t%/*} GOARCH=$${t#*/} $(GO) build -o /dev/null ./cmd/cumulet || exit 1; done
