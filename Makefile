# Two commands matter: `make report` and `make test`. `make help` lists the rest.
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PIPELINE ?= Pipelines/lanjiang-annual
ARGS ?=
CONFIGURATION ?= release
PROGRAM = .build/$(CONFIGURATION)/bizclimate

.PHONY: help setup build report ingest clean aggregate test lint format docs sample acceptance static install dist deb check-packaging check-docs bench bench-build bench-peers bench-ingest bench-clean bench-index bench-report bench-estimate simulate-coverage fuzz

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  PIPELINE=DIR chooses the pipeline (now $(PIPELINE)); ARGS passes flags on, such as ARGS='--verbose'"

setup: ## Install the system libraries that are missing
	@Scripts/setup.sh

build: setup ## Build the program in release mode
	@swift build -c $(CONFIGURATION) --product bizclimate

report: build ## Run the whole pipeline and say where the report is
	@$(PROGRAM) run $(PIPELINE) $(ARGS)

ingest: build ## Read every source, and stop
	@$(PROGRAM) run $(PIPELINE) --to ingest $(ARGS)

clean: build ## Read and clean the data, and stop (this removes no files)
	@$(PROGRAM) run $(PIPELINE) --to clean $(ARGS)

aggregate: build ## Estimate and build the index, and stop
	@$(PROGRAM) run $(PIPELINE) --to aggregate $(ARGS)

test: setup ## Run all tests
	@swift test --disable-xctest

lint: ## Check style and formatting
	@swift format lint --strict --recursive Sources Tests Benchmarks/Sources Fuzzing/Sources Package.swift
	@Scripts/lint.sh

format: ## Format the sources in place
	@swift format --in-place --recursive Sources Tests Benchmarks/Sources Fuzzing/Sources Package.swift

docs: setup ## Write the reference pages from the code
	@BIZCLIMATE_WRITE_DOCS=1 swift test --disable-xctest --filter ReferenceDocumentTests

sample: setup ## Make the sample data anew
	@swift run -c $(CONFIGURATION) SampleDataGenerator --out SampleData

acceptance: report check-docs ## Check the published report in a real browser, and the documents
	@Tests/Acceptance/run.sh

# ---- To hand the program on ----

PREFIX ?= /usr/local
DESTDIR ?=
STATIC_FOLDER = .build-static
# A program built elsewhere, and its dependencies' sources, may be given instead.
STATIC_PROGRAM ?= $(STATIC_FOLDER)/release/bizclimate
CHECKOUTS ?= $(STATIC_FOLDER)/checkouts
DIST ?= build/dist

ifeq ($(STATIC_PROGRAM),$(STATIC_FOLDER)/release/bizclimate)
static: setup ## Build the program with the Swift runtime inside, to run where there is no Swift
	@swift build -c release --static-swift-stdlib --scratch-path $(STATIC_FOLDER) --product bizclimate
else
static:
endif

# Not built here when it is there: `make static && sudo make install` needs no Swift as root.
install: ## Install below PREFIX=/usr/local (after DESTDIR=): program, manual, completions, documents, samples
	@[ -x $(STATIC_PROGRAM) ] || $(MAKE) --no-print-directory static
	@Scripts/stage.sh $(STATIC_PROGRAM) $(CHECKOUTS) "$(DESTDIR)" "$(PREFIX)"

dist: static ## Make a tarball of the program, the same bytes every time
	@Scripts/dist.sh $(STATIC_PROGRAM) $(CHECKOUTS) $(DIST)

deb: static ## Make a Debian package
	@Scripts/deb.sh $(STATIC_PROGRAM) $(CHECKOUTS) $(DIST)

check-packaging: static ## Try tarball, Debian package (as root), manual page, cron lines, timer and log rotation
	@Tests/Packaging/manual.py $(STATIC_PROGRAM)
	@Tests/Packaging/scheduling.sh $(STATIC_PROGRAM)
	@Tests/Packaging/package.sh $(STATIC_PROGRAM) $(CHECKOUTS)

check-docs: build ## Run the commands that README and docs show, compare what they print, follow their links
	@Tests/Docs/links.py
	@Tests/Docs/architecture.py
	@Tests/Docs/commands.py $(PROGRAM)

SECONDS_EACH ?= 20
# 0: another one each time.
FUZZ_SEED ?= 0

fuzz: ## Feed the parsers with made-up bytes, SECONDS_EACH=20 seconds each
	@Scripts/fuzz.sh $(SECONDS_EACH) $(FUZZ_SEED)

BENCH_ROWS ?= 1000000
BENCH_FOLDER = .build-bench
BENCH_RUNNER = $(BENCH_FOLDER)/release/BenchmarkRunner

# The runner, and the survey that it makes.
define BENCH_SURVEY
@swift build --package-path Benchmarks --scratch-path $(BENCH_FOLDER) -c release --product BenchmarkRunner
@$(BENCH_RUNNER) generate $(BENCH_ROWS) $(BENCH_FOLDER)/survey.csv
endef

bench-build: setup ## Build what measures, so that it keeps step with the sources
	@swift build --package-path Benchmarks --scratch-path $(BENCH_FOLDER) -c release

bench: setup ## Measure reading, grouping, rules and scaling on generated surveys, then bench-ingest and bench-clean
	$(BENCH_SURVEY)
	@for task in read groups; do $(BENCH_RUNNER) $$task $(BENCH_FOLDER)/survey.csv | cut -d, -f1-3; done
	@$(BENCH_RUNNER) rules $(BENCH_FOLDER)/survey.csv Benchmarks/rules.sql | cut -d, -f1-3
	@$(BENCH_RUNNER) scaling $(BENCH_FOLDER)
	@$(MAKE) --no-print-directory bench-ingest
	@$(MAKE) --no-print-directory bench-clean

BENCH_ROUNDS ?= 5
BENCH_VENV = $(BENCH_FOLDER)/venv

bench-peers: setup ## Compare with Polars and DuckDB, installed for it into .build-bench/venv
	$(BENCH_SURVEY)
	@[ -x $(BENCH_VENV)/bin/python ] || python3 -m venv $(BENCH_VENV)
	@$(BENCH_VENV)/bin/pip install --quiet --disable-pip-version-check -r Benchmarks/peers/requirements.txt
	@$(BENCH_VENV)/bin/python Benchmarks/compare.py $(BENCH_FOLDER)/survey.csv --ours $(BENCH_RUNNER) --rounds $(BENCH_ROUNDS)

INGEST_RUNNER = $(BENCH_FOLDER)/release/IngestBenchmarkRunner

bench-ingest: setup ## Compare reading files from the field with their usual readers, and try hostile ones
	@Scripts/setup.sh xmllint || echo "bench-ingest: there is no xmllint; reading of XML is measured alone"
	@swift build --package-path Benchmarks --scratch-path $(BENCH_FOLDER) -c release --product IngestBenchmarkRunner
	@[ -x $(BENCH_VENV)/bin/python ] || python3 -m venv $(BENCH_VENV)
	@$(BENCH_VENV)/bin/pip install --quiet --disable-pip-version-check -r Benchmarks/ingest/requirements.txt
	@$(BENCH_VENV)/bin/python Benchmarks/ingest/hostile.py --ours $(INGEST_RUNNER)
	@$(BENCH_VENV)/bin/python Benchmarks/ingest/compare_ingest.py $(BENCH_FOLDER) --ours $(INGEST_RUNNER) \
	  --rounds $(BENCH_ROUNDS)

CLEAN_RUNNER = $(BENCH_FOLDER)/release/CleanBenchmarkRunner

bench-clean: setup ## Compare the clean stage with Polars and pandera, and watch the search for near duplicates grow
	@swift build --package-path Benchmarks --scratch-path $(BENCH_FOLDER) -c release --product CleanBenchmarkRunner
	@[ -x $(BENCH_VENV)/bin/python ] || python3 -m venv $(BENCH_VENV)
	@$(BENCH_VENV)/bin/pip install --quiet --disable-pip-version-check -r Benchmarks/clean/requirements.txt
	@$(BENCH_VENV)/bin/python Benchmarks/clean/compare_clean.py $(BENCH_FOLDER) --ours $(CLEAN_RUNNER) \
	  --pipeline $(PIPELINE) --rows $(BENCH_ROWS) --rounds $(BENCH_ROUNDS)

INDEX_RUNNER = $(BENCH_FOLDER)/release/IndexBenchmarkRunner
ASEM_TABLES = Tests/CompositeIndexTests/Fixtures/composite/input

bench-index: setup ## Measure the ASEM index with its uncertainty and sensitivity, and a large index
	@swift build --package-path Benchmarks --scratch-path $(BENCH_FOLDER) -c release --product IndexBenchmarkRunner
	@$(INDEX_RUNNER) asem $(ASEM_TABLES)/iData.csv $(ASEM_TABLES)/iMeta.csv
	@$(INDEX_RUNNER) large

REPORT_RUNNER = $(BENCH_FOLDER)/release/ReportBenchmarkRunner

bench-report: setup ## Time the report of the sample, and of a hundred districts
	@swift build --package-path Benchmarks --scratch-path $(BENCH_FOLDER) -c release --product ReportBenchmarkRunner
	@$(REPORT_RUNNER) $(PIPELINE)

ESTIMATE_RUNNER = $(BENCH_FOLDER)/release/EstimationBenchmarkRunner
BENCH_ESTIMATE_PEERS ?= svy,survey,samplics,polars,duckdb

bench-estimate: setup ## Compare estimation with R survey, svy, samplics, Polars and DuckDB, and time replicates
	@swift build --package-path Benchmarks --scratch-path $(BENCH_FOLDER) -c release --product EstimationBenchmarkRunner
	@[ -x $(BENCH_VENV)/bin/python ] || python3 -m venv $(BENCH_VENV)
	@$(BENCH_VENV)/bin/pip install --quiet --disable-pip-version-check -r Benchmarks/estimate/requirements.txt
	@$(BENCH_VENV)/bin/python Benchmarks/estimate/compare_estimate.py $(BENCH_FOLDER) --ours $(ESTIMATE_RUNNER) \
	  --rows $(BENCH_ROWS) --rounds $(BENCH_ROUNDS) --peers $(BENCH_ESTIMATE_PEERS)

COVERAGE_SAMPLES ?= 2000
COVERAGE_POPULATIONS ?= 20

simulate-coverage: setup ## Count how often intervals hold the truth in COVERAGE_SAMPLES=2000 samples of a population
	@swift build --package-path Benchmarks --scratch-path $(BENCH_FOLDER) -c release --product EstimationBenchmarkRunner
	@$(ESTIMATE_RUNNER) coverage $(COVERAGE_SAMPLES)
	@$(ESTIMATE_RUNNER) populations $(COVERAGE_POPULATIONS) $(COVERAGE_SAMPLES)
