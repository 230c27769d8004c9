"""The HTTP API under /api/v1: the same answers as the commands."""

from pungmun.web.api.app import create_api

__all__ = ["create_api"]
