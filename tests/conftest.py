import os

from imports import ROOT

from lib.build.environment import clean_environment

# Before any git or DVC is started: in a hook of git they would work on the user's repository.
clean_environment()
os.environ |= {"GIT_CONFIG_GLOBAL": str(ROOT / "tests/gitconfig"), "GIT_CONFIG_NOSYSTEM": "1"}
# One thread, as the pipeline runs: parallel products would compete with parallel tests.
os.environ.setdefault("OMP_NUM_THREADS", "1")


def pytest_collection():
    # Tests, and what stands beside them in their modules, find the project's files from its root.
    os.chdir(ROOT)


def pytest_collection_modifyitems(items):
    # The one long file first: with several processes the others fit beside it.
    items.sort(key=lambda item: item.path.name != "test_pipeline.py")
