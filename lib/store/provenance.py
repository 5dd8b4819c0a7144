"""Where a dataset came from: the record that travels with it into every result."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, Self, get_args

from lib.frame.errors import InputError

Source = Literal["official", "mirror", "stand-in", "absent"]
FILE_NAME = "provenance.json"


@dataclass(frozen=True)
class Provenance:
    """One dataset's record: its source, its files with their SHA-256, and how many items it has."""

    dataset: str
    source: Source
    files: dict[str, str]
    n: int

    @property
    def sha256(self) -> str:
        """One checksum for the dataset: SHA-256 over its files' names and checksums."""
        listing = "".join(f"{sha}  {name}\n" for name, sha in sorted(self.files.items()))
        return hashlib.sha256(listing.encode()).hexdigest()

    def to_json(self) -> str:
        return json.dumps(asdict(self) | {"sha256": self.sha256}, indent=2, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Self:
        """What ``to_json`` wrote. Raises InputError where it is anything else."""
        try:
            values = json.loads(text)
            sha256 = values.pop("sha256")
            record = cls(**values)
            kinds = isinstance(record.dataset, str) and isinstance(record.n, int)
            if kinds and record.source in get_args(Source) and record.sha256 == sha256:
                return record
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            pass
        raise InputError("not a record of where data came from")

    @classmethod
    def of_folder(cls, folder: Path) -> Self:
        """The record that the fetch stage left in ``folder``. Raises InputError."""
        file = folder / FILE_NAME
        try:
            return cls.from_json(file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise InputError(f"{file}: no such file; 'make' fetches the data") from None
        except (InputError, UnicodeDecodeError):
            raise InputError(
                f"{file}: not a record of where the data came from; remove the folder, "
                "and 'make' fetches it anew"
            ) from None

    def write(self, folder: Path) -> None:
        (folder / FILE_NAME).write_text(self.to_json(), encoding="utf-8", newline="\n")


def source_of(records: Iterable[Provenance]) -> str:
    """The sources behind a result in one word: "mirror", or "mirror + stand-in" where they differ.

    A result counts as real only if no part of it is a stand-in. ", reduced" follows where
    params.yaml says that all of this is a quick try.
    """
    return " + ".join(sorted({record.source for record in records})) + quick_try()


def caption(records: Iterable[Provenance]) -> str:
    """One line for below a figure: "Data: nist36 from the mirror (sha256 0123abcd)"."""
    wording = {
        "official": "from its official archive",
        "mirror": "from the mirror",
        "stand-in": "STAND-IN, drawn by code",
        "absent": "ABSENT",
    }
    parts = (f"{r.dataset} {wording[r.source]} (sha256 {r.sha256[:8]})" for r in records)
    return "Data: " + ", ".join(parts) + quick_try()


def quick_try() -> str:
    """The mark of a result of reduced size; "" for any other. Raises InputError."""
    from lib.frame.params import Base  # here, since photos are read where pydantic is not installed

    return ", reduced" if Base.load().reduced else ""
