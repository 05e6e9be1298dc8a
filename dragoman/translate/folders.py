"""Where models lie: our own folder, and Argos's, which is only read.

`argostranslate.settings` would tell its folders, but importing it makes some in the home
directory; so they are worked out here by its rules. Nothing in this module makes a folder.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from dragoman.errors import ModelError

EMBEDDED = Path(__file__).resolve().parent / "demo_models"


def own_folder(models_dir: Path | None = None) -> Path:
    """Where models are installed: `models_dir`, $DRAGOMAN_MODELS, or the platform's data folder."""
    if models_dir is not None:
        return Path(models_dir)
    if chosen := os.environ.get("DRAGOMAN_MODELS"):
        return Path(chosen)
    return _data_home() / "dragoman" / "models"


def argos_folders() -> list[Path]:
    """The folders in which Argos itself looks for packages on this machine, most wanted first."""
    chosen = os.environ.get("ARGOS_PACKAGES_DIR") or _argos_setting("ARGOS_PACKAGES_DIR")
    if chosen:
        return [Path(chosen)]
    try:
        return [_xdg("XDG_DATA_HOME", ".local/share") / "argos-translate" / "packages"]
    except RuntimeError:
        return []


def _data_home() -> Path:
    try:
        if sys.platform == "win32":
            local = os.environ.get("LOCALAPPDATA")
            return Path(local) if local else Path.home() / "AppData" / "Local"
        if sys.platform == "darwin":
            return Path.home() / "Library" / "Application Support"
        return _xdg("XDG_DATA_HOME", ".local/share")
    except RuntimeError as error:
        raise ModelError(
            "There is no home folder to keep models in; set DRAGOMAN_MODELS to a folder"
        ) from error


def _xdg(variable: str, default: str) -> Path:
    value = os.environ.get(variable)
    return Path(value) if value and Path(value).is_absolute() else Path.home() / default


def _argos_setting(key: str) -> str | None:
    try:
        file = _xdg("XDG_CONFIG_HOME", ".config") / "argos-translate" / "settings.json"
        data = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RuntimeError):
        return None
    value = data.get(key) if isinstance(data, dict) else None
    return value if isinstance(value, str) else None
