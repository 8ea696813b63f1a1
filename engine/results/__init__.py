"""What is read off a simulation: curves over seeds, verdicts, the plane of the map, limits, reports of methods."""
