"""Where PyTorch runs, and what makes it run the same way each time."""

import os
from typing import Any

import torch

from lib.frame.errors import InputError


def pin(device: str, threads: int, seed: int) -> torch.device:
    """Choose the device and make results depend on the seed and the thread count alone.

    device: "auto" (CUDA or Apple's MPS where there is one, else the CPU) or one by name. PyTorch's
    first weights and its dropout draw from its own global generator, so that one is seeded too.
    Raises InputError for a device that is not there.
    """
    available = {
        "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True
    }  # fmt: skip
    if device == "auto":
        device = next(name for name, there in available.items() if there)
    if not available[device]:
        there = ", ".join(name for name, there in available.items() if there)
        raise InputError(f"device is '{device}', which this machine lacks; it has {there}")
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    # A GPU's matrix products are reproducible only with a fixed workspace; and a few of its
    # operations have no deterministic form, which is then a warning.
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    torch.use_deterministic_algorithms(True, warn_only=device != "cpu")
    # Otherwise every new tensor is filled, which costs time and matters only to programs that read
    # memory they never wrote.
    deterministic: Any = torch.utils.deterministic  # its attributes have no types
    deterministic.fill_uninitialized_memory = False
    return torch.device(device)


def autocast_dtype(precision: str, device: torch.device) -> torch.dtype:
    """The type in which networks multiply; weights and sums stay in float32.

    precision: "float32", "bfloat16", or "auto", which is bfloat16 on a device with instructions for
    it. There it is nearly twice as fast; elsewhere it is emulated, at half the speed of float32.
    """
    if precision == "auto":
        capable = {"cpu": _cpu_has_bfloat16, "cuda": _cuda_has_bfloat16}
        precision = "bfloat16" if capable.get(device.type, lambda: False)() else "float32"
    return {"float32": torch.float32, "bfloat16": torch.bfloat16}[precision]


def mixed_precision(device: torch.device, dtype: torch.dtype) -> torch.autocast:
    """The context in which networks multiply numbers of ``autocast_dtype``."""
    return torch.autocast(device.type, dtype, enabled=dtype != torch.float32)


def _cpu_has_bfloat16() -> bool:
    capabilities = torch.cpu.get_capabilities()
    return any(capabilities.get(name, False) for name in ("avx512_bf16", "amx_bf16"))


def _cuda_has_bfloat16() -> bool:
    return torch.cuda.is_bf16_supported(including_emulation=False)
