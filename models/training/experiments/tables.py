"""Real tables that scikit-learn carries, as numbers [n, c] with a target column; none of them is ever trained on."""
import numpy as np
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_iris, load_wine


def regression(name: str) -> tuple[np.ndarray, int]:
    """A table of numbers and the column to predict."""
    if name == "diabetes":
        d = load_diabetes(scaled=False)
        return np.column_stack([d.data, d.target]), d.data.shape[1]
    x, column = {"iris": (load_iris().data, 2), "wine": (load_wine().data, 12), "breast_cancer": (load_breast_cancer().data, 3)}[name]
    return x, column


def classification(name: str) -> tuple[np.ndarray, int]:
    """A table whose last column is a class."""
    load = {"iris": load_iris, "wine": load_wine, "breast_cancer": load_breast_cancer, "digits": load_digits}[name]
    d = load()
    return np.column_stack([d.data, d.target]).astype(float), d.data.shape[1]
