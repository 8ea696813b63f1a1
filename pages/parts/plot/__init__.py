"""The component that shows Plotly figures: its node, its scripts, what a visitor takes away."""
