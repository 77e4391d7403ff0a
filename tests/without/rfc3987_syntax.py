"""Says that it is not there: see `conftest`."""

raise ImportError("hidden for the tests")
