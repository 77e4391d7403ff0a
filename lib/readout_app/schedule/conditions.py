"""The conditions of `when`, as a watch writes them: "tone of Iran below -0.3"."""

import re
from dataclasses import dataclass
from typing import Literal

from readout.errors import UserError
from readout.text import one_line

FORMS = (
    "new tie, turned tie (both may go on: of NAME towards NAME), tone of NAME below -0.3, tone of NAME above 0.3, "
    "attention to NAME twice its median (or 3 times its median)"
)
_NUMBER = r"[-+]?[0-9]*\.?[0-9]+"
_PATTERNS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<kind>new tie|turned tie)(?: of (?P<actor>.+?))?(?: towards (?P<target>.+))?",
        rf"(?P<kind>tone) of (?P<actor>.+) (?P<side>below|above) (?P<number>{_NUMBER})",
        rf"(?P<kind>attention) to (?P<actor>.+) (?:(?P<twice>twice)|(?P<number>{_NUMBER}) times) its median",
    )
]


@dataclass(frozen=True)
class Condition:
    """What has to be so for a digest to come.

    Attributes:
        text: as it was written.
        actor: of a tie its source; "" is any.
        target: of a tie; "" is any.
        side: on which a tone has to be of the number.
        number: a tone, above -1 and below 1, or how many times the median the attention has to be.
    """

    text: str
    kind: Literal["new tie", "turned tie", "tone", "attention"]
    actor: str = ""
    target: str = ""
    side: Literal["", "below", "above"] = ""
    number: float = 0.0


def parse_condition(text: str) -> Condition:
    """Return the condition; raise UserError, with the forms that there are, where it is none.

    >>> parse_condition("tone of Iran below -0.3").number
    -0.3
    """
    words = " ".join(text.replace("\N{MINUS SIGN}", "-").split())
    match = next((match for pattern in _PATTERNS if (match := pattern.fullmatch(words))), None)
    if not match:
        raise UserError(f'"{one_line(text, limit=60)}" is no condition; write one of: {FORMS}')
    found = {name: (value or "").strip(" \"'“”") for name, value in match.groupdict().items()}
    kind, number = found["kind"].lower(), float(found.get("number") or (2 if found.get("twice") else 0))
    if kind == "tone" and not -1 < number < 1:
        raise UserError(f'"{words}": a tone lies between -1 (hostile) and 1 (friendly); give a number between')
    if kind == "attention" and number <= 1:
        raise UserError(f'"{words}": give more than 1 times the median')
    if kind in ("tone", "attention") and not found["actor"]:
        raise UserError(f'"{words}": it names no actor; write one of: {FORMS}')
    side = found.get("side", "").lower()
    return Condition(text, kind, found["actor"], found.get("target", ""), side, number)  # type: ignore[arg-type]
