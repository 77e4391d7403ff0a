"""What a call is refused with."""

from collections.abc import Callable
from typing import Any

import pytest


def problem_of(call: Callable[..., object], *arguments: Any, **options: Any) -> str:
    """The line with which a call is refused, as a user reads it."""
    with pytest.raises(ValueError, match=r".") as caught:
        call(*arguments, **options)
    return str(caught.value)
