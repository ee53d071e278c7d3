# The few commands that people repeat. `make help` lists them.

LINTERS = github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
LINT    = $(or $(shell command -v golangci-lint),$(shell go env GOPATH)/bin/golangci-lint)
FUZZTIME ?= 30s

.DEFAULT_GOAL := help

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

.PHONY: build
build: ## the program, as ./iamsync
	go build -o iamsync ./cmd/iamsync

.PHONY: test
test: ## all tests
	go test ./...

.PHONY: race
race: ## all tests under the race detector; needs a C compiler
	go test -race ./...

.PHONY: ci
ci: ## everything that must hold before a merge
	.ci/run

.PHONY: lint
lint: $(LINT) ## what .golangci.yml asks for
	$(LINT) run ./...

.PHONY: fmt
fmt: $(LINT) ## format everything
	$(LINT) fmt ./...

$(LINT):
	go install $(LINTERS)

.PHONY: bench
bench: ## all benchmarks, with their allocations
	go test -run '^$$' -bench . -benchmem ./...

.PHONY: cover
cover: ## which lines the tests run, as coverage.html
	go test -coverprofile=coverage.out -coverpkg=./... ./...
	go tool cover -html=coverage.out -o coverage.html
	go tool cover -func=coverage.out | tail -1

.PHONY: fuzz
fuzz: ## every fuzz test, for FUZZTIME each (30s)
	@go list ./... | while read -r pkg; do \
	  go test -list '^Fuzz' $$pkg | grep '^Fuzz' | while read -r name; do \
	    echo "== $$pkg $$name"; \
	    go test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) $$pkg || exit 1; \
	  done || exit 1; \
	done

.PHONY: orders
orders: ## many random plans in every order that they allow, for windows of access
	go test ./plan -run 'TestNoWindowOfAccess|TestTransientAccessIsExact' -rapid.checks=5000 -count=1 -timeout 2h -v

.PHONY: golden
golden: ## write the golden files anew; look at the difference before you commit it
	@for pkg in $$(grep -rl --include='*_test.go' 'flag.Bool("update"' . | xargs -r -n1 dirname | sort -u); do \
	  echo "== $$pkg"; go test -count=1 $$pkg -update || exit 1; \
	done

.PHONY: picture
picture: ## docs/plan.svg, which the README opens with
	go run ./docs/picture

.PHONY: sandbox
sandbox: ## an IAM account of your own, on 127.0.0.1:4580, kept in account.json
	go run ./cmd/iamsync sandbox --state account.json
