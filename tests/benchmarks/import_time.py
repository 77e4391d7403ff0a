"""How long `import readout` takes, and each of its names when it is first used: the best of five, in milliseconds.

    python tests/benchmarks/import_time.py

Each is a Python of its own, less the time of one that imports nothing.
"""

import subprocess
import sys
from time import perf_counter

ROUNDS = 5


def best(code: str) -> float:
    """The shortest time of a Python that runs this code, in milliseconds."""
    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        times.append(1000 * (perf_counter() - start))
    return min(times)


def main() -> None:
    """One line each."""
    bare, door = best("pass"), best("import readout")
    print(f"import readout      {door - bare:6.0f}")
    for name in ("__version__", "read", "analyze", "show", "charts"):
        print(f"readout.{name:<12}{best(f'import readout; readout.{name}') - bare:6.0f}")


if __name__ == "__main__":
    main()
