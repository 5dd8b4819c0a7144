"""Run a trained network from its ONNX file."""

from pathlib import Path

import numpy as np
import onnxruntime

from lib.frame.errors import InputError
from lib.reader.finding import Network

__all__ = ["load_network"]


def load_network(path: Path, takes: tuple[int | None, ...], threads: int = 1) -> Network:
    """The network of a file, on the CPU.

    takes: the shape of its input, None where that varies. Raises InputError for a file that holds
    no network, or another one.
    """
    if not path.is_file():
        raise InputError(f"{path}: no such file; `dvc repro export` makes it")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.enable_cpu_mem_arena = False  # images of many sizes would each leave their blocks
    options.log_severity_level = 4  # what matters is raised
    try:
        session = onnxruntime.InferenceSession(
            path.read_bytes(), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # each kind of damage raises a type of its own
        reason = " ".join(str(error).split())
        raise InputError(f"{path}: expected a network in ONNX format ({reason})") from error
    inputs, outputs = session.get_inputs(), session.get_outputs()
    if len(inputs) != 1 or len(outputs) != 1:
        raise InputError(f"{path}: expected a network of one input and one output")
    shape = tuple(side if isinstance(side, int) else None for side in inputs[0].shape)
    if shape != takes:
        raise InputError(f"{path}: a network that takes {shape}; it must take {takes}")
    name = inputs[0].name
    return lambda x: np.asarray(session.run(None, {name: x})[0])
