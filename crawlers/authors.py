"""Authors as keyed hashes: the same author gets the same key, and nobody without our secret can find out who it is."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from pungmun.errors import ConfigError
from pungmun.settings import Settings


def author_key(settings: Settings) -> Callable[[str, str], str]:
    """(platform, id or name) -> 32 hex digits of HMAC-SHA256; empty for an empty name.

    The secret is PUNGMUN_AUTHOR_KEY, or one made once in `var/author.key` with rights for its owner only. It is never in
    the store: a copy of the store tells nobody.

    Raises:
        ConfigError: the key file can't be made or read, or is empty.
    """
    secret = settings.author_key.get_secret_value().encode() or _own_secret(settings.var_dir / "author.key")

    def key(platform: str, author: str) -> str:
        return hmac.new(secret, f"{platform}\x1f{author}".encode(), hashlib.sha256).hexdigest()[:32] if author else ""

    return key


def _own_secret(path: Path) -> bytes:
    part = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            part.touch(mode=0o600)
            part.write_text(secrets.token_hex(32), encoding="ascii")
            with contextlib.suppress(FileExistsError):
                os.link(part, path)  # linked into place whole: of two processes the first wins, and both read the same key
            part.unlink()
        secret = path.read_text(encoding="ascii").strip().encode()
    except OSError as error:
        raise ConfigError(
            f"{path} can't be made or read ({error.strerror}).", todo="give this user the rights, or set PUNGMUN_AUTHOR_KEY"
        ) from error
    if not secret:
        raise ConfigError(f"{path} is empty.", todo="restore it from a backup; with a new key every author would seem to be another")
    return secret
