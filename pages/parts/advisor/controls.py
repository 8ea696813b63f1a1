"""What the controls of the Advisor page share."""

OWN = "advisor_"
"""What the keys of all of them begin with."""
