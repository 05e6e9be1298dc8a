"""Fairseq's wmt19 models in the form that transformers gives them (FSMT), for CTranslate2.

    python -m dragoman.translate.installing.fsmt_converter --model FOLDER --output_dir INTO

CTranslate2 converts such models only with fairseq itself, which many machines cannot install. Its
converter for transformers is given the one class that it lacks. A process of its own: it loads
torch.
"""

from __future__ import annotations

import argparse
from typing import Any

# FSMT's numbers of positions begin behind the one that means none.
FIRST_POSITION = 1


def register() -> None:
    """Tell CTranslate2's converter of FSMT."""
    from ctranslate2.converters.transformers import (
        _SUPPORTED_ACTIVATIONS,
        BartLoader,
        register_loader,
    )
    from ctranslate2.specs.transformer_spec import TransformerSpec

    class FsmtLoader(BartLoader):  # type: ignore[misc]
        @property
        def architecture_name(self) -> str:
            return "FSMTForConditionalGeneration"

        def get_model_spec(self, model: Any) -> Any:
            config = model.config
            spec = TransformerSpec.from_config(
                (config.encoder_layers, config.decoder_layers),
                config.encoder_attention_heads,
                pre_norm=False,
                activation=_SUPPORTED_ACTIVATIONS[config.activation_function],
            )
            self.set_encoder(spec.encoder, model.model.encoder)
            self.set_decoder(spec.decoder, model.model.decoder)
            self.set_linear(spec.decoder.projection, model.model.decoder.output_projection)
            return spec

        def set_position_encodings(self, spec: Any, module: Any) -> None:
            """As they are once loaded: a file may hold them, or leave them to be computed."""
            spec.encodings = module.weight[module.padding_idx + FIRST_POSITION :]

        def get_vocabulary(self, _model: Any, tokenizer: Any) -> Any:
            return tokenizer

        def set_vocabulary(self, spec: Any, tokens: Any) -> None:
            """Of a tokenizer that has two."""
            spec.register_source_vocabulary(sorted(tokens.encoder, key=tokens.encoder.get))
            spec.register_target_vocabulary([tokens.decoder[n] for n in sorted(tokens.decoder)])

        def set_config(self, config: Any, _model: Any, _tokenizer: Any) -> None:
            """As CTranslate2's converter of fairseq's own files has it."""
            config.decoder_start_token = config.eos_token
            config.add_source_eos = True

    register_loader("FSMTConfig")(FsmtLoader)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--model", required=True)
    parser.add_argument("--output_dir", required=True)
    options = parser.parse_args()
    register()
    from ctranslate2.converters import TransformersConverter

    TransformersConverter(options.model).convert(options.output_dir)


if __name__ == "__main__":
    main()
