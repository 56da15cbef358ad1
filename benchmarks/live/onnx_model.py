"""A described network as an ONNX model, for the peer."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from latentlib.live import ExportedNetwork

__all__ = ["to_onnx"]

OPSET = 17


def to_onnx(exported: ExportedNetwork) -> bytes:
    """Return the same network as a file of ONNX, in float32, for one input at a time."""
    graph = _Graph(exported)
    name = "input"
    for layer in exported.description["layers"]:
        name = getattr(graph, layer["kind"])(layer, name)
    described = exported.description
    shapes = {"input": described["input_shape"], name: described["output_shape"]}
    ends = [
        helper.make_tensor_value_info(end, TensorProto.FLOAT, [1, *shape])
        for end, shape in shapes.items()
    ]
    made = helper.make_graph(graph.nodes, "network", ends[:1], ends[1:], graph.tensors)
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)])
    model.ir_version = 9
    onnx.checker.check_model(model)
    return model.SerializeToString()


class _Graph:
    def __init__(self, exported: ExportedNetwork) -> None:
        self._bytes = exported.weights
        self.nodes: list[Any] = []
        self.tensors: list[Any] = []

    def _node(self, kind: str, *inputs: str, **attributes: Any) -> str:
        name = f"value{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name

    def _tensor(self, entry: dict[str, Any]) -> str:
        kind = {"float32": "<f4", "float16": "<f2", "int8": "i1"}[entry["format"]]
        shape, axis = entry["shape"], entry.get("axis")
        values = np.frombuffer(self._bytes, kind, int(np.prod(shape)), entry["at"])
        values = values.reshape(shape).astype(np.float32)
        if axis is not None:
            scales = np.frombuffer(self._bytes, "<f4", shape[axis], entry["scales_at"])
            values = values * scales.reshape([-1 if i == axis else 1 for i in range(len(shape))])
        return self._constant(values)

    def _constant(self, values: np.ndarray) -> str:
        name = f"tensor{len(self.tensors)}"
        self.tensors.append(numpy_helper.from_array(values, name))
        return name

    def _weights(self, layer: dict[str, Any]) -> list[str]:
        return [self._tensor(layer[key]) for key in ("weight", "bias") if key in layer]

    def linear(self, layer: dict[str, Any], x: str) -> str:
        return self._node("Gemm", x, *self._weights(layer), transB=1)

    def _convolution(self, kind: str, layer: dict[str, Any], x: str, **more: Any) -> str:
        return self._node(
            kind,
            x,
            *self._weights(layer),
            kernel_shape=layer["kernel_size"],
            strides=layer["stride"],
            pads=layer["padding"] * 2,
            **more,
        )

    def conv2d(self, layer: dict[str, Any], x: str) -> str:
        return self._convolution("Conv", layer, x)

    def conv_transpose2d(self, layer: dict[str, Any], x: str) -> str:
        extra = layer["output_padding"]
        return self._convolution("ConvTranspose", layer, x, output_padding=extra)

    def unflatten(self, layer: dict[str, Any], x: str) -> str:
        return self._node("Reshape", x, self._constant(np.array([1, *layer["shape"]], np.int64)))

    def activation(self, layer: dict[str, Any], x: str) -> str:
        if layer["name"] == "silu":
            return self._node("Mul", x, self._node("Sigmoid", x))
        kinds = {"relu": "Relu", "sigmoid": "Sigmoid", "tanh": "Tanh"}
        return self._node(kinds[layer["name"]], x)
