"""The pipeline's stages and the other commands, each run by ``python -m stages.NAME``.

What stands here changes no result, so no stage names it among what it depends on.
"""

import sys
from types import TracebackType


def _report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Ctrl-C while a stage still imports is one line, as it is later under ``lib.frame.run``."""
    if issubclass(kind, KeyboardInterrupt):
        print("interrupted", file=sys.stderr)
    else:
        _before(kind, error, trace)


# Here, since the package comes first, before the seconds in which a stage imports PyTorch.
_before, sys.excepthook = sys.excepthook, _report
