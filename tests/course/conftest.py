from pathlib import Path


def pytest_addoption(parser):
    parser.addoption(
        "--solution",
        type=Path,
        help="a solution to check: a file, a folder or a zip; without it, the right one of the tests",
    )
