"""Progress of long work: a bar on a terminal, a plain line now and then elsewhere."""

import sys
from collections.abc import Iterator

from tqdm import tqdm


class Progress:
    """Counts ``total`` steps: ``with Progress(...) as p: p.step("loss 0.31")``."""

    def __init__(self, total: int, what: str, lines: int = 5):
        self.total, self.what = total, what
        self.done = 0
        self.every = max(1, total // lines)
        self.bar = tqdm(total=total, desc=what, leave=False) if sys.stderr.isatty() else None

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_) -> None:
        if self.bar is not None:
            self.bar.close()

    def step(self, note: str = "") -> None:
        """One more step is done; ``note`` says how it went."""
        self.done += 1
        if self.bar is not None:
            self.bar.set_postfix_str(note, refresh=False)
            self.bar.update()
        elif self.done % self.every == 0:
            print(f"{self.what} {self.done}/{self.total} {note}".rstrip(), flush=True)


def counted(items: list, what: str) -> Iterator:
    """Iterate over ``items`` with progress."""
    with Progress(len(items), what) as progress:
        for item in items:
            yield item
            progress.step()
