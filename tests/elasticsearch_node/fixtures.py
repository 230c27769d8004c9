"""The session's node: started when the first test asks, ended with the session."""

import atexit
import functools
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from tests.elasticsearch_node.node import Node, NodeMissingError


@functools.cache
def _running():
    """(address, why there is none); one node a session, whichever conftest imports the fixture."""
    if os.environ.get("PUNGMUN_TEST_ELASTICSEARCH"):
        return os.environ["PUNGMUN_TEST_ELASTICSEARCH"].rstrip("/"), None
    home = Path(tempfile.mkdtemp(prefix="pungmun-elasticsearch-", dir=memory()))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    try:
        node = Node(home).start()
    except NodeMissingError as missing:
        return None, str(missing)
    atexit.register(node.stop)
    return node.url, None


def memory():
    """A folder in memory where there is one with room: making an index waits for the disk many times."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 << 30 else None


def give_up(why):
    """Skipped on a laptop, failed where the node is required."""
    if os.environ.get("PUNGMUN_REQUIRE_ELASTICSEARCH") == "1":
        pytest.fail(f"Elasticsearch is required here: {why}")
    pytest.skip(f"no Elasticsearch node: {why} (PUNGMUN_REQUIRE_ELASTICSEARCH=1 makes this a failure)")


@pytest.fixture
def elasticsearch_url():
    """http://127.0.0.1:PORT of a real node."""
    url, why = _running()
    if url is None:
        give_up(why)
    return url
