"""Chains of certificates: put in order as far as each really signed the one below it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from dragoman.provenance.anchors.certificates import describe, in_order, is_root, to_pem

Key = ec.EllipticCurvePrivateKey


def name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def made(subject: str, key: Key, issuer: str, signer: Key) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name(issuer), name(subject), key.public_key(), 7)
    dated = builder.not_valid_before(now).not_valid_after(now + timedelta(days=1))
    return dated.sign(signer, SHA256())


@pytest.fixture(scope="module")
def keys() -> list[Key]:
    return [ec.generate_private_key(ec.SECP256R1()) for _ in range(4)]


def test_a_chain_of_four_is_put_in_order(keys: list[Key]) -> None:
    root, upper, lower, leaf = (
        made(f"{n}", keys[n], f"{max(0, n - 1)}", keys[max(0, n - 1)]) for n in range(4)
    )
    for others in ([root, upper, lower], [lower, upper, root], [upper, lower, root, leaf]):
        assert in_order(leaf, others) == [leaf, lower, upper, root]
    assert in_order(leaf, [lower, root]) == [leaf, lower]
    assert in_order(root, [lower, upper]) == [root]


def test_a_name_alone_signs_nothing(keys: list[Key]) -> None:
    """Of the same name as what signed, or as itself, with another key."""
    root, false = made("root", keys[0], "root", keys[0]), made("root", keys[1], "root", keys[2])
    leaf = made("leaf", keys[3], "root", keys[0])
    assert is_root(root) and not is_root(false) and not is_root(leaf)
    assert in_order(leaf, [false, root]) == [leaf, root]
    assert in_order(leaf, [false]) == [leaf]


def test_what_a_certificate_says_of_itself(keys: list[Key]) -> None:
    facts = describe(to_pem(made("yarpaq", keys[1], "kök", keys[0])))
    assert (facts.common_name, facts.subject, facts.issuer) == ("yarpaq", "CN=yarpaq", "CN=kök")
    with pytest.raises(ValueError, match="no certificate"):
        describe("-----BEGIN PRIVATE KEY-----")
