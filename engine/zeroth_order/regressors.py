"""The models of a blend: regressors of as many families as scikit-learn has, in one table.

Some see the features as they are, others their products, splines or a few of them: models that are nearly
the same would make a blend's weights nearly arbitrary.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

Maker = Callable[[], Any]
"""Makes an untrained model, or a part of one."""


class Regressor(NamedTuple):
    """One model: its name, its family, and what makes it, untrained."""

    name: str
    family: str
    make: Maker


def model(path: str, **settings: Any) -> Maker:
    """What makes scikit-learn's class at `path` with these settings; a setting that is a maker is made, too."""

    def make() -> Any:
        from importlib import import_module

        module, name = path.rsplit(".", 1)
        made = {field: value() if callable(value) else value for field, value in settings.items()}
        return getattr(import_module(f"sklearn.{module}"), name)(**made)

    return make


def chain(*makers: Maker) -> Maker:
    """What makes a pipeline: each part works on what the one before it returns."""

    def make() -> Any:
        from sklearn.pipeline import make_pipeline

        return make_pipeline(*(maker() for maker in makers))

    return make


SEED = 7
"""Of every model that draws numbers."""
ALONE = {"random_state": SEED, "n_jobs": 1}


def products(degree: int, last: Maker) -> Maker:
    """The model on the products of up to `degree` features, standardised."""
    powers = model("preprocessing.PolynomialFeatures", degree=degree, include_bias=False)
    return chain(powers, model("preprocessing.StandardScaler"), last)


def splines(knots: int, last: Maker) -> Maker:
    """The model on cubic splines of each feature, which go on linearly."""
    return chain(model("preprocessing.SplineTransformer", n_knots=knots, extrapolation="linear"), last)


def components(kept: int, last: Maker) -> Maker:
    """The model on the first principal components."""
    return chain(model("decomposition.PCA", n_components=kept, random_state=SEED), last)


def chosen(kept: int, last: Maker) -> Maker:
    """The model on the features with the largest coefficients of a ridge regression."""
    ridge = model("linear_model.Ridge", alpha=10.0)
    few = model("feature_selection.SelectFromModel", estimator=ridge, max_features=kept, threshold=float("-inf"))
    return chain(few, last)


LEAST_SQUARES = model("linear_model.LinearRegression")
STOCHASTIC = {"max_iter": 20, "tol": None, "random_state": SEED}
NEIGHBOURS = model("neighbors.KNeighborsRegressor", n_neighbors=3)
ROUGH = model("gaussian_process.kernels.Matern", length_scale=1.0, nu=0.5)
MIXED = model("gaussian_process.kernels.RationalQuadratic", length_scale=1.0, alpha=3.0)

# fmt: off
REGRESSORS: tuple[Regressor, ...] = (
    Regressor("ridge", "linear", model("linear_model.Ridge", alpha=10.0)),
    Regressor("least squares, 1 feature", "linear", chosen(1, LEAST_SQUARES)),
    Regressor("least squares, 3 components", "linear", components(3, LEAST_SQUARES)),
    Regressor("non-negative, 6 features", "linear", chosen(6, model("linear_model.LinearRegression", positive=True))),
    Regressor("partial least squares", "linear",
              products(2, model("cross_decomposition.PLSRegression", n_components=2, max_iter=2000))),
    Regressor("Bayesian ridge, squares", "Bayesian linear", products(2, model("linear_model.BayesianRidge"))),
    Regressor("relevance, squares", "Bayesian linear", products(2, model("linear_model.ARDRegression"))),
    Regressor("lasso, cubes", "sparse linear", products(3, model("linear_model.Lasso", alpha=0.04, max_iter=20000))),
    Regressor("elastic net, squares", "sparse linear",
              products(2, model("linear_model.ElasticNet", alpha=0.3, l1_ratio=0.3, max_iter=20000))),
    Regressor("least angle, cubes", "sparse linear", products(3, model("linear_model.Lars", n_nonzero_coefs=8))),
    Regressor("matching pursuit, squares", "sparse linear",
              products(2, model("linear_model.OrthogonalMatchingPursuit", n_nonzero_coefs=5))),
    Regressor("Huber", "robust linear", model("linear_model.HuberRegressor", epsilon=1.05, max_iter=2000)),
    Regressor("Theil-Sen, 6 components", "robust linear",
              components(6, model("linear_model.TheilSenRegressor", max_subpopulation=400, n_subsamples=40,
                                  **ALONE))),
    Regressor("random consensus", "robust linear",
              model("linear_model.RANSACRegressor", min_samples=40, random_state=SEED)),
    Regressor("lower quartile", "quantiles", model("linear_model.QuantileRegressor", quantile=0.25, alpha=0.01)),
    Regressor("upper quintile, splines", "quantiles",
              splines(4, model("linear_model.QuantileRegressor", quantile=0.8, alpha=0.02))),
    Regressor("passive-aggressive", "stochastic gradient",
              model("linear_model.SGDRegressor", penalty=None, loss="epsilon_insensitive", learning_rate="pa1",
                    eta0=0.05, **STOCHASTIC)),
    Regressor("ridge, splines", "splines", splines(5, model("linear_model.Ridge", alpha=3.0))),
    Regressor("lasso, splines", "splines", splines(8, model("linear_model.Lasso", alpha=0.01, max_iter=20000))),
    Regressor("Gaussian kernel", "kernel ridge", model("kernel_ridge.KernelRidge", kernel="rbf", gamma=0.05)),
    Regressor("Laplace kernel", "kernel ridge",
              model("kernel_ridge.KernelRidge", kernel="laplacian", alpha=0.5, gamma=0.3)),
    Regressor("cubic kernel", "kernel ridge",
              model("kernel_ridge.KernelRidge", kernel="polynomial", alpha=5.0, degree=3, gamma=0.1)),
    Regressor("sigmoid kernel", "kernel ridge",
              model("kernel_ridge.KernelRidge", kernel="sigmoid", alpha=5.0, gamma=0.1, coef0=0.0)),
    Regressor("random waves", "kernel ridge",
              chain(model("kernel_approximation.RBFSampler", gamma=0.03, n_components=150, random_state=SEED),
                    model("linear_model.Ridge", alpha=2.0))),
    Regressor("landmarks", "kernel ridge",
              chain(model("kernel_approximation.Nystroem", gamma=0.1, n_components=60, **ALONE),
                    model("linear_model.Ridge", alpha=0.3))),
    Regressor("SVM, Gaussian", "support vectors", model("svm.SVR", C=1.0, epsilon=0.3)),
    Regressor("SVM, cubic", "support vectors", model("svm.SVR", kernel="poly", C=0.5, degree=3)),
    Regressor("SVM, sigmoid", "support vectors", model("svm.SVR", kernel="sigmoid", C=0.1, gamma=0.15)),
    Regressor("SVM, splines", "support vectors",
              splines(4, model("svm.LinearSVR", C=0.1, epsilon=0.5, max_iter=20000, random_state=SEED))),
    Regressor("nu-SVM", "support vectors", model("svm.NuSVR", nu=0.2, C=2.0, gamma=0.3)),
    Regressor("3 neighbours", "neighbours", NEIGHBOURS),
    Regressor("15 neighbours, weighted", "neighbours",
              model("neighbors.KNeighborsRegressor", n_neighbors=15, p=1, weights="distance")),
    Regressor("neighbours within 5", "neighbours", chosen(4, model("neighbors.RadiusNeighborsRegressor", radius=5.0))),
    Regressor("tree", "trees", model("tree.DecisionTreeRegressor", max_depth=3, random_state=SEED)),
    Regressor("tree, absolute error", "trees",
              model("tree.DecisionTreeRegressor", criterion="absolute_error", min_samples_leaf=12, random_state=SEED)),
    Regressor("random tree", "trees", model("tree.ExtraTreeRegressor", min_samples_leaf=5, random_state=SEED)),
    Regressor("random forest", "forests",
              model("ensemble.RandomForestRegressor", n_estimators=60, max_features=0.4, **ALONE)),
    Regressor("extra trees", "forests", model("ensemble.ExtraTreesRegressor", max_depth=5, **ALONE)),
    Regressor("bagged trees", "bagging",
              model("ensemble.BaggingRegressor", n_estimators=20, max_samples=0.3, **ALONE)),
    Regressor("bagged neighbours", "bagging",
              model("ensemble.BaggingRegressor", estimator=NEIGHBOURS, n_estimators=30, max_features=0.5, **ALONE)),
    Regressor("boosting", "boosting",
              model("ensemble.GradientBoostingRegressor", n_estimators=80, learning_rate=0.05, max_depth=2,
                    random_state=SEED)),
    Regressor("boosting, absolute error", "boosting",
              model("ensemble.GradientBoostingRegressor", loss="absolute_error", subsample=0.6, random_state=SEED)),
    Regressor("boosting, histograms", "boosting",
              model("ensemble.HistGradientBoostingRegressor", max_iter=60, learning_rate=0.06, random_state=SEED)),
    Regressor("AdaBoost", "boosting",
              model("ensemble.AdaBoostRegressor", n_estimators=60, loss="square", random_state=SEED)),
    Regressor("network, 20", "networks",
              model("neural_network.MLPRegressor", hidden_layer_sizes=(20,), solver="lbfgs", alpha=10.0, max_iter=5000,
                    random_state=SEED)),
    Regressor("network, 10 and 5", "networks",
              model("neural_network.MLPRegressor", hidden_layer_sizes=(10, 5), solver="lbfgs", alpha=3.0,
                    activation="tanh", max_iter=5000, random_state=SEED)),
    Regressor("Gaussian process, rough", "Gaussian processes",
              model("gaussian_process.GaussianProcessRegressor", kernel=ROUGH, alpha=0.3, optimizer=None)),
    Regressor("Gaussian process, mixed", "Gaussian processes",
              model("gaussian_process.GaussianProcessRegressor", kernel=MIXED, alpha=0.2, optimizer=None)),
)
"""All of them learn from standardised features (N, p) and a standardised target (N,)."""
# fmt: on
