"""The registry: claims and sources that analysts edit as YAML, validated strictly."""

from pungmun.registry.claims import load_claims
from pungmun.registry.sources import Source, load_sources

__all__ = ["Source", "load_claims", "load_sources"]
