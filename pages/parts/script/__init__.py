"""How a chart comes about, as a script that a visitor can take away, and the line that goes with its picture."""
