"""The door of the library: what it offers, what it costs, and that everything it hands out can be looked at."""

import subprocess
import sys

import readout

NAMES = [
    *(
        "Analysis",
        "Article",
        "UserError",
        "__version__",
        "analyze",
        "charts",
        "corrections",
        "kwic",
        "measured",
    ),
    *("publish", "read", "show"),
]


def test_it_offers_these_names() -> None:
    assert dir(readout) == NAMES
    assert all(getattr(readout, name) for name in NAMES)


def test_importing_it_loads_nothing_heavy() -> None:
    code = "import sys, readout; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    heavy = {"pandas", "numpy", "onnxruntime", "matplotlib", "jinja2", "httpx", "textblob", "IPython"}
    assert not heavy & set(loaded.split())
