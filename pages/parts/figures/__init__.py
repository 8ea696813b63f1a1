"""Figures: numbers in, an SVG or the live figure's bytes out. They know nothing of Streamlit."""
