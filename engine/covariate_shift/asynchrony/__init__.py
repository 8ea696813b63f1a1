"""Asynchrony as a covariate shift: a fast worker is an over-sampled source."""
