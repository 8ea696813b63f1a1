"""Figures: numbers in, Plotly figure out. They know nothing of Streamlit."""
