import os

# One thread, as the pipeline runs: parallel products would compete with parallel tests.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("MPLBACKEND", "Agg")


def pytest_collection_modifyitems(items):
    # The one long file first: with several processes the others fit beside it.
    items.sort(key=lambda item: item.path.name != "test_pipeline.py")
