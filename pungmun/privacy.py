"""Authors as keyed hashes: the same author gets the same key, and nobody without our key can find out who it is."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable

from pungmun.errors import ConfigError
from pungmun.settings import Settings


def author_hasher(settings: Settings) -> Callable[[str, str], str]:
    """(platform, author) -> 32 hex digits of HMAC-SHA256; empty for an empty author.

    The key comes from PUNGMUN_AUTHOR_KEY, or from `var/author.key`, which is made once, readable by its owner only. It is
    never in the store: without it the hashes can't be joined to people.

    Raises:
        ConfigError: the key file can't be made or read.
    """
    key = (settings.author_key.get_secret_value() or _key_file(settings)).encode()

    def hashed(platform: str, author: str) -> str:
        return hmac.new(key, f"{platform}\x1f{author}".encode(), hashlib.sha256).hexdigest()[:32] if author else ""

    return hashed


def _key_file(settings: Settings) -> str:
    path = settings.var_dir / "author.key"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            # linked into place whole: of two processes that start at once, one makes the key and both read it
            draft = path.with_name(f"author.key.{os.getpid()}")
            draft.touch(mode=0o600, exist_ok=True)
            draft.write_text(secrets.token_hex(32), encoding="ascii")
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink(missing_ok=True)
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise ConfigError(
            f"{path} can't be made or read ({error.strerror}).", todo="give this user the right to write there, or set PUNGMUN_AUTHOR_KEY"
        ) from error
