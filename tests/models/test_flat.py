"""Flattened classifiers say what scikit-learn's say."""

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from models.flat import Forest, Linear, Scale, softmax


@pytest.fixture(scope="module")
def rows():
    generator = np.random.default_rng(0)
    x = generator.normal(size=(300, 12))
    x[:, 3] = 1.0  # a column that never changes
    return x, (x[:, :6] + generator.normal(size=(300, 6))).argmax(axis=1)


@pytest.mark.parametrize("classes", [6, 2])
def test_a_forest_and_a_line_say_the_same_flat(rows, classes):
    x, y = rows
    y = y % classes
    boosted = HistGradientBoostingClassifier(max_iter=12, max_leaf_nodes=7, random_state=0).fit(x, y)
    np.testing.assert_allclose(Forest.of(boosted).predict(x), boosted.predict_proba(x), atol=1e-12)
    np.testing.assert_allclose(Forest(**Forest.of(boosted).state()).predict(x[:1]), boosted.predict_proba(x[:1]), atol=1e-12)
    line = LogisticRegression().fit(x, y)
    np.testing.assert_allclose(Linear.of(line).predict(x), line.predict_proba(x), atol=1e-12)


def test_scaling_is_scikit_learns(rows):
    x, _ = rows
    np.testing.assert_allclose(Scale.fit(x).apply(x), StandardScaler().fit(x).transform(x), atol=1e-12)


def test_rows_are_predicted_alone_as_in_a_batch(rows):
    x, y = rows
    forest = Forest.of(HistGradientBoostingClassifier(max_iter=5, random_state=0).fit(x, y))
    np.testing.assert_array_equal(np.vstack([forest.predict(row[None]) for row in x[:20]]), forest.predict(x)[:20])
    assert forest.predict(x[:0]).shape == (0, 6)


def test_large_values_stay_numbers():
    assert softmax(np.array([[1000.0, 0.0], [-1000.0, -1000.0]])).tolist() == [[1.0, 0.0], [0.5, 0.5]]
