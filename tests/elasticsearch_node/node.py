"""A real Elasticsearch node without Docker: its jars from Maven Central, started on a free port of loopback.

It lacks what Maven Central doesn't hold: `GET /`, custom analyzers, reindex, scripts, ILM, security.
"""

import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
MODULE = "transport-netty4"
#: Oldest Java that the server's class files run on.
JAVA = 21


class NodeMissingError(Exception):
    """This machine can't run a node, and why."""


def find_java():
    """The path of a `java` that is new enough."""
    homes = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    homes += sorted(Path("/usr/lib/jvm").glob("*")) + sorted(Path("/Library/Java/JavaVirtualMachines").glob("*/Contents/Home"))
    candidates = [str(home / "bin" / "java") for home in homes] + [shutil.which("java") or ""]
    for java in filter(os.path.exists, candidates):
        said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
        if (version := re.search(r'version "(\d+)', said)) and int(version[1]) >= JAVA:
            return java
    raise NodeMissingError(f"no JDK of {JAVA} or newer; set JAVA_HOME")


def find_jars():
    """The folder of resolved jars, shared by all runs: `server/` and `modules/`."""
    version = re.search(r"<elasticsearch.version>([\d.]+)<", (HERE / "pom.xml").read_text())[1]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pungmun-tests"
    folder = cache / f"elasticsearch-{version}"
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            part = cache / "part"
            shutil.rmtree(part, ignore_errors=True)
            _resolve(part)
            part.rename(folder)
    return folder


def _resolve(folder):
    maven = shutil.which("mvn")
    if maven is None:
        raise NodeMissingError("Maven (mvn) is not installed")
    server, module = folder / "server", folder / "modules" / MODULE
    module.mkdir(parents=True)
    command = [maven, "-q", "-B", "-f", str(HERE / "pom.xml"), "dependency:copy-dependencies", f"-DoutputDirectory={server}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NodeMissingError(f"Maven could not resolve the server: {(done.stdout + done.stderr)[-500:]}")
    for pattern in ("netty-*.jar", f"{MODULE}-*.jar"):
        for jar in server.glob(pattern):
            jar.rename(module / jar.name)
    with zipfile.ZipFile(next(module.glob(f"{MODULE}-*.jar"))) as jar:
        descriptor = jar.read(f"META-INF/es-plugins/{MODULE}/plugin-descriptor.properties").decode()
        # the jars stand on the class path, so the module has no name
        kept = [line for line in descriptor.splitlines() if not line.startswith("modulename")]
        (module / "plugin-descriptor.properties").write_text("\n".join(kept) + "\n")
        (module / "entitlement-policy.yaml").write_bytes(jar.read(f"META-INF/es-plugins/{MODULE}/entitlement-policy.yaml"))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Node:
    """One node with its own data folder; may be killed and started again on the same port."""

    def __init__(self, home):
        self.home, self.port, self.process = home, free_port(), None
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self, seconds=120):
        java, jars = find_java(), find_jars()
        for name in ("config", "data", "logs", "lib", "plugins"):
            (self.home / name).mkdir(parents=True, exist_ok=True)
        if not (self.home / "modules").exists():
            (self.home / "modules").symlink_to(jars / "modules")
        (self.home / "data" / "node.lock").unlink(missing_ok=True)
        command = [java, "-Xms512m", "-Xmx512m", "--enable-native-access=ALL-UNNAMED", "-cp", f"{jars}/server/*"]
        with (self.home / "out.log").open("ab") as out:
            self.process = subprocess.Popen(
                [*command, str(HERE / "TestNode.java"), str(self.home), str(self.port)], stdin=subprocess.PIPE, stdout=out, stderr=out
            )
        end = time.monotonic() + seconds
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > end:
                self.kill()
                raise NodeMissingError(f"the node did not start: {(self.home / 'out.log').read_text(errors='replace')[-1000:]}")
            time.sleep(0.2)
        return self

    def _answers(self):
        try:
            with urllib.request.urlopen(f"{self.url}/_cluster/health?wait_for_status=yellow&timeout=1s", timeout=3) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def kill(self):
        """As a power cut would."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self._end()

    def stop(self):
        """Its input ends, so it closes."""
        if self.process and self.process.poll() is None:
            self.process.stdin.close()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGKILL)
        self._end()

    def _end(self):
        if self.process:
            self.process.wait()
            if not self.process.stdin.closed:
                self.process.stdin.close()
            self.process = None
