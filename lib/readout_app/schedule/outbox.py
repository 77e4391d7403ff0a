"""The digests that a watch has sent, kept as data, so that one can be sent again as it was."""

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter

from readout.errors import UserError
from readout_app.runs.folder import write_whole
from readout_app.schedule.digest import PARTS, Digest, DigestEntry
from readout_app.schedule.history import watch_folder


@dataclass(frozen=True)
class SentDigest:
    """A digest, and which addresses of the watch get it."""

    digest: Digest
    to: Literal["to", "failures"] = "to"


def keep_digest(out: Path, watch: str, sent: SentDigest) -> None:
    """Write the digest into the folder of the watch, under its id."""
    path = _path(out, watch, sent.digest.id)
    path.parent.mkdir(parents=True, exist_ok=True)
    content = json.dumps({"schema": 1, **asdict(sent)}, default=_to_json, ensure_ascii=False)
    write_whole(path, content.encode("utf-8", "replace"), beside=f".{path.name}.new")


def load_digest(out: Path, watch: str, digest_id: str) -> SentDigest:
    """Return a digest that was kept, with its pages in the reports folder `out`, where those are now.

    Raises UserError where it is not there, or is not as Readout writes it.
    """
    path = _path(out, watch, digest_id)
    try:
        sent = TypeAdapter(SentDigest).validate_json(path.read_bytes())
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror}); send another digest") from None
    except ValueError:
        raise UserError(f"{path}: it is not as Readout writes it; send another digest") from None
    moved: dict[str, Any] = {part: tuple(_moved(entry, out) for entry in getattr(sent.digest, part)) for part in PARTS}
    return replace(sent, digest=replace(sent.digest, **moved))


def forget_digests(out: Path, watch: str, kept: Collection[str]) -> None:
    """Remove all digests but those of these ids."""
    for path in _path(out, watch, "").parent.glob("*.json"):
        if path.stem not in kept:
            path.unlink(missing_ok=True)


def _moved(entry: DigestEntry, out: Path) -> DigestEntry:
    page = out / entry.page.parent.name / entry.page.name if entry.page else None
    return replace(entry, page=page)


def _to_json(value: object) -> object:
    return value.model_dump() if hasattr(value, "model_dump") else str(value)


def _path(out: Path, watch: str, digest_id: str) -> Path:
    return watch_folder(out, watch) / "digests" / f"{digest_id}.json"
