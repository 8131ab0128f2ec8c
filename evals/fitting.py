"""Fitting a logistic model to signals: rows with their weights, raw coefficients, and judging rows held out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

STRENGTH = 1.0
"""Inverse of the L2 penalty on standardised signals."""
FOLDS = 10
STEPS = tuple(step / 100 for step in range(5, 100))
"""Thresholds that are tried."""

Numbers = NDArray[np.float64]
Chosen = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Row:
    """Signals (a dataclass of numbers), their label, what they are an example of, and with which they are held out."""

    signals: Any
    label: bool
    kind: str
    group: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows in columns of one length (`signals` has a row each), with the names of the signals and the rows' weights."""

    names: tuple[str, ...]
    signals: Numbers
    labels: Chosen
    kinds: NDArray[np.str_]
    groups: NDArray[np.str_]
    weights: Numbers

    def only(self, rows: Chosen) -> "Table":
        """These rows, with the weights that they have in the whole."""
        columns = {column.name: getattr(self, column.name)[rows] for column in fields(self)[1:]}
        return Table(self.names, **columns)


def table(rows: Sequence[Row], label_by_label: bool = False) -> Table:
    """The rows, weighted so that all kinds count alike whatever their number of rows; 1 on average.

    With `label_by_label` both labels count alike, and the kinds of each; a kind then has one label.
    """
    kinds, sorts = [row.kind for row in rows], [row.label and label_by_label for row in rows]
    counts, of_sort = Counter(kinds), Counter(dict(zip(kinds, sorts, strict=True)).values())
    weights = [len(rows) / len(of_sort) / of_sort[s] / counts[k] for k, s in zip(kinds, sorts, strict=True)]
    signals = [asdict(row.signals) for row in rows]
    return Table(
        tuple(signals[0]),
        np.array([list(one.values()) for one in signals], dtype=float),
        np.array([row.label for row in rows]),
        np.array(kinds),
        np.array([row.group for row in rows]),
        np.array(weights),
    )


def fit(table: Table) -> dict[str, float]:
    """Coefficients for the raw signals, from a logistic regression on standardised ones."""
    model = _model().fit(table.signals, table.labels, logisticregression__sample_weight=table.weights)
    scale, logistic = model[0], model[1]
    raw = logistic.coef_[0] / scale.scale_
    intercept = float(logistic.intercept_[0] - raw @ scale.mean_)
    return {"intercept": round(intercept, 4)} | {n: round(float(c), 4) for n, c in zip(table.names, raw, strict=True)}


def held_out(table: Table) -> Numbers:
    """For each row the probability by a model that has not seen its group."""
    from sklearn.model_selection import GroupKFold, cross_val_predict

    weighted = {"logisticregression__sample_weight": table.weights}
    folds = GroupKFold(FOLDS).split(table.signals, table.labels, table.groups)
    made: Numbers = cross_val_predict(
        _model(), table.signals, table.labels, cv=folds, params=weighted, method="predict_proba"
    )[:, 1]
    return made


def _model() -> Any:  # noqa: ANN401
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), LogisticRegression(C=STRENGTH, max_iter=1000))
