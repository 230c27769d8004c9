"""RFC 3161 with a real authority in small: OpenSSL answers on loopback."""

import shutil
import subprocess
import threading
import zipfile
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from hypothesis import given
from hypothesis import settings as example_settings
from hypothesis import strategies as st
from rfc3161_client import decode_timestamp_response

from crawlers.evidence import export_package
from crawlers.evidence.stamp import check_signature, in_order, time_stamp
from pungmun.errors import ConfigError, PungmunError
from pungmun.settings import Settings

pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="needs OpenSSL's command")
DESKTOP = "https://blog.naver.com/writer/223000000001"


def certificate(name, key, issuer, issuer_key, *, ca):
    def named(common):
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])

    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if not ca:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return builder.sign(issuer_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


class Authority:
    """OpenSSL's `ts -reply` behind HTTP; `spoil` changes what it sends."""

    def __init__(self, folder):
        self.folder, self.spoil, self.asked = folder, lambda answer: answer, []
        root, leaf = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        (folder / "ca.pem").write_bytes(certificate("Test root", root, "Test root", root, ca=True))
        (folder / "tsa.pem").write_bytes(certificate("Test authority", leaf, "Test root", root, ca=False))
        plain = serialization.NoEncryption()
        (folder / "tsa.key").write_bytes(
            leaf.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain),
        )
        (folder / "serial").write_text("01\n")
        (folder / "tsa.cnf").write_text(
            f"[tsa]\ndefault_tsa = t\n[t]\nserial = {folder}/serial\nsigner_cert = {folder}/tsa.pem\nsigner_key = {folder}/tsa.key\n"
            f"certs = {folder}/ca.pem\nsigner_digest = sha256\ndefault_policy = 1.2.3.4.1\ndigests = sha256\nordering = yes\n"
        )

    def answer(self, query):
        self.asked.append(query)
        (self.folder / "q").write_bytes(query)
        command = ["openssl", "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "q", "-out", "r"]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True)
        return self.spoil((self.folder / "r").read_bytes())


@pytest.fixture
def authority(tmp_path):
    folder = tmp_path / "tsa"
    folder.mkdir()
    made = Authority(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            assert self.headers["Content-Type"] == "application/timestamp-query"
            answer = made.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200 if answer else 503)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_port}/tsr"
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def stamped(tmp_path, authority):
    return Settings(_env_file=None, var_dir=tmp_path / "var", tsa_url=authority.url, tsa_ca=str(authority.folder / "ca.pem"))


def test_the_export_carries_a_stamp_that_openssl_accepts(stamped, authority, keep, posts, tmp_path):
    keep(stamped, posts)
    done = export_package(stamped, DESKTOP, tmp_path / "out.wacz")
    assert done.stamped
    with zipfile.ZipFile(done.path) as archive:
        archive.extractall(tmp_path / "out")
    (warc,) = (tmp_path / "out" / "archive").iterdir()
    stamp = tmp_path / "out" / "stamps" / f"{warc.name}.tsr"
    command = ["openssl", "ts", "-verify", "-data", warc, "-in", stamp, "-CAfile", authority.folder / "ca.pem"]
    assert b"Verification: OK" in subprocess.run(command, capture_output=True, check=True).stdout
    assert f"stamps/{warc.name}.tsr".encode() in (tmp_path / "out" / "datapackage.json").read_bytes()
    check_signature(stamp.read_bytes(), warc.read_bytes(), stamped.tsa_ca)
    with pytest.raises(PungmunError, match="does not hold"):
        check_signature(stamp.read_bytes(), warc.read_bytes() + b"x", stamped.tsa_ca)


def test_only_the_digest_leaves_the_machine(stamped, authority):
    time_stamp(b"the words of a post", stamped)
    (query,) = authority.asked
    assert b"words" not in query
    assert len(query) < 200


def test_without_a_stamp_nothing_is_asked(stamped, authority, keep, posts, tmp_path):
    keep(stamped, posts)
    assert not export_package(stamped, DESKTOP, tmp_path / "out.wacz", stamp=False).stamped
    assert authority.asked == []


def test_the_time_is_the_authoritys(stamped):
    answer = decode_timestamp_response(in_order(time_stamp(b"x", stamped)))
    assert abs(answer.tst_info.gen_time - datetime.now(UTC)) < timedelta(minutes=1)


def test_an_answer_to_another_question_is_refused(stamped, authority):
    old = time_stamp(b"x", stamped)
    authority.spoil = lambda _: old
    with pytest.raises(PungmunError, match="another question"):
        time_stamp(b"x", stamped)


@pytest.mark.parametrize("answer", [b"<html>captive portal</html>", b"\x30\x03\x02\x01\x02", b"\x30\x05\x30\x03\x02\x01\x02"])
def test_no_stamp_is_refused_with_a_reason(stamped, authority, keep, posts, tmp_path, answer):
    authority.spoil = lambda _: answer
    keep(stamped, posts)
    with pytest.raises(PungmunError, match="can't be used"):
        export_package(stamped, DESKTOP, tmp_path / "out.wacz")
    assert not (tmp_path / "out.wacz").exists()


def test_an_authority_that_is_down(stamped, authority):
    authority.spoil = lambda _: b""
    with pytest.raises(PungmunError, match="gave no answer"):
        time_stamp(b"x", stamped)


def test_a_changed_signature_and_a_strange_root_are_refused(stamped, authority, tmp_path):
    authority.spoil = lambda answer: answer[:-1] + bytes([answer[-1] ^ 1])
    with pytest.raises(PungmunError, match="does not hold"):
        time_stamp(b"x", stamped)
    other = tmp_path / "other"
    other.mkdir()
    Authority(other)
    authority.spoil = lambda answer: answer
    with pytest.raises(PungmunError, match="does not hold"):
        time_stamp(b"x", stamped.model_copy(update={"tsa_ca": str(other / "ca.pem")}))


@pytest.mark.parametrize("change", [{"tsa_url": "file:///etc/passwd"}, {"tsa_ca": "/nowhere/ca.pem"}])
def test_wrong_settings_are_named(stamped, change):
    with pytest.raises(ConfigError, match="PUNGMUN_TSA"):
        time_stamp(b"x", stamped.model_copy(update=change))


def test_certificates_in_any_order_are_read(stamped, authority):
    answer = in_order(time_stamp(b"x", stamped))
    first, second = sorted(
        x509.load_pem_x509_certificate((authority.folder / name).read_bytes()).public_bytes(serialization.Encoding.DER)
        for name in ("ca.pem", "tsa.pem")
    )
    swapped = answer.replace(first + second, second + first)
    assert swapped != answer
    for sent in (answer, swapped):
        check_signature(sent, b"x", stamped.tsa_ca)
        assert in_order(sent) == answer


@given(answer=st.binary(max_size=60) | st.binary(max_size=60).map(lambda data: b"\x30\x30\x30\x03\x02\x01\x00\x30" + data))
@example_settings(max_examples=300, deadline=None)
def test_reading_an_answer_never_breaks(answer):
    assert sorted(in_order(answer)) == sorted(answer)
