"""The event loop, what it is made of, and how it is compiled and run. Knows no method and no problem by name."""
