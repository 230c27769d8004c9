"""Shared by the crawler tests."""


def pytest_addoption(parser):
    parser.addoption("--update-expected", action="store_true", help="write tests/pages/**/*.expected.json anew; review the diff")
