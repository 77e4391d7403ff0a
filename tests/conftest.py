"""An article of a few sentences, what the analyses find in it, and where Readout came from, for tests by hand."""

import json
from collections.abc import Callable
from unittest.mock import Mock

import pytest

from readout_app.schedule import github_workflow as workflow


@pytest.fixture
def came(monkeypatch: pytest.MonkeyPatch) -> Callable[[object], None]:
    """Lets Readout have come from an index (None), or from where its installer has noted."""

    def note(told: object) -> None:
        noted = Mock(read_text=lambda _: json.dumps(told) if told else None)
        monkeypatch.setattr(workflow, "distribution", lambda _: noted)

    return note
