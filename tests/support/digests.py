"""Digests made by hand."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from readout_app.runs.manifest import Summary
from readout_app.schedule.digest import Digest, DigestEntry
from support.past_runs import SUMMARY

PAGE, OTHER = Path("out/one/report.html"), Path("out/two/report.html")
SLOT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


NOTES = ("2 findings differ.", "Tie gone: Norland → Sudia, opposes (sure).", "New keyphrase: a fine, rank 1.")


HOSTILE = "</style></title><script>alert(1)</script><img src=x onerror=alert(1)>\"'{{ 7*7 }}\u202e\r\nBcc: x@y.z\x00"


def entry(title: str = "US may close its embassy", **changes: Any) -> DigestEntry:
    """An entry of a digest; `summary` is as a manifest has it."""
    given: dict[str, Any] = {"source": "Wire", "published": date(2020, 9, 29), "page": PAGE, "summary": SUMMARY}
    given |= changes
    summary = given.pop("summary")
    return DigestEntry(title, summary=Summary.model_validate(summary) if summary else None, **given)


FULL = Digest(
    "gulf",
    SLOT,
    new=(entry(), entry("A fine", source="", published=None, page=OTHER, summary=None)),
    changed=(entry("Norland fined Sudia", summary=SUMMARY | {"tie": None}, notes=NOTES),),
    failed=(entry("feed.xml", source="", published=None, page=None, summary=None, notes=("It is no feed.",)),),
)
