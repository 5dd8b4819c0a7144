"""A command line from a function's signature, by argparse.

Positional-only parameters become arguments, keyword-only ones become options. A list takes one
value or more, a ``bool`` is a switch, and ``Annotated[Path, "folder"]`` says what a value is.
"""

import argparse
import inspect
import types
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal, NoReturn, Union, get_args, get_origin, get_type_hints

from lib.frame.errors import printable


def parse(main: Callable[..., Any], argv: Sequence[str] | None = None) -> tuple[list, dict]:
    """The arguments with which to call ``main``: positional ones, and the given ones by name.

    argv: what stands on the command line behind the program's name; ``sys.argv[1:]`` by default.
    A mistake ends the process with one line on standard error and exit code 2.
    """
    parser = _Parser(
        prog=f"python -m {_module(main)}",
        description=inspect.getdoc(inspect.getmodule(main)),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    hints = get_type_hints(main, include_extras=True)
    parameters = inspect.signature(main).parameters.values()
    for parameter in parameters:
        _add(parser, parameter, hints[parameter.name])
    values = vars(parser.parse_args(argv))
    positional = [values.pop(p.name) for p in parameters if p.kind is p.POSITIONAL_ONLY]
    return positional, values


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"error: {printable(message)}; '{self.prog} --help' lists what can be given\n")


def _module(main: Callable[..., Any]) -> str:
    """The name to start a function's module by, also where it is the one that was started."""
    module = inspect.getmodule(main)
    spec = getattr(module, "__spec__", None)
    return spec.name if spec else main.__module__


def _add(parser: argparse.ArgumentParser, parameter: inspect.Parameter, hint: Any) -> None:
    about = None
    if get_origin(hint) is Annotated:
        hint, about = get_args(hint)[:2]
    if parameter.default not in (parameter.empty, None, False):
        default = f"default: {parameter.default}"
        about = f"{about}; {default}" if about else default
    settings: dict[str, Any] = {"help": about and about.replace("%", "%%")}
    if get_origin(hint) in (Union, types.UnionType):  # X | None
        (hint,) = (kind for kind in get_args(hint) if kind is not type(None))
    if get_origin(hint) is list:
        (hint,) = get_args(hint)
        settings["nargs"] = "+"
    if get_origin(hint) is Literal:
        settings["choices"] = get_args(hint)
        hint = str
    elif hint is not bool:
        settings["metavar"] = parameter.name.upper()
    if parameter.kind is parameter.POSITIONAL_ONLY:
        parser.add_argument(parameter.name, type=hint, **settings)
        return
    name = parameter.name.replace("_", "-")
    flag = f"--{name}" if len(name) > 1 else f"-{name}"
    settings |= {"dest": parameter.name, "default": argparse.SUPPRESS}  # main has its own defaults
    if hint is bool:
        parser.add_argument(flag, action="store_true", **settings)
        return
    if "nargs" in settings:  # an option that is given twice adds to its list
        settings["action"] = "extend"
    required = parameter.default is parameter.empty
    parser.add_argument(flag, type=hint, required=required, **settings)
