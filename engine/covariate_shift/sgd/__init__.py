"""Stochastic gradient descent under covariate shift: exact risks, and real runs beside them."""
