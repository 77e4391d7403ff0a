"""Copies of run folders, in a folder of this machine and in a store in memory."""

from pathlib import Path
from typing import Any

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from readout_app.schedule.deliver import copy_runs
from support.past_runs import past


def tree(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def made_run(out: Path, name: str = "one", **changes: Any) -> Path:
    folder = past(out, name, **changes)
    (folder / "tables").mkdir()
    (folder / "tables" / "ties.csv").write_text("source,target\n")
    return folder


@pytest.mark.parametrize("kind", ["", "file://"])
def test_a_copy_on_this_machine_has_every_file_and_is_made_once(tmp_path: Path, kind: str) -> None:
    runs = [made_run(tmp_path / "out", name) for name in ("one", "two")]
    (runs[0] / "link").symlink_to(tmp_path)
    target = tmp_path / "share" / "reports"
    copy_runs(runs, kind + str(target))
    expected = {name: content for name, content in tree(tmp_path / "out").items() if name != "one/link"}
    assert tree(target) == expected
    before = (target / "one" / "report.html").stat().st_ino
    copy_runs(runs, kind + str(target))
    assert (target / "one" / "report.html").stat().st_ino == before


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that a store in memory was sent, in their order; it is empty at first."""
    MemoryFileSystem.store.clear()
    sent: list[str] = []
    put = MemoryFileSystem.put_file

    def noted(self: Any, lpath: str, rpath: str, **options: Any) -> None:
        if sent and sent[0] == "fail" and rpath.endswith("report.html"):
            raise PermissionError(13, "Access denied")
        sent.append(rpath.removeprefix("/bucket/reports/one/"))
        put(self, lpath, rpath, **options)

    monkeypatch.setattr(MemoryFileSystem, "put_file", noted)
    return sent


def stored() -> dict[str, bytes]:
    files = MemoryFileSystem.store.items()
    return {name.removeprefix("/bucket/reports/"): file.getvalue() for name, file in files}


def test_in_a_store_the_manifest_comes_last_and_nothing_is_sent_twice(tmp_path: Path, store: list[str]) -> None:
    folder, target = made_run(tmp_path / "out"), "memory://bucket/reports"
    copy_runs([folder], target)
    assert store == ["report.html", "tables/ties.csv", "manifest.json"]
    assert stored() == tree(tmp_path / "out")
    copy_runs([folder], target + "/")
    assert len(store) == 3


@pytest.mark.parametrize("kind", ["memory://bucket/reports", "file"])
@pytest.mark.usefixtures("store")
def test_a_run_that_was_made_again_takes_the_place_of_its_copy(tmp_path: Path, kind: str) -> None:
    folder, target = made_run(tmp_path / "out"), str(tmp_path / "share") if kind == "file" else kind
    copy_runs([folder], target)
    (folder / "report.html").rename(folder / "page.html")
    (folder / "manifest.json").write_text("{}")
    copy_runs([folder], target)
    assert (tree(tmp_path / "share") if kind == "file" else stored()) == tree(tmp_path / "out")


def test_a_run_that_came_to_a_store_in_part_has_no_manifest(tmp_path: Path, store: list[str]) -> None:
    folder, target = made_run(tmp_path / "out"), "memory://bucket/reports"
    copy_runs([folder], target)
    (folder / "report.html").write_text("<!doctype html>new")
    (folder / "manifest.json").write_text("{}")
    store[:] = ["fail"]
    with pytest.raises(ValueError, match="denied") as caught:
        copy_runs([folder], target)
    assert str(caught.value) == (f"{target}: it cannot be written (Access denied); mend that, or copy to another place")
    assert "one/manifest.json" not in stored()
    store.clear()
    copy_runs([folder], target)
    assert stored() == tree(tmp_path / "out")


def test_what_cannot_be_copied_is_said(tmp_path: Path) -> None:
    folder = made_run(tmp_path / "out")
    (tmp_path / "file").write_text("")
    for target, message in (
        (
            "moon://reports",
            "moon://reports: it cannot be written (Protocol not known: moon); mend that, or copy to another place",
        ),
        (
            "s3://bucket/reports",
            "s3://bucket/reports: this kind of store wants a package (Install s3fs to access S3); install that",
        ),
        (
            str(tmp_path / "file"),
            f"{tmp_path / 'file'}: it cannot be written (Not a directory); mend that, or copy to another place",
        ),
    ):
        with pytest.raises(ValueError, match=r"\A[^\n]+\Z") as caught:
            copy_runs([folder], target)
        assert str(caught.value) == message
