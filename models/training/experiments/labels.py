"""Label columns beside boosted trees: `labels.py [--folds 3]` (after `npm ci && npm run build`), on scikit-learn's bundled tables.

Every row is predicted once: the label column is hidden in one fold after the other and filled by the shipped network, which
was never trained on the table. The trees are trained on the other folds, with their default settings."""
import argparse

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor, RandomForestClassifier, RandomForestRegressor
from sklearn.linear_model import LogisticRegression, RidgeCV
from sklearn.model_selection import KFold, StratifiedKFold
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from shipped import complete, grid
from tables import classification, regression

CLASSIFIERS = {
    "boosted trees": lambda: HistGradientBoostingClassifier(random_state=0),
    "random forest": lambda: RandomForestClassifier(random_state=0),
    "logistic / ridge": lambda: make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000)),
    "kNN-5": lambda: make_pipeline(StandardScaler(), KNeighborsClassifier()),
}
REGRESSORS = {
    "boosted trees": lambda: HistGradientBoostingRegressor(random_state=0),
    "random forest": lambda: RandomForestRegressor(random_state=0),
    "logistic / ridge": lambda: make_pipeline(StandardScaler(), RidgeCV(np.logspace(-2, 4, 13))),
    "kNN-5": lambda: make_pipeline(StandardScaler(), KNeighborsRegressor()),
}


def main() -> None:
    p = argparse.ArgumentParser()
    p.add_argument("--folds", type=int, default=3)
    a = p.parse_args()
    jobs = [(name, classification(name), True) for name in ("iris", "wine", "breast_cancer", "digits")]
    jobs += [(name, regression(name), False) for name in ("diabetes", "breast_cancer")]
    rows = []
    for name, (x, target), is_class in jobs:
        if name == "digits":  # 1,797 images of 64 pixels
            x = x[np.random.default_rng(0).permutation(len(x))[:400]]
        models = CLASSIFIERS if is_class else REGRESSORS
        guess = {method: np.zeros(len(x)) for method in ["npt", "middle", *models]}
        y, features = x[:, target], np.delete(x, target, 1)
        splits = (StratifiedKFold if is_class else KFold)(a.folds, shuffle=True, random_state=0)
        for train, test in splits.split(features, y):
            table = x.copy()
            table[test, target] = np.nan
            guess["npt"][test] = complete(table, [target] if is_class else [])[test, target]
            guess["middle"][test] = np.bincount(y[train].astype(int)).argmax() if is_class else y[train].mean()
            for method, make in models.items():
                guess[method][test] = make().fit(features[train], y[train]).predict(features[test])
        score = (lambda g: np.mean(g == y)) if is_class else (lambda g: np.sqrt(np.mean((g - y) ** 2)) / y.std())
        best = (max if is_class else min)(round(float(score(g)), 3) for g in guess.values())
        cells = [f"{score(g):.3f}" for g in guess.values()]
        cells = [f"**{c}**" if float(c) == best else c for c in cells]
        rows.append([f"{name}, {'accuracy' if is_class else 'RMSE / sd'} ({len(x)} rows x {x.shape[1]})", *cells])
    print(f"{a.folds} folds; every row predicted once\n")
    print(grid(["table", "NPT (not trained on it)", "most common / mean", *CLASSIFIERS], rows))


if __name__ == "__main__":
    main()
