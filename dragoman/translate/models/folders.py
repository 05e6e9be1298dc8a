"""Where models lie: our own folder, and Argos's, which is only read.

`argostranslate.settings` would tell its folders, but importing it makes some in the home
directory; so they are worked out here by its rules. Nothing in this module makes a folder.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from dragoman.errors import ModelError
from dragoman.provenance.machine import data_home, xdg

SPEECH = "speech"  # among our own: the model that hears, which translates nothing
EMBEDDED = Path(__file__).resolve().parent / "demo_models"


def own_folder(models_dir: Path | None = None) -> Path:
    """Where models are installed: `models_dir`, $DRAGOMAN_MODELS, or the platform's data folder."""
    if models_dir is not None:
        return Path(models_dir)
    if chosen := os.environ.get("DRAGOMAN_MODELS"):
        return Path(chosen)
    try:
        return data_home() / "dragoman" / "models"
    except RuntimeError as error:
        raise ModelError(
            "There is no home folder to keep models in; set DRAGOMAN_MODELS to a folder"
        ) from error


def argos_folders() -> list[Path]:
    """The folders in which Argos itself looks for packages on this machine, most wanted first."""
    chosen = os.environ.get("ARGOS_PACKAGES_DIR") or _argos_setting("ARGOS_PACKAGES_DIR")
    if chosen:
        return [Path(chosen)]
    try:
        return [xdg("XDG_DATA_HOME", ".local/share") / "argos-translate" / "packages"]
    except RuntimeError:
        return []


def _argos_setting(key: str) -> str | None:
    try:
        file = xdg("XDG_CONFIG_HOME", ".config") / "argos-translate" / "settings.json"
        data = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RuntimeError):
        return None
    value = data.get(key) if isinstance(data, dict) else None
    return value if isinstance(value, str) else None


def delete_folder(folder: Path) -> None:
    """Out of sight by one rename, then away, so that no half-deleted model is ever found."""
    if not folder.exists():
        return
    try:
        away = folder.with_name(f".old-{folder.name[:64]}-{os.getpid()}")
        folder.rename(away)
    except OSError as error:
        raise ModelError(f"{folder} cannot be removed: {error.strerror}") from error
    shutil.rmtree(away, ignore_errors=True)
