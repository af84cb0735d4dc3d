"""Fits the coefficients of vendor matching anew: ``python -m validation.identity.fit`` from the root of the project.

A conditional logit by maximum likelihood, with a small ridge: of a vendor's candidates one is right, or nobody is.
Coefficients are written with four digits, so that a fit on another machine writes the same file.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

import fullscore.identity
from fullscore.identity._features import FEATURES
from validation.identity.evidence import FITTED_ON, NAMES, Pairs, made, pairs, public_bodies

FILE = Path(fullscore.identity.__file__).with_name("coefficients.toml")
RIDGE = 1.0
HEAD = """# How likely a vendor is one of its candidates: log odds against nobody.
# Written by `python -m validation.identity.fit`.

[fitted]
method = "conditional logit, maximum likelihood, ridge {ridge}"
made = "{made}"
observed = "half of the vendors of two public bodies (supplier-names), split by vendor"
candidates = {candidates}
vendors = {vendors}

[coefficients]
"""


def evidence() -> list[Pairs]:
    """All that the model is fitted on."""
    return [*(pairs(made(*world)) for world in FITTED_ON), pairs(public_bodies(to_fit=True, path=NAMES))]


def fit(sets: list[Pairs]) -> NDArray[np.float64]:
    """The constant and one coefficient a feature."""
    rows = np.concatenate([one.rows for one in sets])
    right = np.concatenate([one.is_right for one in sets])
    offsets = np.cumsum([0, *(int(one.vendor.max()) + 1 for one in sets)])
    vendor = np.concatenate([one.vendor + at for one, at in zip(sets, offsets[:-1], strict=True)])
    _, vendor = np.unique(vendor, return_inverse=True)
    told = np.column_stack([np.ones(len(rows)), rows])

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        score = told @ weights
        odds = np.exp(np.clip(score, -40, 40))
        whole = 1 + np.bincount(vendor, odds)
        ridge = RIDGE * np.concatenate([[0.0], weights[1:]])
        value = float(np.log(whole).sum() - (right * score).sum() + 0.5 * ridge @ weights)
        return value, told.T @ (odds / whole[vendor] - right) + ridge

    found = minimize(loss, np.zeros(told.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 5_000})
    return np.asarray(found.x)


def written(weights: NDArray[np.float64], sets: list[Pairs]) -> str:
    """The file of coefficients."""
    worlds = "; ".join(f"seed {s}, {n:,} suppliers, {v:,} vendors, {shape}" for s, n, v, shape in FITTED_ON)
    vendors = sum(len(np.unique(one.vendor)) for one in sets)
    head = HEAD.format(ridge=RIDGE, made=worlds, candidates=sum(len(one.rows) for one in sets), vendors=vendors)
    named = zip(("constant", *FEATURES), weights, strict=True)
    return head + "".join(f"{name} = {float(f'{value:.4g}')}\n" for name, value in named)


if __name__ == "__main__":
    gathered = evidence()
    FILE.write_text(written(fit(gathered), gathered), "utf-8")
    print(FILE.read_text("utf-8"))
