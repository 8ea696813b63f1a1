"""What all tabs of the Advisor page share."""

OWN = "advisor_"
"""What the keys of the page's own controls begin with."""
