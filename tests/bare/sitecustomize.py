"""Takes from the project's own modules what Windows lacks; a process does so that starts with this
folder on PYTHONPATH.

Other packages keep everything, since here they have only their ways for Linux. TAKEN_AWAY names a
file, to which each module of the project adds its name when it is imported under this.
"""

import builtins
import os
import sys
import types

from lacking import MODULES, NAMES, POSIX_ALONE


class Without(types.ModuleType):
    """A module without some of its names; what is set in it is set in the module itself."""

    def __init__(self, module, gone, **others):
        super().__init__(module.__name__, module.__doc__)
        self.__dict__.update(_module=module, _gone=gone, **others)

    def __getattr__(self, name):
        if name in self._gone:
            raise AttributeError(f"module '{self.__name__}' has no attribute '{name}'")
        return getattr(self._module, name)

    def __setattr__(self, name, value):
        setattr(self._module, name, value)


def replacement(name):
    """What the project's modules get for a module's name, None for the module itself."""
    if name in NAMES:
        return Without(sys.modules[name], NAMES[name])
    if name == "sys":
        return Without(sys, set(), platform="win32")
    if name == "subprocess":
        plain = sys.modules[name]

        class Popen(plain.Popen):
            def __init__(self, *args, **settings):
                if used := POSIX_ALONE & settings.keys():
                    raise ValueError(f"{used} is not supported on Windows platforms")
                super().__init__(*args, **settings)

        return Without(plain, set(), Popen=Popen)
    return None


def note(importer):
    if told and importer not in noted:
        noted.add(importer)
        with open(told, "a", encoding="utf-8") as file:
            file.write(f"{importer}\n")


def bare_import(name, given=None, local=None, fromlist=(), level=0):
    spec = (given or {}).get("__spec__")
    if spec is None or spec.name.partition(".")[0] not in ("lib", "stages"):
        return plain_import(name, given, local, fromlist, level)
    note(spec.name)
    if name in MODULES:
        raise ModuleNotFoundError(f"No module named '{name}'", name=name)
    module = plain_import(name, given, local, fromlist, level)
    if "." in name or level:
        return module
    if name not in seen:
        seen[name] = replacement(name)
    return seen[name] or module


seen, noted = {}, set()
told = os.environ.get("TAKEN_AWAY")
plain_import, builtins.__import__ = builtins.__import__, bare_import
