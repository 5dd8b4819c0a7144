"""Reports as text for the terminal, as a table and as JSON."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path

from lib.frame.errors import printable
from lib.frame.files import replacing
from lib.solutions.judge import Report
from lib.solutions.verdict import Verdict

COLUMNS = (
    "hand_in",
    "question",
    "what",
    "status",
    "points",
    "of",
    "says",
    "cause",
    "because",
    "remarks",
    "explained_at",
)


def as_text(report: Report, page: str) -> str:
    """A line a question, and the sum."""
    lines = [printable(f"{report.name}: {report.points} of {report.of} points")]
    for v in report.verdicts:
        line = f"  Q{v.question:<6}{v.status:<11}{v.points:>2} of {v.of:<2}  {v.line()}".rstrip()
        where = f" See {page}#{v.anchor}" if v.status == "wrong" else ""
        lines.append(printable(line + where))
    lines += [printable(f"  Note: {note}") for note in report.notes]
    return "\n".join(lines)


def row(report: Report, v: Verdict, page: str) -> dict:
    """A question of a hand-in, by the names of ``COLUMNS``."""
    values = (
        report.name,
        v.question,
        v.title,
        v.status,
        v.points,
        v.of,
        v.says,
        v.cause,
        v.because,
        " ".join(v.remarks),
        f"{page}#{v.anchor}",
    )
    return dict(zip(COLUMNS, values, strict=True))


def as_csv(reports: Sequence[Report], file: Path, page: str) -> None:
    """Write a row for each question of each hand-in."""
    with replacing(file) as partial, partial.open("w", encoding="utf-8", newline="") as opened:
        table = csv.DictWriter(opened, COLUMNS, lineterminator="\n")
        table.writeheader()
        for report in reports:
            table.writerows(_plain(row(report, v, page)) for v in report.verdicts)


def _plain(values: dict) -> dict:
    """Texts that no spreadsheet takes for a formula: a hand-in's name or words may be one."""
    return {
        key: f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value
        for key, value in values.items()
    }


def _shown(v: Verdict) -> dict:
    return {key: value for key, value in v.shown.items() if key != "images"}  # the pixels of 20


def as_json(reports: Sequence[Report], file: Path, page: str) -> None:
    """Write all hand-ins with their verdicts, what a page draws included."""
    content = [
        {
            "hand_in": report.name,
            "points": report.points,
            "of": report.of,
            "notes": report.notes,
            "questions": [row(report, v, page) | {"shown": _shown(v)} for v in report.verdicts],
        }
        for report in reports
    ]
    with replacing(file) as partial:
        partial.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8", newline="\n")
