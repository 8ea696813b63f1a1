"""Which method, with which step and settings, suits a cluster and its data."""
