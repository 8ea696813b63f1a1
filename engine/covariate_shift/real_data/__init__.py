"""Covariate shift on real tables that ship with scikit-learn."""
