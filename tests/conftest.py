import os

# One thread, as the pipeline runs: parallel products would compete with parallel tests.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("MPLBACKEND", "Agg")
