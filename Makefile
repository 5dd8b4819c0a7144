# `make` builds the environment and the whole project; `make help` lists the rest.
# For GNU make 3.81 too, which macOS has: there no PATH that is exported here reaches the recipes, so
# they call the environment's programs by their path.
PYTHON ?= python3
JOBS ?= 2
BIN := .venv/bin
READY := .venv/ready
READER := .venv-read/ready
# What of the user's would change the project's runs: above all the repository that a git hook is about.
unexport GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_COMMON_DIR GIT_CONFIG GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS
unexport GIT_DIR GIT_GRAFT_FILE GIT_IMPLICIT_WORK_TREE GIT_INDEX_FILE GIT_NO_REPLACE_OBJECTS
unexport GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_REPLACE_REF_BASE GIT_SHALLOW_FILE GIT_WORK_TREE
unexport GIT_INTERNAL_SUPER_PREFIX GIT_NAMESPACE GIT_QUARANTINE_PATH
unexport PYTHONDEVMODE PYTHONHOME PYTHONINSPECT PYTHONIOENCODING PYTHONOPTIMIZE PYTHONPATH PYTHONSAFEPATH
unexport PYTHONWARNINGS

.DEFAULT_GOAL := all
.PHONY: all read quick pdf data record-comments edit-costs test coverage test-cluster test-faults verify-reproducible lint format bench seeds scale sweep lock check-platforms help

all: $(READY) ## build what is not up to date, two stages at a time (or JOBS=N, or DASK=WHERE), and print the results
	@$(BIN)/python -m stages.commands.build --jobs $(JOBS) $(if $(DASK),--dask "$(DASK)")

# A small environment of its own, which needs nothing that was built. Standard output gets the text alone.
read: $(if $(PHOTOS),$(READER)) ## read photos: make read PHOTOS="a.jpg 'my scan.pdf'" OPTIONS=--json
	@$(if $(PHOTOS),,$(error no photos are given; expected make read PHOTOS="a.jpg 'my scan.pdf'"))
	@.venv-read/bin/python -m stages.read_page $(OPTIONS) -- $(PHOTOS)

quick: $(READY) ## answer every question at reduced size within minutes, in the folder quick/
	@$(BIN)/python -m stages.commands.quick --jobs $(JOBS)

pdf: $(READY) ## print the report to reports/report.pdf, by the system's Chromium
	@$(BIN)/python -m stages.commands.pdf

data: $(READY) ## fetch every dataset again, from the best source there is now
	@$(BIN)/python -m stages.commands.build --fetch --jobs $(JOBS)

record-comments: $(READY) ## have DVC take edits of comments, docstrings and layout for no change, once that is proven
	@$(BIN)/python -m stages.commands.record_comments

edit-costs: $(READY) ## what edits of this and that make DVC rerun, in seconds
	@$(BIN)/python -m benchmarks.edits

test: $(READY) ## run the tests
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

coverage: $(READY) ## run the tests, those of clusters too, and list what of lib and stages they leave out
	@$(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest -m "not slow" --numprocesses 2 --dist loadfile --no-loadscope-reorder
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report --show-missing --skip-covered

test-cluster: $(READY) ## run the tests of trainings by several processes and of Dask
	@$(BIN)/python -m pytest -m cluster --numprocesses 2 --dist loadfile

test-faults: $(READY) ## kill, fill, cut off and damage whatever can be, and count how it ends; long
	@$(BIN)/python -m pytest tests/faults --numprocesses 2 --dist loadgroup

verify-reproducible: $(READY) ## build twice at small size, in two folders, and compare every byte
	@$(BIN)/python -m pytest -m slow tests/test_pipeline.py

lint: $(READY) ## check style, format, types and the layers of lib
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(READY) ## put the code into the standard format
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

bench: $(READY) ## measure speed, as ratios against named alternatives
	@$(BIN)/python -m benchmarks

seeds: $(READY) ## repeat the shorter trainings with other seeds; takes some 10 minutes
	@$(BIN)/python -m benchmarks.seeds

scale: $(READY) ## what much more work would take, from measured speeds and by simulation
	@$(BIN)/python -m benchmarks.scale

sweep: $(READY) ## train the MLP at many learning rates, with several seeds; takes some 10 minutes
	@$(BIN)/python -m stages.commands.grid train_mlp@tuned --dask $(or $(DASK),$(JOBS)) \
		-S train_mlp.tuned=0.005,0.015,0.05,0.15,0.5,1.5,5 -S base.seed=0,1,2 -S mlp.epochs=20 \
		--metrics reports/metrics/mlp_tuned.json --out reports/sweep.csv

lock: $(READY) ## renew uv.lock from pyproject.toml
	@$(BIN)/uv lock --upgrade

check-platforms: $(READY) ## which systems and Pythons have every locked package ready to install
	@$(BIN)/python -m stages.commands.platforms

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 26

NEW_ENOUGH = $(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("error: $(PYTHON) is \
	  Python %d.%d; it must be 3.11 or newer (make PYTHON=...)" % sys.version_info[:2])'

# Makes the environment $(1) as uv.lock has it, with options $(2). It is never emptied: packages are
# added and renewed. A link leads to another checkout's, which is not ours to change.
define SYNCHRONISE
@[ ! -L $(1) ] || echo "note: $(1) is a link; what it leads to is used as it is" >&2
@[ -L $(1) ] || echo "Making the environment $(1) as uv.lock has it; from nothing that takes $(3)." >&2
@[ -L $(1) ] || command -v uv >/dev/null || [ -x $(1)/bin/uv ] || { $(NEW_ENOUGH) && \
	$(PYTHON) -m venv $(1) && \
	$(1)/bin/python -m pip install --quiet --disable-pip-version-check $(UV); }
@[ -L $(1) ] || PATH="$$PATH:$(1)/bin" UV_PROJECT_ENVIRONMENT=$(1) $(OF_PYTHON) \
	uv sync --locked --inexact --quiet --no-progress $(2)
endef
UV := uv==0.13.9
OF_PYTHON = $(if $(filter file,$(origin PYTHON)),,UV_PYTHON=$(PYTHON))

# Several GB with PyTorch.
$(READY): uv.lock
	$(call SYNCHRONISE,.venv,,some minutes)
	@[ -L .venv ] || touch $@

# Some 125 MB: without what installs packages, and without the second copy of ONNX Runtime, which is
# there for programs in C++.
$(READER): uv.lock
	$(call SYNCHRONISE,.venv-read,--no-default-groups,some seconds)
	@PATH="$$PATH:.venv-read/bin" uv pip uninstall --quiet --python .venv-read pip setuptools uv
	@rm -f .venv-read/lib/*/site-packages/onnxruntime/capi/libonnxruntime.so.*
	@touch $@
