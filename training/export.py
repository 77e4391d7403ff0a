"""Writes the trained network as the files that Readout ships, and what it was trained with.

    python -m training.export TRAINED --base PATH --out FOLDER

encoder.onnx turns tokens into states (its table of word embeddings is words.bin), words.onnx states of words into tags,
trees and names, tone.onnx and stance.onnx the states of a sentence and of spans in it into logits. Weights of products
are rounded to seven bits a column, so that no processor's eight-bit products overflow; activations to eight bits a
token, so that a sentence's figures do not depend on the batch that it is read in. Temperatures and thresholds are found
later, on the dev parts with the files as they ship.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from onnx.external_data_helper import set_external_data
from torch import Tensor, nn

from readout.nlp.model_files import note_hashes
from training.data import BIO, load_tokenizer
from training.network import Reader, load_labels, load_reader

STEPS = 63  # seven bits with a sign
WORDS = "words.bin"
WINDOW = 256  # tokens that are read at once


class WordHeads(nn.Module):
    """States (words, width) and the state of the root in; scores of tags, names, nominals, arcs and relations out."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, words: Tensor, root: Tensor) -> tuple[Tensor, ...]:
        """Arcs (word, head) with the root as head 0; relations (word, relation, head)."""
        reader = self.reader
        arcs, dependents, heads = reader.arcs(words[None], root[None])
        d, h = (torch.cat([x[0], torch.ones_like(x[0, :, :1])], -1) for x in (dependents, heads))
        relations = (d @ reader.relation.permute(1, 0, 2).flatten(1)).unflatten(1, (-1, h.shape[1])) @ h.T
        return reader.tag(words), reader.names(words), reader.nominals(words), arcs[0], relations


class SpanHeads(nn.Module):
    """The states (tokens, width) of a sentence and those of spans (rows, width) in it in; logits out."""

    def __init__(self, reader: Reader, task: str) -> None:
        super().__init__()
        self.reader, self.task = reader, task

    def forward(self, states: Tensor, *spans: Tensor) -> Tensor:
        """(rows, labels): of tone for each span, of stance for each two."""
        rows, length = spans[0].shape[0], states.shape[0]
        many = states[None].expand(rows, -1, -1)
        mask = torch.ones(rows, length, dtype=torch.bool)
        return getattr(self.reader, self.task)(*spans, many.mean(1), many, mask)


def export(module: nn.Module, example: tuple, inputs: list[str], outputs: list[str], sizes: tuple) -> Path:
    """A part of the network as ONNX in single precision, in a file of its own in a folder that is thrown away."""
    path = Path(tempfile.mkdtemp()) / "part.onnx"
    program = torch.onnx.export(
        module.eval(),
        example,
        None,
        input_names=inputs,
        output_names=outputs,
        dynamic_shapes=sizes,
        dynamo=True,
        opset_version=21,
        verbose=False,
    )
    program.save(str(path))
    return path


def parts(reader: Reader) -> Iterator[tuple[str, onnx.ModelProto]]:
    """All parts by name."""
    width, length = reader.tag.in_features, torch.export.Dim("length", max=WINDOW)
    batch, rows, tokens = (torch.export.Dim(name) for name in ("batch", "rows", "tokens"))
    ids = torch.randint(1000, 20000, (2, 12))
    given = ids, torch.zeros_like(ids), torch.ones(2, 12, dtype=torch.bool)
    sizes = {0: batch, 1: length}
    names = ["ids", "cases", "mask"]
    yield "encoder", onnx.load(export(reader.encoder, given, names, ["states"], (sizes,) * 3))
    scores = ["tags", "names", "nominals", "arcs", "relations"]
    words = torch.randn(5, width), torch.randn(width)
    yield ("words", onnx.load(export(WordHeads(reader), words, ["words", "root"], scores, ({0: tokens}, None))))
    for task, spans in (("tone", ["span"]), ("stance", ["a", "b"])):
        example = torch.randn(7, width), *(torch.randn(3, width) for _ in spans)
        free = {0: tokens}, tuple({0: rows} for _ in spans)
        path = export(SpanHeads(reader, task), example, ["states", *spans], ["logits"], free)
        yield task, onnx.load(path)


def quantised(model: onnx.ModelProto) -> onnx.ModelProto:
    """The same graph with whole-number products and embeddings."""
    graph = model.graph
    weights = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    added = [
        numpy_helper.from_array(np.array(value, kind), name)
        for name, value, kind in (
            ("q.least", 1e-9, np.float32),
            ("q.high", 127, np.float32),
            ("q.one", 1, np.float32),
            ("q.zero", 128, np.uint8),
            ("q.axis", [2], np.int64),
        )
    ]
    nodes, rounded, gone = [], set(), set()
    for node in graph.node:
        name, out = rounded_weight(node, weights), node.output[0]
        if name and node.op_type == "MatMul":
            x = node.input[0]
            nodes += [] if x in rounded else _rounding(x)
            rounded.add(x)
            gone.add(name)
            made, more = _product(x, weights[name], out)
        elif name:
            gone.add(name)
            made, more = _lookup(weights[name], node.input[1], out)
        else:
            made, more = [node], []
        nodes += made
        added += more
    kept = [one for one in graph.initializer if one.name not in gone]
    del graph.node[:], graph.initializer[:], graph.value_info[:]
    graph.node.extend(nodes)
    graph.initializer.extend([*kept, *added])
    if not any(one.domain == "com.microsoft" for one in model.opset_import):
        model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    return model


def rounded_weight(node: onnx.NodeProto, weights: dict[str, np.ndarray]) -> str | None:
    """The name of the weight of this node that ships as whole numbers; None for other nodes."""
    if node.op_type == "MatMul" and node.input[1] in weights:
        return node.input[1]
    if node.op_type == "Gather" and weights.get(node.input[0], np.zeros(0)).size > 1_000_000:
        return node.input[0]
    return None


Made = tuple[list[onnx.NodeProto], list[onnx.TensorProto]]


def _product(x: str, weights: np.ndarray, out: str) -> Made:
    """The product of rounded activations with rounded weights, in steps of both."""
    whole, scale = _whole(weights, 0)
    parts = (("whole", whole), ("scale", scale), ("zeros", np.zeros(len(scale), np.int8)))
    given = [f"{x}.q", f"{out}.whole", "q.one", f"{out}.scale", "q.zero", f"{out}.zeros"]
    nodes = [
        helper.make_node("MatMulIntegerToFloat", given, [f"{out}.p"], domain="com.microsoft"),
        helper.make_node("Mul", [f"{out}.p", f"{x}.r"], [out]),
    ]
    return nodes, [numpy_helper.from_array(values, f"{out}.{part}") for part, values in parts]


def _lookup(weights: np.ndarray, places: str, out: str) -> Made:
    """Rows of a large table of embeddings, rounded row by row."""
    whole, scale = _whole(weights, 1, 127)
    nodes = [
        helper.make_node("Gather", [f"{out}.whole", places], [f"{out}.g"]),
        helper.make_node("Gather", [f"{out}.scale", places], [f"{out}.s"]),
        helper.make_node("Cast", [f"{out}.g"], [f"{out}.f"], to=onnx.TensorProto.FLOAT),
        helper.make_node("Mul", [f"{out}.f", f"{out}.s"], [out]),
    ]
    parts = (("whole", whole), ("scale", scale[:, None]))
    return nodes, [numpy_helper.from_array(values, f"{out}.{part}") for part, values in parts]


def _rounding(x: str) -> list[onnx.NodeProto]:
    """Each token's activations over their own largest, in eight bits: `x.q`, and the size of a step: `x.r`."""
    return [
        helper.make_node("Abs", [x], [f"{x}.a"]),
        helper.make_node("ReduceMax", [f"{x}.a", "q.axis"], [f"{x}.m"], keepdims=1),
        helper.make_node("Max", [f"{x}.m", "q.least"], [f"{x}.b"]),
        helper.make_node("Div", [f"{x}.b", "q.high"], [f"{x}.r"]),
        helper.make_node("Div", [x, f"{x}.r"], [f"{x}.d"]),
        helper.make_node("QuantizeLinear", [f"{x}.d", "q.one", "q.zero"], [f"{x}.q"]),
    ]


def _whole(values: np.ndarray, axis: int, steps: int = STEPS) -> tuple[np.ndarray, np.ndarray]:
    """Whole numbers and the size of a step, for each column (axis 0) or row (axis 1)."""
    scale = np.maximum(np.abs(values).max(axis), 1e-9).astype(np.float32) / np.float32(steps)
    whole = np.round(values / (scale[:, None] if axis else scale)).astype(np.int8)
    return whole, scale


def write(trained: Path, base: Path, out: Path) -> dict:
    """All files but for temperatures and thresholds, which stand at 1 and 0; what reader.json says."""
    out.mkdir(parents=True, exist_ok=True)
    (out / WORDS).unlink(missing_ok=True)  # else the table would be added to the one that is there
    labels = load_labels(trained)
    for name, model in parts(load_reader(trained / "reader.pt", labels)):
        save(quantised(model), out / f"{name}.onnx")
    (out / "tokenizer.json").write_text(load_tokenizer(base).to_str(), "utf-8")
    settings = {
        "version": 1,
        "tags": labels.tags,
        "relations": labels.relations,
        **BIO,
        "temperature": {"tone": 1.0, "stance": 1.0},
        "threshold": {"tone": 0.0, "stance": 0.0},
    }
    (out / "reader.json").write_text(json.dumps(settings, indent=1) + "\n", "utf-8")
    note_hashes(out)
    return settings


def save(model: onnx.ModelProto, path: Path) -> None:
    """One part without what its making has left in it; the table of words goes into a file of its own."""
    del model.metadata_props[:]
    for node in model.graph.node:
        del node.metadata_props[:]
        node.doc_string = ""
    for value in (*model.graph.input, *model.graph.output, *model.graph.initializer):
        del value.metadata_props[:]
    for one in model.graph.initializer:
        if one.data_type == onnx.TensorProto.INT8 and one.dims[0] > 20_000:
            set_external_data(one, WORDS)
    onnx.save(model, path)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Writes the reader's files.")
    parser.add_argument("trained", type=Path)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    write(options.trained, options.base, options.out)


if __name__ == "__main__":
    main()
