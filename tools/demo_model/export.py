"""Turn trained weights into an Argos package: python export.py az|ru TRAINED_DIR [PACKAGE].

The package is the same, byte for byte, for the same weights and the same version of CTranslate2.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import zipfile
from pathlib import Path

import ctranslate2
import numpy as np
import sentencepiece
import torch
from ctranslate2.converters.converter import Converter
from ctranslate2.specs import common_spec, transformer_spec
from model import EPSILON, HEADS, LAYERS, sinusoids

NAMES = {"az": "Azerbaijani", "ru": "Russian", "en": "English"}
EPOCH = (2025, 1, 1, 0, 0, 0)
# A model this sure of its words leaves the rest of the beam to guesses that end at once. With a
# length penalty, CTranslate2 stops at as many ended guesses as the beam is wide, often before the
# right sentence has ended. Ending less readily keeps the guesses out: 454 → 488 of 500 (az).
END, END_BIAS = 2, -3.0
MODELS = Path(__file__).resolve().parents[2] / "dragoman" / "translate" / "demo_models"

README = """\
# demo model {source}→en

A small real transformer that ships inside Dragoman for `dragoman demo` and nothing else. It was
trained on made-up sentences about invented people. Outside that narrow world it invents: ask it
about anything else and it will speak of arrests and trials that never were. Never use it on a
real page.

Trained by tools/demo_model/ of the Dragoman sources.

Licence: Apache-2.0
"""


class DemoConverter(Converter):
    """Fills a CTranslate2 specification with the weights that train.py wrote."""

    def __init__(self, folder: Path) -> None:
        self._weights = torch.load(folder / "weights.pt", weights_only=True)
        self._pieces = sentencepiece.SentencePieceProcessor(
            model_file=str(folder / "sentencepiece.model")
        )

    def _load(self) -> transformer_spec.TransformerSpec:
        spec = transformer_spec.TransformerSpec.from_config(
            LAYERS,
            HEADS,
            pre_norm=True,
            activation=common_spec.Activation.RELU,
            alignment_layer=-1,
            alignment_heads=1,
        )
        spec.config.add_source_bos = spec.config.add_source_eos = False
        spec.config.decoder_start_token = "<s>"
        spec.config.bos_token, spec.config.eos_token = "<s>", "</s>"
        spec.config.unk_token, spec.config.layer_norm_epsilon = "<unk>", EPSILON
        vocabulary = [self._pieces.id_to_piece(number) for number in range(len(self._pieces))]
        spec.register_source_vocabulary(vocabulary)
        spec.register_target_vocabulary(vocabulary)
        self._side(spec.encoder, "encoder", cross=False)
        self._side(spec.decoder, "decoder", cross=True)
        spec.encoder.embeddings[0].weight = self._array("embedding.weight")
        spec.decoder.embeddings.weight = self._array("embedding.weight")
        spec.decoder.projection.weight = self._array("embedding.weight")
        bias = self._array("bias").copy()
        bias[END] += END_BIAS
        spec.decoder.projection.bias = bias
        return spec

    def _side(self, side: transformer_spec.TransformerEncoderSpec, name: str, cross: bool) -> None:
        side.scale_embeddings = True
        side.position_encodings.encodings = sinusoids().numpy()
        self._norm(side.layer_norm, f"{name}_norm")
        for number, layer in enumerate(side.layer):
            prefix = f"{name}.{number}"
            self._norm(layer.self_attention.layer_norm, f"{prefix}.norm_self")
            self._attention(layer.self_attention, f"{prefix}.attend")
            if cross:
                self._norm(layer.attention.layer_norm, f"{prefix}.norm_cross")
                self._attention(layer.attention, f"{prefix}.cross")
            self._norm(layer.ffn.layer_norm, f"{prefix}.norm_ffn")
            self._linear(layer.ffn.linear_0, f"{prefix}.ffn.0")
            self._linear(layer.ffn.linear_1, f"{prefix}.ffn.1")

    def _attention(self, spec: object, name: str) -> None:
        *inputs, output = spec.linear
        for number, linear in enumerate(inputs):
            self._linear(linear, f"{name}.inputs.{number}")
        self._linear(output, f"{name}.output")

    def _linear(self, spec: common_spec.LinearSpec, name: str) -> None:
        spec.weight, spec.bias = self._array(f"{name}.weight"), self._array(f"{name}.bias")

    def _norm(self, spec: common_spec.LayerNormSpec, name: str) -> None:
        spec.gamma, spec.beta = self._array(f"{name}.weight"), self._array(f"{name}.bias")

    def _array(self, name: str) -> np.ndarray:
        return self._weights[name].numpy()


def metadata(source: str) -> bytes:
    """Return metadata.json of the package."""
    said = {
        "package_version": "1.0",
        "argos_version": "1.9",
        "type": "translate",
        "from_code": source,
        "from_name": NAMES[source],
        "to_code": "en",
        "to_name": NAMES["en"],
        "name": f"demo model {source}→en",
        "dragoman_demo": True,
        "licence": "Apache-2.0",
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode("utf-8")


def package(source: str, folder: Path, target: Path) -> None:
    """Write the `.argosmodel`: a zip with one folder, in a fixed order with fixed times."""
    with tempfile.TemporaryDirectory() as temporary:
        model = Path(temporary) / "model"
        DemoConverter(folder).convert(str(model), quantization="int8")
        contents = {
            "metadata.json": metadata(source),
            "README.md": README.format(source=source).encode("utf-8"),
            "sentencepiece.model": (folder / "sentencepiece.model").read_bytes(),
            **{f"model/{path.name}": path.read_bytes() for path in sorted(model.iterdir())},
        }
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        for name, data in contents.items():
            entry = zipfile.ZipInfo(f"demo-model-{source}-en/{name}", EPOCH)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            made.writestr(entry, data, zipfile.ZIP_DEFLATED, 9)


def main() -> None:
    """Export one direction."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", choices=["az", "ru"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("package", type=Path, nargs="?")
    arguments = parser.parse_args()
    target = arguments.package or MODELS / f"demo-model-{arguments.source}-en.argosmodel"
    package(arguments.source, arguments.folder, target)
    print(f"{target}: {target.stat().st_size:,} bytes, CTranslate2 {ctranslate2.__version__}")


if __name__ == "__main__":
    main()
