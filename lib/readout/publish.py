"""The results of a notebook, handed to the run that executes it."""

import json

RESULTS = "application/vnd.readout.results+json"


def publish(found: dict[str, object]) -> None:
    """Hands `found` (the JSON contract) to the run; in JupyterLab it shows as one line.

    Raises ValueError where it is not JSON: a number that is not finite, an object of another type.
    """
    # The kernel has IPython loaded already; who only wants the type above should not wait for it.
    from IPython.display import display

    try:
        json.dumps(found, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"The results: they are not JSON ({error}); publish what analyze() returned"
        ) from None
    display({RESULTS: found, "text/plain": _line(found)}, raw=True)


def _line(found: dict[str, object]) -> str:
    article = found.get("article")
    title = article.get("title") if isinstance(article, dict) else None
    counts = [f"{len(part)} {name}" for name, part in found.items() if isinstance(part, list)]
    return f"Results of «{title or 'untitled'}»: {', '.join(counts) or 'nothing counted'}"
