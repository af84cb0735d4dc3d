"""The cheapest way to fill totals from several kinds within bounds: a linear programme."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def cheapest_mix(cost: npt.ArrayLike, low: npt.ArrayLike, high: npt.ArrayLike, total: npt.ArrayLike) -> Floats:
    """For each unit how much of each kind, at the lowest cost of all units together.

    Args:
        cost: units x kinds, of one of each kind.
        low: units x kinds, at least so much, not below 0.
        high: as many, at most so much.
        total: one for each unit, what its kinds add up to.

    Returns:
        units x kinds.

    Raises:
        ValueError: the bounds leave some unit no mix that adds up; the caller's fault.

    Source: Dantzig (1963), Linear Programming and Extensions; solved by HiGHS, Huangfu and Hall (2018), Mathematical
    Programming Computation 10.
    """
    import highspy

    prices, least, most = (np.asarray(part, dtype=np.float64) for part in (cost, low, high))
    whole = np.asarray(total, dtype=np.float64)
    units, kinds = prices.shape
    slack = 1e-9 * np.maximum(np.abs(whole), 1)
    if bool(((least.sum(1) > whole + slack) | (most.sum(1) < whole - slack)).any()):
        raise ValueError("some unit's bounds leave no mix that adds up to its total")
    # Bounds that meet the total to the last digit would be refused for the digit after it.
    least, most = np.minimum(least, most), np.maximum(least, most) + slack[:, None]
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = units * kinds, units
    model.col_cost_ = prices.ravel()
    model.col_lower_, model.col_upper_ = least.ravel(), most.ravel()
    model.row_lower_ = model.row_upper_ = whole
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.arange(units + 1) * kinds
    model.a_matrix_.index_ = np.arange(units * kinds)
    model.a_matrix_.value_ = np.ones(units * kinds)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    # One thread: equal inputs give the same vertex on every machine.
    solver.setOptionValue("threads", 1)
    # Rows that share no column leave nothing to simplify, and looking for it takes longer than solving.
    solver.setOptionValue("presolve", "off")
    solver.passModel(model)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise ValueError(f"the linear programme ended as {solver.modelStatusToString(solver.getModelStatus())}")
    found = np.asarray(solver.getSolution().col_value, dtype=np.float64)
    return found.reshape(units, kinds)
