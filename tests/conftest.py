"""Shared by all tests: no settings of this machine, a folder of one's own."""

import os

import pytest

from pungmun.settings import get_settings


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch):
    for name in list(os.environ):
        if name.startswith("PUNGMUN_") and name not in ("PUNGMUN_REQUIRE_ELASTICSEARCH", "PUNGMUN_TEST_ELASTICSEARCH", "PUNGMUN_CHROMIUM"):
            monkeypatch.delenv(name)
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()
