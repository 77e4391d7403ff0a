"""A stand-in for `runs.batch.run_batch` that leaves run folders without a kernel, for the tests of watches."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from readout_app.runs.batch import Job
from readout_app.runs.folder import name_run, place_folder, stage
from readout_app.runs.manifest import sha256
from readout_app.runs.run import Run
from support.past_runs import past


class FakeReports:
    """Called as `run_batch` is. A title with "bad" in it fails while the notebook has an assert; equal inputs run once.

    `titles` are those that were run, each time; `refused` the keys of articles whose folder cannot be written;
    `results` what each finds, but for its article.
    """

    def __init__(self) -> None:
        self.titles: list[str] = []
        self.refused: set[str] = set()
        self.results: dict[str, Any] = {}

    def __call__(self, jobs: Sequence[Job], workers: int) -> Iterator[tuple[int, Run | str]]:  # noqa: ARG002
        for at, job in enumerate(jobs):
            if job.label in self.refused:
                yield at, unwritten(job.batch.out)
            else:
                yield at, self._report(job)

    def _report(self, job: Job) -> Run:
        article = json.loads(Path(job.source).read_text())
        notebook = job.batch.notebook.read_text()
        about = {key: article[key] for key in ("id", "title", "published", "url")}
        fails = "bad" in article["title"] and "assert" in notebook
        inputs = [article["text"], sha256(notebook.encode()), dict(job.batch.given)]
        folder = job.batch.out / name_run(None, article["title"], "n", inputs)
        error = f"AssertionError: {article['title']}" if fails else None
        if fails:
            folder = folder.with_name(f"{folder.name}-failed")
        if not folder.exists():
            self.titles.append(article["title"])
            now = datetime.now(UTC).isoformat()
            state = {"status": "failed" if fails else "done", "error": error, "started": now, "ended": now}
            folder.parent.mkdir(parents=True, exist_ok=True)
            with stage(folder) as staged:
                made = past(staged, "run", article=about, notebook={"name": "n"}, **state)
                if self.results and not fails:
                    found = {"article": about, **self.results}
                    (made / "results.json").write_text(json.dumps(found))
                place_folder(made, folder)
        return Run(folder, "failed" if fails else "done", error)


def unwritten(out: Path) -> str:
    """What is said of an article whose report cannot be written."""
    return f"{out}: the report cannot be written there (No space left on device)"
