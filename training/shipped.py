"""The weights that ship as a network again, so that training can go on where only the shipped files are at hand.

An exported part names its constants as it likes. So a fresh network is exported, whose values are all different, and
each constant of it is found among the network's own by its values; the shipped file has its weight in the same place.
Whole numbers come back as numbers times their steps: off by half a step at most.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from training.data import Labels
from training.export import parts, rounded_weight
from training.network import Reader, Shape

Arrays = dict[str, np.ndarray]


def count_layers(folder: Path) -> int:
    """How many layers the encoder of the files in `folder` has: each widens its states once."""
    shipped = onnx.load(folder / "encoder.onnx", load_external_data=False).graph.initializer
    return sum(tuple(one.dims) == (Shape.width, Shape.inner) for one in shipped)


def load_shipped(folder: Path, layers: int) -> tuple[Reader, Labels]:
    """The network of the files in `folder`, whose encoder has so many layers, and its labels.

    Raises ValueError where a weight isn't found in the files.
    """
    settings = json.loads((folder / "reader.json").read_text())
    labels = Labels(tags=settings["tags"], relations=settings["relations"])
    reader = Reader(Shape.of(labels, layers))
    with torch.no_grad():
        for weight in reader.parameters():
            weight.normal_()
    random = {name: weight.detach().numpy() for name, weight in reader.named_parameters()}
    found: Arrays = {}
    for name, fresh in parts(reader):
        _take(random, found, _constants(fresh, Path()), _weights(fresh, folder / f"{name}.onnx"))
    if missing := sorted(set(random) - set(found)):
        raise ValueError(f"{folder} has no weights for {', '.join(missing)}")
    tensors = {name: torch.from_numpy(value.copy()) for name, value in found.items()}
    reader.load_state_dict(tensors, strict=False)
    return reader, labels


def _constants(model: onnx.ModelProto, folder: Path) -> Arrays:
    return {one.name: numpy_helper.to_array(one, str(folder)) for one in model.graph.initializer}


def _weights(fresh: onnx.ModelProto, path: Path) -> Arrays:
    """The shipped weights of a part under the names that the fresh part gives them."""
    shipped = _constants(onnx.load(path, load_external_data=False), path.parent)
    named = _constants(fresh, Path())
    weights = {name: shipped[name] for name in named if name in shipped}
    for node in fresh.graph.node:
        if (name := rounded_weight(node, named)) is not None:
            out = node.output[0]
            weights[name] = shipped[f"{out}.whole"].astype(np.float32) * shipped[f"{out}.scale"]
    return weights


def _take(random: Arrays, found: Arrays, fresh: Arrays, shipped: Arrays) -> None:
    """Adds to `found` those of the network's own weights that are in this part."""
    for name in fresh.keys() & shipped.keys():
        for own, value in random.items():
            if value.size == fresh[name].size and own not in found:
                for turned, back in _forms(value):
                    if np.array_equal(turned.ravel(), fresh[name].ravel()):
                        found[own] = back(shipped[name])


def _forms(value: np.ndarray) -> Iterator[tuple[np.ndarray, Callable[[np.ndarray], np.ndarray]]]:
    """The ways in which an exported part may hold a weight, each with the way back."""
    yield value, lambda w: w.reshape(value.shape)
    yield value.T, lambda w: w.reshape(value.T.shape).T
    if value.ndim == 3:
        turned = value.transpose(1, 0, 2)
        yield turned, lambda w: w.reshape(turned.shape).transpose(1, 0, 2)
