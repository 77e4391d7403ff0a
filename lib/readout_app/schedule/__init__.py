"""Schedules: watches, whose sources are asked now and then, whose new articles are reported once and delivered once.

It stands on `runs` and `archive`; the command line and `doctor` alone import it. Import the names from their modules,
as some of these take their time to load. In the order in which a call of `readout schedule run` needs them:

- `config`: `read_watches` (schedules.toml as `Watch` and `Mail`); `slots`: `due`, `describe_next`: when a watch runs
- `runner`: `run_watches` does what is due, once; `WatchOutcome`; its sources are asked side by side
- `history`, `progress`: what a watch has done, as a journal on the disk; `WatchRun` notes each step there; `due_slot`
- `sources`, `feeds`, `robots`: what its sources have that is new
- `deliver`: what was not delivered yet goes out: runs are copied, digests sent, old runs removed
- `digest`: what there is to tell, kept as data; `alerts`: what has to be so for it to be told; `mail`: its words, and
  the user's server
- `status`: what is said of a watch without running it
- `install`: the timer that calls it
"""
