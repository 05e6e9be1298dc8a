"""An archive that is open is anchored, compared and repaired, and goes on being used."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from dragoman import Archive, ArchiveError, UsageError, repair_folder, verify_folder
from tests.support.translated_pages import add_page


@pytest.fixture
def key(tmp_path: Path) -> Path:
    private, path = Ed25519PrivateKey.generate(), tmp_path / "key.pem"
    path.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    path.with_suffix(".pub").write_bytes(public)
    return path


def test_it_is_anchored_and_verified_with_a_key_known_elsewhere(tmp_path: Path, key: Path) -> None:
    with Archive(tmp_path / "evidence") as archive:
        add_page(archive, tmp_path, translate=False)
        made = archive.anchor(key=key)
        assert len(made.made) == 1 and made.made[0].is_file() and made.waiting == []
        report = archive.verify(trusted=[key.with_suffix(".pub")])
        assert report.ok and any("signature" in each or "signed" in each for each in report.proofs)
        assert archive.anchor().made == [], "nothing was asked for, and nothing waits"
        with pytest.raises(UsageError, match="cannot be read"):
            archive.verify(elsewhere=[tmp_path / "none.json"])


def test_what_the_index_says_otherwise_is_said(tmp_path: Path) -> None:
    with Archive(tmp_path / "evidence") as archive:
        page = add_page(archive, tmp_path, translate=False)
        assert archive.compare().differences == []
        archive.index.connection.execute("UPDATE articles SET title = 'Another'")
        archive.index.connection.commit()
        assert archive.compare().differences
        archive.reindex()
        assert archive.compare().differences == [] and archive.page(page.id).title == page.title


def shortened(folder: Path) -> None:
    """As where a ledger was copied while a program wrote to it."""
    ledger = folder / "ledger.jsonl"
    lines = ledger.read_bytes().splitlines(keepends=True)
    ledger.write_bytes(b"".join(lines[:2]))


def test_an_open_archive_is_repaired_and_appended_to(tmp_path: Path) -> None:
    with Archive(tmp_path / "evidence") as archive:
        page = add_page(archive, tmp_path, translate=False)
        assert archive.repair(dry_run=True) == archive.repair() == [], "it is sound"
        shortened(archive.folder)
        with pytest.raises(ArchiveError, match="dragoman repair"):
            add_page(archive, tmp_path, name="other.html", translate=False)
        planned = archive.repair(dry_run=True)
        assert planned and archive.repair(dry_run=True) == planned, "nothing was done yet"
        assert archive.repair() == planned
        assert archive.page(page.id).title == page.title
        add_page(archive, tmp_path, name="other.html", translate=False)
        assert len(archive.pages()) == 2 and archive.compare().differences == []


def test_one_that_cannot_be_opened_is_repaired_by_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "evidence"
    with Archive(folder) as archive:
        add_page(archive, tmp_path, translate=False)
    (folder / "ledger.jsonl").unlink()
    with pytest.raises(ArchiveError):
        Archive(folder)
    assert not verify_folder(folder).ok
    assert repair_folder(folder)
    with Archive(folder) as again:
        assert len(again.pages()) == 1
