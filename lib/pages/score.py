"""How well pages are read: boxes, lines and characters against what was written (Q4.3, Q4.4)."""

from collections.abc import Iterable, Mapping

from lib.characters.transcript import bare_lines, characters, edit_distance
from lib.pages.page import Page

__all__ = ["WAYS", "accuracies", "error_rate", "score", "total"]

# Each way reads the photo by itself: boxes included.
WAYS = ("mlp", "cnn", "context")  # the assignment's way, the reader, the reader with context
SUMMED = (
    "boxes_expected",
    "boxes_found",
    "boxes_classical",
    "lines",
    "lines_with_all_boxes",
    "lines_exact",
)


def error_rate(read: str, truth: str) -> float:
    """The edit distance over the length of the truth; both of the letters and digits alone.

    The truth must hold at least one letter or digit.
    """
    return edit_distance(characters(read), characters(truth)) / len(characters(truth))


def score(readings: Mapping[str, Page], truth: str) -> dict[str, float]:
    """How well one page was read; readings: a page for each of WAYS, truth: what was written.

    Classical boxes, and lines with all boxes, are those of the assignment's way; boxes, exact lines
    and an exact page (0 or 1) those of the reading with context. A line is exact if every character
    and space is right, marks such as periods aside. Errors are edit distances over letters and
    digits.
    """
    best, written = readings["context"], bare_lines(truth)
    expected, found = (
        [len(characters(line)) for line in of] for of in (written, readings["mlp"].lines)
    )
    matched = zip(expected, found, strict=False) if len(expected) == len(found) else ()
    values = {
        "boxes_expected": sum(expected),
        "boxes_found": len(best.boxes),
        "boxes_classical": len(readings["mlp"].boxes),
        "lines": len(written),
        "lines_with_all_boxes": sum(a == b for a, b in matched),
        "lines_exact": sum(a == b for a, b in zip(written, best.lines, strict=False)),
        "exact": best.lines == written,
    }
    for way in WAYS:
        values[f"errors_{way}"] = edit_distance(readings[way].characters, characters(truth))
    return values | accuracies(values)


def total(pages: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """The scores of several pages together; a count of pages, ``exact_pages``, for ``exact``."""
    pages = list(pages)
    keys = (*SUMMED, *(f"errors_{way}" for way in WAYS))
    values = {key: sum(page[key] for page in pages) for key in keys}
    return values | accuracies(values) | {"exact_pages": sum(page["exact"] for page in pages)}


def accuracies(counts: Mapping[str, float]) -> dict[str, float]:
    """For each way 1 - errors / length, not below 0."""
    length = counts["boxes_expected"]
    return {f"char_accuracy_{way}": max(0.0, 1 - counts[f"errors_{way}"] / length) for way in WAYS}
