import pytest


@pytest.fixture
def elasticsearch_url():
    pytest.skip("not yet")
