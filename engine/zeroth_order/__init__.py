"""Real models whose weights or settings are found from function values alone, on the event loop."""
