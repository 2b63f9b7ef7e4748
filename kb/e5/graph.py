"""The encoder as an ONNX graph with int8 matrices, for one text at a time.

The input is the sum of word, position and type embeddings, the output the mean of the last layer. Embeddings of words
stay in the model file (54 MB that would be copied); without them the graph has 21 MB and is made in 0.2 seconds.
One text at a time needs no padding and no mask, is faster than batches where every core has its own text, and makes a
vector depend on nothing but its text, although the scales of activations are taken from the values met.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from kb.e5.weights import Weights

_MICROSOFT = "com.microsoft"  # operators that onnxruntime adds to the standard ones
_LOWEST_PEAK = 0.2  # GELU goes down to -0.17: a row's scale covers that too


def build(weights: Weights) -> bytes:
    """The serialised model: float32 (1, n, size) `embedded` → (1, size) `mean`, (1, n, size) `states` of the last layer."""
    return _Builder(weights).model()


class _Builder:
    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def model(self) -> bytes:
        size = self._weights.size
        state = self._node(
            "LayerNormalization",
            ["embedded", *self._normal("emb.ln")],
            "state",
            axis=-1,
            epsilon=self._weights.epsilon,
        )
        for layer in range(self._weights.layers):
            state = self._layer(state, f"l{layer}.")
        self._node("ReduceMean", [state], "mean", axes=[1], keepdims=0)
        self._node("Identity", [state], "states")
        graph = helper.make_graph(
            self._nodes,
            "multilingual-e5-small",
            [helper.make_tensor_value_info("embedded", TensorProto.FLOAT, [1, "length", size])],
            [
                helper.make_tensor_value_info("mean", TensorProto.FLOAT, [1, size]),
                helper.make_tensor_value_info("states", TensorProto.FLOAT, [1, "length", size]),
            ],
            self._constants,
        )
        # versions that onnxruntime 1.18 and every later one can read
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid(_MICROSOFT, 1)]
        return bytes(helper.make_model(graph, opset_imports=opsets, ir_version=8).SerializeToString())

    def _layer(self, state: str, at: str) -> str:
        size, inner = self._weights.size, self._weights.inner
        joined = self._matmul(state, at + "qkv", [at + "q", at + "k", at + "v"], size)
        sizes = self._constant(at + "sizes", np.full(3, size, np.int64))
        self._nodes.append(helper.make_node("Split", [joined, sizes], [at + "q", at + "k", at + "v"], axis=-1))
        attended = self._node(
            "MultiHeadAttention",
            [at + "q", at + "k", at + "v"],
            at + "attended",
            _MICROSOFT,
            num_heads=self._weights.heads,
        )
        state = self._add(state, self._matmul(attended, at + "ao", [at + "ao"], size), at + "aln")
        wide = self._node("Gelu", [self._matmul(state, at + "fi", [at + "fi"], size)], at + "gelu", _MICROSOFT)
        return self._add(state, self._matmul_by_row(wide, at + "fo", inner), at + "oln")

    def _matmul(self, value: str, out: str, names: list[str], columns: int) -> str:
        """value · Wᵀ + b, the activations in 8 bits with one scale for the text."""
        bias = np.concatenate([self._weights.vector(name + ".b") for name in names])
        inputs = [value, *self._quantised(out, names, columns), self._constant(out + ".bias", bias)]
        return self._node("DynamicQuantizeMatMul", inputs, out, _MICROSOFT)

    def _matmul_by_row(self, value: str, out: str, columns: int) -> str:
        """The same with a scale for each token: GELU's outliers would take the precision of all others.

        Cosine to the float32 model .9992 instead of .9974, at the same speed.
        """
        highest = self._node("ReduceMax", [value], out + ".highest", axes=[-1], keepdims=1)
        floor = self._constant(out + ".floor", np.array(_LOWEST_PEAK, np.float32))
        peak = self._node("Max", [highest, floor], out + ".peak")
        scaled = self._node("Div", [value, peak], out + ".scaled")
        inputs = [scaled, *self._quantised(out, [out], columns)]
        product = self._node("DynamicQuantizeMatMul", inputs, out + ".product", _MICROSOFT)
        bias = self._constant(out + ".bias", self._weights.vector(out + ".b"))
        return self._node("Add", [self._node("Mul", [product, peak], out + ".rescaled"), bias], out)

    def _quantised(self, out: str, names: list[str], columns: int) -> list[str]:
        """Weights in 8 bits, one scale an output. Unsigned: signed ones saturate on processors without VNNI."""
        rows = np.concatenate([self._weights.matrix(name + ".w", columns) for name in names])
        scale = np.maximum(np.abs(rows).max(axis=1), 1e-12) / 127
        whole = (np.rint(rows / scale[:, None]) + 128).astype(np.uint8)
        return [
            self._constant(out + ".weight", np.ascontiguousarray(whole.T)),
            self._constant(out + ".scale", scale.astype(np.float32)),
            self._constant(out + ".zero", np.full(len(scale), 128, np.uint8)),
        ]

    def _add(self, state: str, change: str, normal: str) -> str:
        """LayerNorm(state + change)."""
        inputs = [state, change, *self._normal(normal)]
        return self._node("SkipLayerNormalization", inputs, normal + ".out", _MICROSOFT, epsilon=self._weights.epsilon)

    def _normal(self, name: str) -> list[str]:
        return [self._constant(f"{name}.{part}", self._weights.vector(f"{name}.{part}")) for part in ("w", "b")]

    def _constant(self, name: str, value: NDArray[Any]) -> str:
        self._constants.append(numpy_helper.from_array(value, name))
        return name

    def _node(self, operator: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        self._nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **attributes))
        return output
