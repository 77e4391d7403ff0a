"""Run folders made by hand, for the tests of what reads them."""

import json
from pathlib import Path
from typing import Any

SUMMARY: dict[str, Any] = {"tie": "Iran-backed militias oppose the US", "keyphrases": ["rocket attack", "embassy"]}


def manifest(**changes: Any) -> dict[str, Any]:
    """A manifest of a run that is done; a change to `article` or `notebook` is a change of some of its keys."""
    found: dict[str, Any] = {
        "schema": 1,
        "status": "done",
        "error": None,
        "cell": None,
        "started": "2026-11-03T14:05:09.120+01:00",
        "ended": "2026-11-03T14:05:12.480+01:00",
        "seconds": 3.36,
        "article": {
            "id": "1f2e3d4c5b6a7988",
            "title": "US may close its embassy",
            "deck": None,
            "published": "2020-09-29",
            "source": "Wire",
            "byline": None,
            "url": None,
            "words": 620,
            "sha256": "1f2e3d4c5b6a7988" * 4,
            "input": "story.txt",
        },
        "notebook": {"name": "briefing", "sha256": "0" * 64},
        "parameters": {"top": 10},
        "versions": {"readout": "0.1.0"},
        "command": "readout report story.txt --notebook briefing",
        "summary": SUMMARY,
        "artefacts": {"report.html": "0" * 64},
    }
    for key, value in changes.items():
        nested = isinstance(value, dict) and key in ("article", "notebook")
        found[key] = found[key] | value if nested else value
    return found


def past(out: Path, name: str = "2020-09-29-us-briefing-1f2e3d4c", **changes: Any) -> Path:
    """A run folder of that name in `out`, with a page and a manifest."""
    return folder(out, name, json.dumps(manifest(**changes)))


def folder(out: Path, name: str, content: str | bytes) -> Path:
    """A folder of that name with a page, and with this content for a manifest."""
    place = out / name
    place.mkdir(parents=True)
    (place / "report.html").write_text("<!doctype html>", encoding="utf-8")
    raw = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    (place / "manifest.json").write_bytes(raw)
    return place
