"""The parts of the Advisor page."""
