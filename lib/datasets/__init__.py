"""The datasets' own files as arrays.

A stage finds a dataset by its name: ``NAME.py`` here holds ``decode(raw, params, rng)``, which
reads the folder that was fetched and returns train_x, train_y, valid_x, valid_y, test_x, test_y,
and ``classes`` where the classes have names.
"""
