"""The console: what analysts see in a browser, and the HTTP API."""

from pungmun.web.app import create_app

__all__ = ["create_app"]
