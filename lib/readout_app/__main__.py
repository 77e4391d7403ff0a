"""`python -m readout_app` is the same as `readout`."""

import sys

from click import Abort, ClickException, UsageError


def main() -> None:
    """Run the command of this call; Ctrl-C ends it with 130 at any moment, also while it still loads."""
    if sys.platform == "win32":  # a run is supervised by signals and process groups
        print("readout: Windows is not supported; use WSL (wsl --install), Linux or macOS", file=sys.stderr)
        sys.exit(2)
    try:
        from readout_app.cli import main as command
        from readout_app.secrets import hide_environment

        hide_environment()
        sys.exit(command(prog_name="readout", standalone_mode=False))
    except ClickException as error:
        _say(error)
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, Abort):
        sys.exit(130)


def _say(error: ClickException) -> None:
    """Say what is wrong with the call, in one line; a command that wants more words shows its help."""
    from readout_app.cli_common import say

    path = error.ctx.command_path if isinstance(error, UsageError) and error.ctx else "readout"
    message = error.format_message()
    if "\n" in message:
        error.show()
    else:
        say(f"{message.rstrip('.')}; see {path} --help")


if __name__ == "__main__":
    main()
