"""Who is asking, and what that person may do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from starlette.exceptions import HTTPException
from starlette.requests import Request

Role = Literal["viewer", "analyst", "admin"]
_RANK: dict[str, int] = {"viewer": 0, "analyst": 1, "admin": 2}


@dataclass(frozen=True, slots=True)
class User:
    """A person or a program; `name` stands in reviews and in the audit log."""

    name: str
    role: Role

    def may(self, role: Role) -> bool:
        """Whether this user's role includes `role`."""
        return _RANK[self.role] >= _RANK[role]


def needs(role: Role) -> Callable[[Request], User]:
    """A dependency that lets only users of at least this role through."""

    def check(request: Request) -> User:
        user: User = request.state.user
        if not user.may(role):
            raise HTTPException(403, f"this needs the role {role}")
        return user

    return check


viewer = needs("viewer")
analyst = needs("analyst")
admin = needs("admin")
