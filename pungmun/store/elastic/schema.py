"""Indices, templates and the swap to a new mapping version.

One document in the index `<prefix>-state` says which mapping version is read and written. A swap goes: block writing to the
old indices (writers wait and ask again), build the new ones beside them, compare, point the alias to the new ones in one
call, and say so in the state. Reading goes on all the time, and no write is lost: it either came before the block and was
copied, or waits for the new indices. A swap that was killed is started again by the next `migrate`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from pungmun.errors import ConflictError, StoreError, StoreNotReadyError
from pungmun.store.elastic.client import Client, Item
from pungmun.store.elastic.indices import book_index, parse_posts_index, posts_alias, posts_index, posts_pattern
from pungmun.store.elastic.mapping import BOOKS, COPIES, book_mapping, posts_template, where_mapping

_STATE = {"dynamic": "strict", "properties": {key: {"type": "keyword"} for key in ("active", "building", "swapped")}}
#: Seconds after which the indices of the version before are deleted: no writer that knew only them is still at work.
OLD_KEPT = 600


class Schema:
    """The indices of one prefix.

    Args:
        version: the mapping version that this Pungmun writes.
        shards: primary shards of a month.
    """

    def __init__(self, client: Client, prefix: str, version: int, *, shards: int) -> None:
        self.client, self.prefix, self.version = client, prefix, version
        self.shards = shards
        self.active = version
        self.where = book_index(prefix, "where")
        self._state = book_index(prefix, "state")
        self._ready: set[str] = set()

    def index_of(self, month: str, version: int) -> str:
        """The index that a month is written to in that version."""
        return posts_index(self.prefix, version, month)

    def begin(self) -> int:
        """Read which version is written now.

        Raises:
            StoreNotReadyError: there is no schema.
            StoreError: the schema was made by a newer Pungmun.
        """
        state = self.client.get(self._state, "posts")
        if state is None:
            raise StoreNotReadyError(f"The store {self.prefix} has no schema.", todo="run `pungmun store migrate`")
        active = int(state.source["active"])
        if active > self.version:
            raise StoreError(
                f"The store {self.prefix} has mapping version {active}; this Pungmun knows versions up to {self.version}.",
                cause="it was made by a newer version",
                todo="update Pungmun, or set PUNGMUN_STORE to another prefix",
            )
        self.active = active
        return active

    def prepare(self, months: Iterable[str], version: int) -> None:
        """Make the indices of these months, reachable through the alias."""
        for index in sorted({self.index_of(month, version) for month in months} - self._ready):
            self._create(index, {"aliases": {posts_alias(self.prefix): {}}})
            self._ready.add(index)

    def indices(self, version: int | None = None) -> dict[str, str]:
        """Index -> month, of one version (default: the one that is read)."""
        wanted = self.active if version is None else version
        names = self.client.call(
            lambda es: es.indices.get(index=f"{self.prefix}-posts-v*", allow_no_indices=True, features="settings")
        ).body
        parsed = {name: parse_posts_index(self.prefix, name) for name in names}
        return {name: found[1] for name, found in sorted(parsed.items()) if found and found[0] == wanted}

    def forget_ready(self, index: str) -> None:
        """An index was dropped; it is made anew when its month is written again."""
        self._ready.discard(index)

    def migrate(self, rebuild: Callable[[str, str], int]) -> None:
        """Create what is missing; swap to our mapping version if the store has an older one.

        Args:
            rebuild: copies one month: (old index, new index) -> how many strays it left out.
        """
        self._create(self._state, {"mappings": _STATE, "settings": self._settings()})
        self._create(self.where, {"mappings": where_mapping(), "settings": self._settings()})
        for book, keys in BOOKS.items():
            self._create(book_index(self.prefix, book), {"mappings": book_mapping(*keys), "settings": self._settings()})
        self._template(self.version)
        state = self.client.get(self._state, "posts")
        if state is None:
            (done,) = self.client.bulk([Item("create", self._state, "posts", {"active": str(self.version)})])
            if not (done.ok or done.conflict):
                raise StoreError(f"The store {self.prefix} could not be begun: {done.reason}")
        active = self.begin()
        if not self.client.call(lambda es: es.indices.exists_alias(name=posts_alias(self.prefix))):
            self.prepare(["undated"], active)
        if self.active < self.version:
            self._swap(rebuild)
        self._delete_old()

    def _swap(self, rebuild: Callable[[str, str], int]) -> None:
        old_version = self.active
        self._claim_swap()
        if not self._alias_is_new():
            self._build(old_version, rebuild)
        self.client.bulk_all([Item("index", self._state, "posts", {"active": str(self.version), "swapped": str(int(time.time()))})])
        self.client.call(lambda es: es.indices.put_settings(index=self.where, settings={"index.blocks.write": None}), writes=True)
        self.begin()

    def _alias_is_new(self) -> bool:
        """Whether a swap was killed after the alias had been turned."""
        names = self.client.call(lambda es: es.indices.get_alias(name=posts_alias(self.prefix))).body
        return any((found := parse_posts_index(self.prefix, name)) and found[0] == self.version for name in names)

    def _build(self, old_version: int, rebuild: Callable[[str, str], int]) -> None:
        self._template(old_version, {"blocks.write": True})  # a month that begins now is blocked from its birth
        old = self.indices(old_version)
        for index in [self.where, *old]:
            self._block(index)
        old = self.indices(old_version)
        for index in self.indices(self.version):  # left by a swap that was killed
            self.client.on_index("delete", index)
        for index, month in old.items():
            new = posts_index(self.prefix, self.version, month)
            self._create(new, {})
            self._compare(index, new, rebuild(index, new))
        alias = posts_alias(self.prefix)
        actions: list[dict[str, Any]] = [{"remove": {"index": index, "alias": alias}} for index in old]
        actions += [{"add": {"index": posts_index(self.prefix, self.version, month), "alias": alias}} for month in old.values()]
        self.client.call(lambda es: es.indices.update_aliases(actions=actions), writes=True)

    def _block(self, index: str) -> None:
        """Stop writes; the answer is 200 even when a shard did not take the block, and a write there would be lost."""
        answer = self.client.on_index("add_block", index, block="write")
        if not answer.get("acknowledged") or not all(row.get("blocked") for row in answer.get("indices", ())):
            raise StoreError(f"{index} did not stop taking writes; nothing was changed.", todo="run `pungmun store migrate` again")

    def _claim_swap(self) -> None:
        """One swap at a time: who loses the race is told so."""
        state = self.client.get(self._state, "posts")
        assert state is not None
        marked = {**state.source, "building": str(self.version)}
        (done,) = self.client.bulk([Item("index", self._state, "posts", marked, state.seen)])
        if not done.ok:
            raise ConflictError("Another process is migrating this store.", todo="wait until it has ended")

    def _compare(self, old: str, new: str, strays: int) -> None:
        self.client.refresh([old, new])
        numbers = [int(self.client.search({"size": 0, "track_total_hits": True}, index)["hits"]["total"]["value"]) for index in (old, new)]
        if numbers[0] - strays != numbers[1]:
            raise StoreError(f"{new} has {numbers[1]} posts, {old} has {numbers[0]}; the alias still points to the old indices.")

    def _delete_old(self) -> None:
        state = self.client.get(self._state, "posts")
        if state is None or not state.source.get("swapped") or time.time() - int(state.source["swapped"]) < OLD_KEPT:
            return
        for version in range(1, self.active):
            for index in self.indices(version):
                self.client.on_index("delete", index)

    def _template(self, version: int, settings: dict[str, Any] | None = None) -> None:
        body = posts_template(posts_pattern(self.prefix, version), shards=self.shards)
        body["template"]["settings"] |= settings or {}
        name = f"{self.prefix}-posts-v{version}"
        self.client.call(lambda es: es.indices.put_index_template(name=name, **body), writes=True)

    def _settings(self) -> dict[str, Any]:
        return {"number_of_shards": 1, "auto_expand_replicas": COPIES}

    def _create(self, index: str, body: dict[str, Any]) -> None:
        if self.client.call(lambda es: es.indices.exists(index=index)):
            return
        try:
            self.client.on_index("create", index, **body)
        except StoreError as error:
            if "resource_already_exists" not in str(error):  # somebody else was faster
                raise
