"""params.yaml as people and programs break it."""

import copy
import io
from collections.abc import Iterator
from pathlib import Path

from imports import ROOT
from ruamel.yaml import YAML

from faults.mutations import damaged, strangers
from faults.watch import Case
from lib.frame.files import load_yaml
from lib.frame.params import check_all

TEXT = (ROOT / "params.yaml").read_text(encoding="utf-8")

# No key takes any of them.
NEVER = {
    "a list of lists": [[1], [2]],
    "not a number": float("nan"),
    "a map": {"a": 1},
    "bytes": b"\x00\x01",
    "a long text": "x" * 5000,
    "minus infinity": float("-inf"),
}
# Some keys take some of them.
PERHAPS = {"null": None, "-1": -1, "0": 0, "1e300": 1e300, "true": True, "''": "", "[]": []}
HUGE = "9" * 5000


def leaves(group: dict, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, value in group.items():
        yield from leaves(value, (*path, key)) if isinstance(value, dict) else [(*path, key)]


def edited(path: tuple[str, ...], edit) -> bytes:
    document = copy.deepcopy(load_yaml(ROOT / "params.yaml"))
    group = document
    for key in path[:-1]:
        group = group[key]
    edit(group, path[-1])
    out = io.BytesIO()
    YAML(typ="safe", pure=True).dump(document, out)
    return out.getvalue()


def replaced(value):
    return lambda group, key: group.update({key: value})


def cases() -> Iterator[Case]:
    free_text = {("video", key) for key in ("file", "weights", "model", "category")}
    optional = {
        ("train_torch", "flower_squeezenet", "refit"),
        ("train_torch", "cifar_cnn", "norm_bias_rate"),
        ("train_torch", "cifar_cnn", "lookahead"),
    }
    for path in leaves(load_yaml(ROOT / "params.yaml")):
        name = ".".join(path)
        yield Case(f"{name} gone", edited(path, lambda g, k: g.pop(k)), path not in optional)
        yield Case(f"{name} misspelt", edited(path, renamed), refused=True)
        for what, value in NEVER.items():
            refused = not (what == "a long text" and path in free_text)
            yield Case(f"{name} is {what}", edited(path, replaced(value)), refused=refused)
        for what, value in PERHAPS.items():
            yield Case(f"{name} is {what}", edited(path, replaced(value)))
    for section in load_yaml(ROOT / "params.yaml"):
        for what, value in {"null": None, "a list": [1], "a number": 3, "empty": {}}.items():
            refused = (section, what) != ("train_torch", "empty")
            yield Case(f"{section} is {what}", edited((section,), replaced(value)), refused)
    for what, text in BROKEN_TEXTS.items():
        content = text if isinstance(text, bytes) else text.encode()
        yield Case(what, content, refused=what not in STILL_RIGHT)
    yield from strangers()
    yield from damaged(TEXT.encode(), 70)


def renamed(group: dict, key: str):
    group[f"{key}_"] = group.pop(key)


def bomb(levels: int) -> str:
    """Aliases of aliases: 10 ** levels items when written out."""
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x,x]"]
    for n in range(1, levels):
        lines.append(f"a{n}: &a{n} [" + ",".join([f"*a{n - 1}"] * 10) + "]")
    return "\n".join(lines) + "\n"


BROKEN_TEXTS = {
    "aliases of aliases, as sections": TEXT + bomb(9),
    "aliases of aliases, as a value": bomb(9) + TEXT.replace("seed: 0", "seed: *a8"),
    "aliases of aliases, as a section": bomb(9).replace("a8:", "base:"),
    "a map of maps": TEXT.replace("seed: 0", "seed: " + "{a: " * 300 + "1" + "}" * 300),
    "deep in lists": TEXT.replace("seed: 0", "seed: " + "[" * 3000 + "]" * 3000),
    "deep in lists, not closed": "[" * 20000,
    "a list that holds itself": TEXT.replace("seed: 0", "seed: &a [*a]"),
    "a map that holds itself": "base: &a {seed: *a, threads: 1}\n",
    "an unknown alias": TEXT.replace("seed: 0", "seed: *nowhere"),
    "a key twice": TEXT.replace("  seed: 0", "  seed: 0\n  seed: 1"),
    "a section twice": TEXT + "base: {seed: 1, threads: 1}\n",
    "a list as a key": TEXT + "? [a, b]\n: 1\n",
    "a map as a key": TEXT + "? {a: b}\n: 1\n",
    "a number as a key": TEXT + "1: 2\n",
    "null as a key": TEXT + "~: 2\n",
    "a date as a key": TEXT + "2020-01-01: 2\n",
    "a key of two lines": TEXT + '"a\\nb": 1\n',
    "a key of two lines in a section": TEXT.replace("  seed: 0", '  seed: 0\n  "a\\nb": 1'),
    "a very long key": TEXT + "k" * 1000 + ": 1\n",
    "a key with a terminal's codes": TEXT + '"\\e[31mred": 1\n',
    "a value of two lines": TEXT.replace("seed: 0", 'seed: "0\\n1"'),
    "a tag that runs a command": TEXT.replace(
        "seed: 0", "seed: !!python/object/apply:os.system ['touch owned']"
    ),
    "a tag that makes an object": TEXT.replace("seed: 0", "seed: !!python/name:os.system"),
    "an unknown tag": TEXT.replace("seed: 0", "seed: !thing 0"),
    "a tag that does not fit": TEXT.replace("seed: 0", "seed: !!int zero"),
    "a binary tag": TEXT.replace("seed: 0", "seed: !!binary AAAA"),
    "a broken binary tag": TEXT.replace("seed: 0", "seed: !!binary '*'"),
    "a timestamp": TEXT.replace("seed: 0", "seed: 2020-01-01T00:00:00Z"),
    "an impossible date": TEXT.replace("seed: 0", "seed: 2020-13-45"),
    "an integer of 5000 digits": TEXT.replace("seed: 0", f"seed: {HUGE}"),
    "minus an integer of 5000 digits": TEXT.replace("seed: 0", f"seed: -{HUGE}"),
    "a float beyond all bounds": TEXT.replace("depth: 20", "depth: 1e999"),
    "a depth that no machine holds": TEXT.replace("depth: 20", "depth: 99999999999999"),
    "an integer of 64 bits and more": TEXT.replace("seed: 0", "seed: 36893488147419103232"),
    "a hexadecimal integer of 9000 digits": TEXT.replace("depth: 20", "depth: 0x" + "f" * 9000),
    "a hexadecimal integer": TEXT.replace("seed: 0", "seed: 0x10"),
    "an octal integer": TEXT.replace("seed: 0", "seed: 0o17"),
    "a merge of what is no map": TEXT.replace("  seed: 0", "  <<: 3\n  seed: 0"),
    "a merge": TEXT.replace("  seed: 0", "  <<: {seed: 0}"),
    "two documents": TEXT + "---\nbase: {}\n",
    "an end mark": TEXT + "...\n",
    "a directive": "%YAML 9.9\n---\n" + TEXT,
    "a broken directive": "%NO\n" + TEXT,
    "only comments": "# nothing\n",
    "only a text": "hello\n",
    "only a list": "- a\n- b\n",
    "tabs": TEXT.replace("  seed", "\tseed"),
    "one space too few": TEXT.replace("  threads: 1 ", " threads: 1 ", 1),
    "a colon lost": TEXT.replace("seed:", "seed"),
    "a quote left open": TEXT.replace("seed: 0", 'seed: "0'),
    "a bracket left open": TEXT.replace("seed: 0", "seed: [0"),
    "a conflict of git's": TEXT.replace(
        "  seed: 0", "<<<<<<< HEAD\n  seed: 0\n=======\n  seed: 1\n>>>>>>> other"
    ),
    "UTF-16": TEXT.encode("utf-16"),
    "Latin-1": TEXT.replace("seed: 0", "seed: ä").encode("latin-1"),
    "a byte order mark": b"\xef\xbb\xbf" + TEXT.encode(),
    "Windows' ends of lines": TEXT.replace("\n", "\r\n"),
    "old Mac's ends of lines": TEXT.replace("\n", "\r"),
    "a zero byte": TEXT.replace("seed: 0", "seed: \x000"),
    "a control character": TEXT.replace("seed: 0", "seed: \x07"),
    "full-width digits": TEXT.replace("seed: 0", "seed: １"),
    "written right to left": TEXT.replace("seed: 0", "seed: '\u202e0'"),
}  # fmt: skip
STILL_RIGHT = {
    "a hexadecimal integer",
    "an octal integer",
    "a merge",
    "an end mark",
    "a byte order mark",
    "Windows' ends of lines",
    "old Mac's ends of lines",
    "an integer of 64 bits and more",
    "an integer of 5000 digits",
    "a depth that no machine holds",
    "full-width digits",
    "a directive",
}


def use(file: Path) -> None:
    check_all(file)
