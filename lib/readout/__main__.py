"""`python -m readout` is the same as `readout`."""

import sys

from click import Abort, ClickException


def main() -> None:
    """Runs the command of this call; Ctrl-C ends it with 130 at any moment, also while it still loads."""
    try:
        from readout.cli import main as command

        sys.exit(command(prog_name="readout", standalone_mode=False))
    except ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, Abort):
        sys.exit(130)


if __name__ == "__main__":
    main()
