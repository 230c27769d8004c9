"""Flattened classifiers say what scikit-learn's say."""

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from models.flat import Forest, Linear, Scale


@pytest.fixture(scope="module")
def rows():
    generator = np.random.default_rng(0)
    X = generator.normal(size=(300, 12))
    X[:, 3] = 1.0  # a column that never changes
    return X, (X[:, :6] + generator.normal(size=(300, 6))).argmax(axis=1)


@pytest.mark.parametrize("classes", [6, 2])
def test_a_forest_and_a_line_say_the_same_flat(rows, classes):
    X, y = rows
    y = y % classes
    boosted = HistGradientBoostingClassifier(max_iter=12, max_leaf_nodes=7, random_state=0).fit(X, y)
    np.testing.assert_allclose(Forest.of(boosted).predict(X), boosted.predict_proba(X), atol=1e-12)
    np.testing.assert_allclose(Forest(**Forest.of(boosted).state()).predict(X[:1]), boosted.predict_proba(X[:1]), atol=1e-12)
    line = LogisticRegression().fit(X, y)
    np.testing.assert_allclose(Linear.of(line).predict(X), line.predict_proba(X), atol=1e-12)


def test_scaling_is_scikit_learns(rows):
    X, _ = rows
    np.testing.assert_allclose(Scale.fit(X).apply(X), StandardScaler().fit(X).transform(X), atol=1e-12)


def test_rows_are_predicted_alone_as_in_a_batch(rows):
    X, y = rows
    forest = Forest.of(HistGradientBoostingClassifier(max_iter=5, random_state=0).fit(X, y))
    np.testing.assert_array_equal(np.vstack([forest.predict(row[None]) for row in X[:20]]), forest.predict(X)[:20])
    assert forest.predict(X[:0]).shape == (0, 6)
