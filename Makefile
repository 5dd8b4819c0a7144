# `make` builds the environment and the whole project; `make help` lists the rest.
PYTHON ?= python3
JOBS ?= 2
BIN := .venv/bin
READY := .venv/ready
READER := .venv-read/ready
# DVC starts the stages with `python`: let that be the environment's.
export PATH := $(CURDIR)/$(BIN):$(PATH)

.DEFAULT_GOAL := all
.PHONY: all read data record-comments edit-costs test coverage test-cluster test-faults verify-reproducible lint format bench seeds scale sweep lock help

all: $(READY) ## build what is not up to date, two stages at a time (or JOBS=N, or DASK=WHERE), and print the results
	@python -m stages.commands.build --jobs $(JOBS) $(if $(DASK),--dask "$(DASK)")

# A small environment of its own, which needs nothing that was built. Standard output gets the text alone.
read: $(if $(PHOTOS),$(READER)) ## read photos: make read PHOTOS="a.jpg 'my scan.pdf'" OPTIONS=--json
	@$(if $(PHOTOS),,$(error no photos are given; expected make read PHOTOS="a.jpg 'my scan.pdf'"))
	@.venv-read/bin/python -m stages.read_page $(OPTIONS) -- $(PHOTOS)

data: $(READY) ## fetch every dataset again, from the best source there is now
	@python -m stages.commands.build --fetch --jobs $(JOBS)

record-comments: $(READY) ## have DVC take edits of comments, docstrings and layout for no change, once that is proven
	@python -m stages.commands.record_comments

edit-costs: $(READY) ## what edits of this and that make DVC rerun, in seconds
	@python -m benchmarks.edits

test: $(READY) ## run the tests
	@python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

coverage: $(READY) ## run the tests, those of clusters too, and list what of lib and stages they leave out
	@coverage erase
	@coverage run -m pytest -m "not slow" --numprocesses 2 --dist loadfile --no-loadscope-reorder
	@coverage combine --quiet
	@coverage report --show-missing --skip-covered

test-cluster: $(READY) ## run the tests of trainings by several processes and of Dask
	@python -m pytest -m cluster --numprocesses 2 --dist loadfile

test-faults: $(READY) ## kill, fill, cut off and damage whatever can be, and count how it ends; long
	@python -m pytest tests/faults --numprocesses 2 --dist loadgroup

verify-reproducible: $(READY) ## build twice at small size, in two folders, and compare every byte
	@python -m pytest -m slow tests/test_pipeline.py

lint: $(READY) ## check style, format, types and the layers of lib
	@ruff check . && ruff format --check .
	@mypy
	@lint-imports

format: $(READY) ## put the code into the standard format
	@ruff check --fix --quiet . ; ruff format --quiet .

bench: $(READY) ## measure speed, as ratios against named alternatives
	@python -m benchmarks

seeds: $(READY) ## repeat the shorter trainings with other seeds; takes some 10 minutes
	@python -m benchmarks.seeds

scale: $(READY) ## what much more work would take, from measured speeds and by simulation
	@python -m benchmarks.scale

sweep: $(READY) ## train the MLP at many learning rates, with several seeds; takes some 10 minutes
	@python -m stages.commands.grid train_mlp@tuned --dask $(or $(DASK),$(JOBS)) \
		-S train_mlp.tuned=0.005,0.015,0.05,0.15,0.5,1.5,5 -S base.seed=0,1,2 -S mlp.epochs=20 \
		--metrics reports/metrics/mlp_tuned.json --out reports/sweep.csv

# The second one holds the versions of the first one.
LOCKED := pip-compile --quiet --allow-unsafe --strip-extras --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host
lock: $(READY) ## renew requirements.lock and requirements-read.lock from pyproject.toml
	@$(LOCKED) --extra pipeline --extra dev --extra s3 --extra dask --output-file requirements.lock pyproject.toml
	@$(LOCKED) --constraint requirements.lock --output-file requirements-read.lock pyproject.toml

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 26

NEW_ENOUGH = $(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("error: $(PYTHON) is \
	  Python %d.%d; it must be 3.11 or newer (make PYTHON=...)" % sys.version_info[:2])'

# Environments are made whole or, marked by the missing `ready`, made again.
# Several GB with PyTorch.
$(READY): requirements.lock
	@echo "Building the environment .venv from requirements.lock; this takes some minutes."
	@$(NEW_ENOUGH)
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --requirement requirements.lock
	@touch $@

# Some 125 MB: without pip, byte code of modules that are never imported, and the second copy of ONNX
# Runtime, which is there for programs in C++.
$(READER): requirements-read.lock
	@echo "Building the environment .venv-read from requirements-read.lock; this takes some seconds." >&2
	@$(NEW_ENOUGH)
	@$(PYTHON) -m venv --clear .venv-read
	@.venv-read/bin/pip install --quiet --no-compile --disable-pip-version-check --requirement requirements-read.lock
	@.venv-read/bin/pip uninstall -qq --yes pip setuptools
	@rm -f .venv-read/lib/*/site-packages/onnxruntime/capi/libonnxruntime.so.*
	@touch $@
