"""What tests share: articles, notebooks, servers, past runs. `ROOT` is the checkout, `SHARED` what lies beside it."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
