"""Forwards `python -m readout`, as timers and cron lines call it, to the application."""

from readout_app.__main__ import main

if __name__ == "__main__":
    main()
