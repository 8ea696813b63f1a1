"""The field's words as this lab uses them: one sentence each, a formula where it is short, and where it is seen.

Letters as on the Methods page: n workers, job times tau, step gamma, momentum beta, model x, gradient g of worker i.
"""

from typing import NamedTuple


class Word(NamedTuple):
    """What a word means here."""

    meaning: str  # one sentence
    seen: str  # the link of a page where it can be seen
    formula: str = ""  # LaTeX
    elsewhere: tuple[str, ...] = ()  # what others call it, and this lab does not


BIAS, METHODS, MOMENTUM, RACE, SHIFT, SPEEDUP = "bias", "methods", "momentum", "race", "covariate-shift", "speedup"
ADVISOR = "advisor"
BIASED = "race?heterogeneity=5&noise=0.05&step=0.02"
NOISY = "race?speed=equal&noise=1&heterogeneity=0&seeds=16&momentum=0.5"
TWO_GROUPS = "race?speed=two+groups"
THEORY = "race?theory=true&noise=0.1"

# fmt: off
WORDS: dict[str, dict[str, Word]] = {
    "Workers and time": {
        "cluster": Word("The workers, and the law of how long their jobs take.", RACE),
        "worker": Word("One of n computers that work at the same time, each on data of its own.", RACE, "",
                       ("client", "device", "machine", "node", "agent")),
        "job": Word("One gradient that a worker computes, which takes it some simulated seconds.", RACE, "",
                    ("task",)),
        "dispatch": Word("The server hands a worker a model, and the worker's next job begins.", METHODS),
        "arrival": Word("A job's gradient reaches the server, whether the method uses it or not.", RACE),
        "update": Word("The server changes its model.", RACE, r"k \leftarrow k + 1", ("iteration",)),
        "staleness": Word("How many updates the server made between a job's dispatch and its arrival.", RACE,
                          r"\delta = k_{\text{arrival}} - k_{\text{dispatch}}", ("delay", "lag")),
        "simulated seconds": Word("The time that passes in the cluster, not at your screen.", RACE, "",
                                  ("wall-clock time", "wall clock")),
        "slowdown": Word("How many times as long the slow workers of two groups need for a job.", TWO_GROUPS),
        "straggler": Word("A worker that is far slower than the others.", "race?speed=two+groups&slowdown=20"),
        "frequency": Word("A worker's share of the arrivals.", BIASED,
                          r"p_i = \frac{1 / \tau_i}{\sum_j 1 / \tau_j}"),
        "jitter": Word("How the times of one worker's jobs scatter around its usual time.", "race?jitter=exponential"),
        "power": Word("A worker's speed over time, whose integral over a job is the job's work.", "race?power=drift"),
        "trace": Word("Job times that were measured, read from a file and replayed.", "race?speed=measured"),
        "period": Word("The time after which fixed job times repeat their pattern of arrivals.", BIAS),
    },
    "Methods and their settings": {
        "method": Word("The server's rule: what it does with a gradient that arrives, and whom it lets wait.", METHODS,
                       "", ("algorithm",)),
        "model": Word("The numbers that are learned, as the server holds them.", RACE, "x", ("parameters", "iterate")),
        "step": Word("The total weight that a gradient ends with; a momentum method applies a part of it at first.",
                     RACE, r"\gamma, \quad \eta = \gamma (1 - \beta)",
                     ("learning rate", "step size", "stepsize", "step length")),
        "momentum": Word("The factor by which earlier directions live on in the next update.", MOMENTUM,
                         r"v \leftarrow \beta v + \eta g"),
        "rescaling": Word("A worker's step is made proportional to its job times, so that all pull equally hard.",
                          "methods?method=rescaled_asgd", r"\gamma_i = \frac{\gamma}{n p_i}"),
        "round": Word("All workers compute at one model, and the server updates it when the last one has arrived.",
                      "methods?method=minibatch", "", ("epoch",)),
        "barrier": Word("The moment of a round at which workers that are ready wait for the others.",
                        "methods?method=ssgdm"),
        "batch": Word("The gradients that a method averages for one update.", "methods?method=rennala"),
        "buffer": Word("What the server keeps beside the model until it is used: gradients or a direction.",
                       "methods?method=fedbuff"),
        "bucket": Word("The n gradients that OrMo treats as of the same age, in the order in which they were begun.",
                       MOMENTUM),
        "threshold": Word("The staleness from which on Ringmaster ASGD uses a gradient no more.",
                          "methods?method=ringmaster"),
        "cut-off": Word("The time after which MindFlayer SGD ends a job unused.", "methods?method=mindflayer"),
        "local step": Word("A step that a worker takes by itself before it sends what has changed.",
                           "methods?method=fedbuff"),
        "block": Word("The coordinates that one job moves.", "methods?method=ascd"),
        "difference": Word("A slope that ASZD takes from two function values, a little to both sides of the model.",
                           "methods?method=aszd", r"\frac{f(x + \mu e_j) - f(x - \mu e_j)}{2 \mu}"),
        "tuned step": Word("The best step that a search finds for a method, by the time to a target or the last gap.",
                           "race?steps=tuned"),
        "step by theory": Word("A step that is published or derived here, where there is one.", "race?steps=theory"),
    },
    "Where a method ends": {
        "goal": Word("The minimiser of the mean objective, ★ on the map.", RACE,
                     r"x^* = \arg\min f, \quad f = \frac1n \sum_i f_i", ("optimum", "minimizer", "global minimum")),
        "gap": Word("How far the objective is above its smallest value.", RACE, r"f(x) - f^*",
                    ("suboptimality", "excess loss")),
        "limit": Word("Where a method's model ends, on average over a period.", BIAS, "", ("fixed point",)),
        "bias": Word("The distance from the limit to the goal.", BIAS),
        "biased limit": Word("The minimiser of the objective that is weighted by frequency, ◇ on the map.", BIASED,
                             r"\arg\min F_p, \quad F_p = \sum_i p_i f_i"),
        "fair share": Word("The same part of all steps for every worker.", BIASED, r"\frac1n"),
        "pull": Word("The total weight of a worker's gradients as a share of that of all.", BIAS),
        "noise floor": Word("The mean gap at which noise stops a method that keeps its step.", NOISY),
        "rate": Word("The factor by which the distance to the limit shrinks with each arrival, in the long run.",
                     MOMENTUM),
        "divergence": Word("A run whose model leaves all bounds, because its step is too large.", "race?step=10"),
    },
    "Problems and data": {
        "problem": Word("The objective, and how it is split over the workers.", RACE, r"f = \frac1n \sum_i f_i",
                        ("task", "cost function")),
        "gradient": Word("The direction in which a worker's objective rises the most, as one job finds it.", RACE,
                         r"g = \nabla f_i(x) + \text{noise}"),
        "heterogeneity": Word("How far the workers' own minimisers lie from their mean: 0 makes all data alike.",
                              RACE, "", ("non-iid",)),
        "noise": Word("What is random in a gradient: the standard deviation added to each coordinate.", NOISY),
        "condition number": Word("The largest curvature over the smallest.", "race?condition=100",
                                 r"\lambda_{\max} / \lambda_{\min}"),
        "smoothness": Word("The largest curvature of the objective.", METHODS, "L", ("Lipschitz constant",)),
        "label mix": Word("How the labels are spread over the workers: small numbers give each few labels.",
                          "race?problem=digits&dirichlet=0.1"),
    },
    "Runs and what is measured": {
        "scenario": Word("Everything that determines a simulation, as one file or link.", RACE, "",
                         ("experiment", "configuration")),
        "run": Word("What one method does in a scenario.", RACE),
        "simulation": Word("All runs of a scenario, on the same job times and samples.", RACE),
        "budget": Word("What ends a run: so many arrivals, or so many simulated seconds.", RACE),
        "target": Word("The share of the first gap that a method is to reach and to hold.", RACE),
        "record": Word("A moment at which model and gap are kept, for curves and files.", RACE),
        "playhead": Word("The arrival at which the figure stands.", RACE),
        "seed": Word("The number that everything random follows from: the same seed gives the same run.", RACE),
        "median": Word("The value in the middle of those of all seeds.", RACE),
        "quartiles": Word("The two values between which the middle half of all seeds lies.", RACE, "",
                          ("confidence interval", "error bar")),
        "exact": Word("Computed without simulating, from the linear map of one period.", BIAS),
        "small-step": Word("What exact numbers come to as the step tends to 0.", BIAS),
        "measured": Word("Simulated, or run on real threads where the page says so.", BIAS),
        "preset": Word("A setting behind one button, which shows one effect.", RACE),
        "preview": Word("The first seed alone, while a control is moved.", RACE),
    },
    "On other pages": {
        "speedup": Word("How many times sooner n workers reach the target than one does.", SPEEDUP),
        "design space": Word("All settings that may be tried, where some exist only for certain values of others.",
                             ADVISOR),
        "try": Word("One point of a design space that was evaluated.", ADVISOR, "", ("trial",)),
        "covariate shift": Word("Samples come from one distribution of features, and errors count under another.",
                                SHIFT),
        "source": Word("The distribution that samples come from, with the covariance S.", SHIFT),
        "target distribution": Word("The distribution under which errors count, with the covariance T.", SHIFT),
        "min-max estimator": Word("The linear correction of least squares whose worst truth hurts least.", SHIFT,
                                  r"A^*"),
        "worst-case risk": Word("The mean squared error under the target for the truth that makes it largest.", SHIFT),
    },
}
# fmt: on
EVERY: dict[str, Word] = {name: word for group in WORDS.values() for name, word in group.items()}
"""All words, of all groups."""
