"""What a process that runs foreign code gives up before it does, where the system allows it."""

import ctypes
import os
import shutil
import sys
from pathlib import Path

_NEW = 0x10000000 | 0x00020000 | 0x20000000 | 0x40000000 | 0x08000000  # user, mount, pid, net, ipc
_PRIVATE = 0x4000 | 0x40000  # MS_REC | MS_PRIVATE
_NO_DEVICES = 0x2 | 0x4  # MS_NOSUID | MS_NODEV
_MOUNT_SETATTR, _HERE, _RECURSIVE, _READ_ONLY = 442, -100, 0x8000, 1
_DEATH_SIGNAL, _KILL = 1, 9
_CAPABILITIES = 0x20080522
ROOM = 1 << 29  # bytes that all its files may take


def isolate(work: Path) -> bool:
    """Leave the network and the other processes, and keep all files but ``work`` from change.

    Linux alone, where it allows user namespaces: ``work`` is then an empty folder in memory, and a
    child of this process is the first of a world of its own, with which all others there end.
    Returns whether it was done; the calling process must then fork, and call ``give_up`` there.
    """
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    if libc.unshare(_NEW):
        return False
    Path("/proc/self/setgroups").write_bytes(b"deny")
    Path("/proc/self/uid_map").write_bytes(f"{user} {user} 1".encode())
    Path("/proc/self/gid_map").write_bytes(f"{group} {group} 1".encode())
    folder = os.fsencode(work)
    room = f"size={ROOM},mode=700".encode()
    done = (
        libc.mount(None, b"/", None, _PRIVATE, None) == 0
        and libc.mount(b"tmpfs", folder, b"tmpfs", _NO_DEVICES, room) == 0
        and _set_read_only(libc, b"/", _RECURSIVE, True)
        and _set_read_only(libc, folder, 0, False)
    )
    if not done:
        raise OSError(ctypes.get_errno(), "the system lets namespaces be made, but not mounts")
    return True


def _set_read_only(libc: ctypes.CDLL, path: bytes, flags: int, on: bool) -> bool:
    attributes = (ctypes.c_uint64 * 4)(*((_READ_ONLY, 0) if on else (0, _READ_ONLY)), 0, 0)
    size = ctypes.c_size_t(ctypes.sizeof(attributes))
    return libc.syscall(_MOUNT_SETATTR, _HERE, path, flags, attributes, size) == 0


def give_up() -> None:
    """End with the parent, and drop the rights with which the isolation could be undone."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_DEATH_SIGNAL, _KILL, 0, 0, 0)
    header, none = (ctypes.c_uint32 * 2)(_CAPABILITIES, 0), (ctypes.c_uint32 * 6)()
    libc.capset(header, none)


def limit(memory: int, file: int, seconds: int, processes: int | None) -> None:
    """Bound memory, the size of a file, processor time and processes, where the system can."""
    try:
        import resource
    except ModuleNotFoundError:
        return
    limits = {
        "RLIMIT_AS": memory if sys.platform == "linux" else None,
        "RLIMIT_FSIZE": file,
        "RLIMIT_CPU": seconds,
        "RLIMIT_CORE": 0,
        "RLIMIT_NPROC": processes,
    }
    for name, most in limits.items():
        if most is not None and hasattr(resource, name):
            resource.setrlimit(getattr(resource, name), (most, most))


def refuse_network() -> None:
    """Let no socket be made by Python's own module: what is left where ``isolate`` fails."""
    import socket

    def refused(*_, **__):
        raise PermissionError("a hand-in has no network")

    for name in ("socket", "create_connection", "socketpair", "getaddrinfo"):
        setattr(socket, name, refused)


def fill(source: Path, work: Path) -> None:
    """Copy what the hand-in consists of into the folder in which it runs."""
    shutil.copytree(source, work, dirs_exist_ok=True)
