"""Users, their passwords and the tokens of programs, in one file that only its owner can read."""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from pungmun.errors import ConfigError
from pungmun.web.access import Role, User

MIN_PASSWORD = 12
TOKEN_PREFIX = "pungmun_"  # noqa: S105 - what every token starts with
_NAME = re.compile(r"[\w.@-]{1,60}")
_HASHER = PasswordHasher()
#: Verified when a name is unknown, so that the time of an answer does not tell which names exist.
_NOBODY = _HASHER.hash(secrets.token_hex(16))


@dataclass(frozen=True)
class Users:
    """The users' file, `var/users.json`."""

    path: Path

    def names(self) -> dict[str, Role]:
        """Name -> role."""
        return {name: entry["role"] for name, entry in sorted(self._read()["users"].items())}

    def tokens(self) -> list[dict[str, str]]:
        """Tokens without their secret: id, name, role, created."""
        return [{key: entry[key] for key in ("id", "name", "role", "created")} for entry in self._read()["tokens"]]

    def verify(self, name: str, password: str) -> User | None:
        """The user, when the password is right."""
        entry = self._read()["users"].get(name)
        try:
            _HASHER.verify(entry["hash"] if entry else _NOBODY, password)
        except (VerificationError, InvalidHashError):
            return None
        return User(name, entry["role"]) if entry else None

    def of_token(self, token: str) -> User | None:
        """Whose token it is. Tokens are random, so a plain hash of them is enough."""
        digest = hashlib.sha256(token.encode()).hexdigest()
        for entry in self._read()["tokens"]:
            if secrets.compare_digest(entry["sha256"], digest):
                return User(entry["name"], entry["role"])
        return None

    def put(self, name: str, role: str, password: str | None) -> None:
        """Add a user or change role and (when given) password.

        Raises:
            ConfigError: the name, role or password can't be used.
        """
        data = self._read()
        known = data["users"].get(name)
        if not _NAME.fullmatch(name):
            raise ConfigError(f"{name!r} is no user name.", todo="use letters, digits and . _ @ -, at most 60")
        if role not in get_args(Role):
            raise ConfigError(f"{role!r} is no role.", todo=f"choose one of {', '.join(get_args(Role))}")
        if password is None and known is None:
            raise ConfigError(f"The new user {name} needs a password.")
        if password is not None and len(password) < MIN_PASSWORD:
            raise ConfigError(f"The password is shorter than {MIN_PASSWORD} characters.", todo="choose a longer one")
        data["users"][name] = {"role": role, "hash": _HASHER.hash(password) if password is not None else known["hash"]}
        self._write(data)

    def remove(self, name: str) -> bool:
        """Remove a user with all tokens of that name; whether there was one."""
        data = self._read()
        found = data["users"].pop(name, None) is not None
        data["tokens"] = [entry for entry in data["tokens"] if entry["name"] != name]
        self._write(data)
        return found

    def issue(self, name: str, role: str) -> str:
        """A new token for a program; it can't be shown again.

        Raises:
            ConfigError: the name or role can't be used.
        """
        if not _NAME.fullmatch(name) or role not in get_args(Role):
            raise ConfigError(f"A token needs a name and a role, not {name!r} and {role!r}.")
        token = TOKEN_PREFIX + secrets.token_urlsafe(32)
        entry = {"name": name, "role": role, "sha256": hashlib.sha256(token.encode()).hexdigest()}
        data = self._read()
        data["tokens"].append({**entry, "id": entry["sha256"][:8], "created": datetime.now(UTC).isoformat(timespec="seconds")})
        self._write(data)
        return token

    def revoke(self, token_id: str) -> bool:
        """Remove a token by its id; whether there was one."""
        data = self._read()
        kept = [entry for entry in data["tokens"] if entry["id"] != token_id]
        found = len(kept) < len(data["tokens"])
        self._write({**data, "tokens": kept})
        return found

    def _read(self) -> dict[str, Any]:
        try:
            data: dict[str, Any] = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {"users": {}, "tokens": []}
        except (OSError, ValueError) as error:
            raise ConfigError(
                f"The users' file {self.path} can't be read: {error}.", todo="restore it from a backup, or remove it"
            ) from error
        return data

    def _write(self, data: Mapping[str, Any]) -> None:
        """Replace the file in one step; it is readable by its owner only from the first byte on."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=".users-")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(data, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(self.path)
