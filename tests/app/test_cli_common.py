"""What commands say while they work: lines on a terminal, and nothing where nobody looks on."""

import io
import sys
import threading

import pytest

from readout_app import cli_common
from readout_app.cli_common import UserPath, name_articles, progress


class Terminal(io.StringIO):
    """A terminal that tells when something was shown on it."""

    def __init__(self) -> None:
        super().__init__()
        self.shown = threading.Event()

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if "so far" in text:
            self.shown.set()
        return super().write(text)


def look_on(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal for standard error; a fixture could not set it, as pytest sets its own after each."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    return terminal


def test_what_takes_long_is_shown_on_a_terminal_though_nothing_is_done_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = look_on(monkeypatch)
    monkeypatch.setattr(cli_common, "_PATIENCE", 0.01)
    for total, unit, units in ((20, "article", ""), (1, "report", ""), (2, "watch", "watches")):
        terminal.shown.clear()
        with progress(total, unit, units):
            assert terminal.shown.wait(60)
    for line in ("0 of 20 articles", "0 of 1 report", "0 of 2 watches"):
        assert f"readout: {line}, 00:00 so far" in terminal.getvalue()


def test_what_takes_no_time_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = look_on(monkeypatch)
    monkeypatch.setattr(cli_common, "_PATIENCE", 600.0)
    with progress(2, "report") as bar:
        bar.update()
    assert "so far" not in terminal.getvalue()


def test_nothing_is_shown_where_standard_error_is_no_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli_common, "_PATIENCE", 0.0)
    with progress(2, "page") as bar:
        bar.update(2)
    assert capsys.readouterr() == ("", "")


def test_standard_input_that_a_person_has_to_type_is_waited_for_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = look_on(monkeypatch)
    monkeypatch.setattr(sys, "stdin", Terminal())
    assert list(name_articles(["-", "a.txt"])) == [("-", None), ("a.txt", None)]
    assert terminal.getvalue() == (
        "readout: waiting for the article: type or paste it here, then press Ctrl-D on a line of its own\n"
    )


def test_a_pipe_is_read_without_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = look_on(monkeypatch)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert list(name_articles(["-"])) == [("-", None)]
    assert terminal.getvalue() == ""


@pytest.mark.parametrize(
    ("given", "meant"), [("~/x", "/home/ana/x"), ("a/~", "a/~"), ("~nobody-here/x", "~nobody-here/x")]
)
def test_a_tilde_is_a_home_folder_though_no_shell_has_seen_it(
    given: str, meant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/ana")
    assert str(UserPath()(given)) == meant
