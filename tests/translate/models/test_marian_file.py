"""Marian's files: read as they were written, and refused in a sentence where they are not sound."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import ModelInvalid
from dragoman.translate.models.marian_config import Architecture, ConfigError
from dragoman.translate.models.marian_file import MarianFileError, read_bin, read_npz
from dragoman.translate.models.marian_model import MarianModel
from dragoman.translate.models.shortlist_file import Shortlist
from tests.support import marian_models
from tests.support.marian_models import ALPHA, BASE, SPLIT, TINY, Shape

SMALL = Shape(8, 12, 1, 1, heads=2, source_words=30, target_words=30)
WEIGHTS = marian_models.random_weights(SMALL)
PARTS = marian_models.parts(WEIGHTS, SMALL.config())
BIN = marian_models.packed(PARTS)
NPZ = marian_models.npz(WEIGHTS, SMALL.config())


def read(folder: Path, content: bytes, name: str = "model.xxyy.bin") -> MarianModel:
    (folder / name).write_bytes(content)
    return MarianModel.read(folder / name)


def refused(folder: Path, content: bytes, name: str = "model.xxyy.bin") -> str:
    with pytest.raises(ModelInvalid) as caught:
        read(folder, content, name)
    assert "\n" not in caught.value.message and len(caught.value.message) < 500
    return caught.value.message


# What is read is what was written


@pytest.mark.parametrize("shape", [TINY, BASE, SPLIT])
def test_floats_are_those_of_the_file(shape: Shape, tmp_path: Path) -> None:
    weights = marian_models.random_weights(shape)
    model = read(tmp_path, marian_models.npz(weights, shape.config()), "model.xxyy.npz")
    assert not model.quantised and model.sizes.shared is shape.shared
    assert (model.sizes.source_words, model.sizes.target_words) == (
        shape.source_words,
        shape.target_words,
    )
    for name, matrix in model.matrices.items():
        assert np.array_equal(matrix.floats().T, weights[name])
    for name, vector in model.vectors.items():
        assert np.array_equal(vector, weights[name][0])
    assert np.array_equal(
        model.target_words.rows, weights["Wemb" if shape.shared else "decoder_Wemb"]
    )
    assert len(model.matrices) + len(model.vectors) + 1 + (not shape.shared) == len(weights)


@pytest.mark.parametrize("shape", [TINY, SPLIT])
def test_integers_are_the_floats_rounded(shape: Shape, tmp_path: Path) -> None:
    weights = marian_models.random_weights(shape)
    model = read(tmp_path, marian_models.packed(marian_models.parts(weights, shape.config())))
    assert model.quantised
    for name, matrix in model.matrices.items():
        assert matrix.rows.dtype == np.int8 and matrix.alpha == ALPHA
        assert np.abs(matrix.floats().T - weights[name]).max() <= np.abs(weights[name]).max() / 250
    assert model.target_words.alpha == pytest.approx(ALPHA)


def test_without_what_inputs_are_multiplied_by_it_is_read_and_not_decoded_in_integers(
    tmp_path: Path,
) -> None:
    lacking = [part for part in PARTS if part[0] != "encoder_l1_self_Wq_QuantMultA"]
    assert not read(tmp_path, marian_models.packed(lacking)).quantised


@given(
    st.dictionaries(
        st.text("abcdefgW_:.", min_size=1, max_size=20),
        st.tuples(st.integers(1, 5), st.integers(1, 5), st.sampled_from(["float", "small", "bytes"])),
        min_size=1, max_size=6,
    ),
    st.sampled_from([1, 64, 256]),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_any_tensors_come_back(said: dict[str, tuple[int, int, str]], padded_to: int) -> None:
    held: list[marian_models.Part] = []
    for name, (rows, columns, kind) in said.items():
        size = rows * columns
        if kind == "float":
            content = np.arange(size, dtype="<f4").tobytes()
            held.append((name, marian_models.FLOAT32, (rows, columns), content))
        elif kind == "small":
            content = np.arange(size).astype(np.int8).tobytes() + struct.pack("<f", 3.5)
            held.append((name, marian_models.INTGEMM8, (rows, columns), content))
        else:
            held.append((name, marian_models.INT8, (size,), b"x" * size))
    found = read_bin(marian_models.packed(held, padded_to=padded_to))
    assert list(found) == list(said)
    for name, kind, shape, content in held:
        tensor = found[name]
        assert (tensor.kind, tensor.shape) == (kind, shape)
        assert content.startswith(tensor.values.tobytes())
        assert tensor.multiplier == (3.5 if kind == marian_models.INTGEMM8 else None)


# Hostile and damaged files


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_damaged_file_is_read_or_refused(data: st.DataObject) -> None:
    """No other error, and no more memory than a few times the file."""
    content, reader = data.draw(st.sampled_from([(BIN, read_bin), (NPZ, read_npz)]))
    broken = bytearray(content[: data.draw(st.integers(0, len(content)))])
    for _ in range(data.draw(st.integers(0, 8))):
        if broken:
            at = data.draw(st.integers(0, min(len(broken), 6_000) - 1))
            broken[at] = data.draw(st.integers(0, 255))
    tracemalloc.start()
    try:
        reader(bytes(broken))
    except MarianFileError as error:
        assert str(error)
    finally:
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < 4_000_000 + 8 * len(content)


@given(st.binary(max_size=400), st.booleans())
@settings(max_examples=100, deadline=None)
def test_noise_is_refused(noise: bytes, begins_well: bool) -> None:
    content = struct.pack("<2Q", 1, 3) + noise if begins_well else noise
    for reader in (read_bin, read_npz):
        with pytest.raises(MarianFileError):
            reader(content)


def head(
    name: int = 2, kind: int = marian_models.FLOAT32, dimensions: int = 1, size: int = 256
) -> bytes:
    return struct.pack("<6Q", 1, 1, name, kind, dimensions, size)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (struct.pack("<2Q", 2, 1), "begin"),
        (struct.pack("<2Q", 1, 0), "0 tensors"),
        (struct.pack("<2Q", 1, 1 << 60), "tensors"),
        (struct.pack("<2Q", 1, 9_999), "ends too early"),
        (head(name=1 << 62) + b"a\0", "name"),
        (head() + b"\xff\0" + b"\0" * 300, "name"),
        (head(dimensions=1 << 40) + b"a\0", "dimensions"),
        (head(dimensions=0) + b"a\0", "dimensions"),
        (head() + b"a\0" + struct.pack("<iQ", -5, 0) + b"\0" * 256, "dimension of -5"),
        (head() + b"a\0" + struct.pack("<iQ", 2**31 - 1, 0) + b"\0" * 256, "smaller than its shape"),
        (head(kind=0x4102) + b"a\0" + struct.pack("<iQ", 2, 0) + b"\0" * 256, "0x4102"),
        (head(size=1 << 63) + b"a\0" + struct.pack("<iQ", 2, 0) + b"\0" * 256, "too early"),
        (head() + b"a\0" + struct.pack("<iQ", 2, 1 << 63), "too early"),
        (head() + b"a\0" + struct.pack("<iQ", 64, 0) + b"\xff" * 256, "no number"),
        (head(kind=marian_models.INTGEMM8) + b"a\0" + struct.pack("<iQ", 8, 0) + b"\0" * 256, "multiplied"),
    ],
)  # fmt: skip
def test_what_a_file_states_is_held_against_its_bytes(content: bytes, why: str) -> None:
    with pytest.raises(MarianFileError, match=why):
        read_bin(content)


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def npy(array: Any, **pickle: bool) -> bytes:
    file = io.BytesIO()
    np.lib.format.write_array(file, array, **pickle)
    return file.getvalue()


def test_an_npz_gives_no_objects_and_no_more_than_it_holds() -> None:
    huge = npy(np.zeros(4, "<f4")).replace(b"(4,)", b"(4000000000,)", 1)
    for members in (
        {"a.npy": npy(np.array([print], dtype=object), allow_pickle=True)},
        {"a.npy": huge},
        {"a.npy": npy(np.zeros(4, "<f8"))},
        {"a.npy": npy(np.zeros((1, 1, 1, 1, 1), "<f4"))},
        {"a.npy": npy(np.full(4, np.nan, "<f4"))},
        {"a.npy": b"junk"},
        {"a\nb.npy": npy(np.zeros(4, "<f4"))},
        {},
    ):
        with pytest.raises(MarianFileError):
            read_npz(zipped(members))
    in_columns = np.asfortranarray(np.arange(6, dtype="<f4").reshape(2, 3))
    found = read_npz(zipped({"a.npy": npy(in_columns)}))["a"]
    assert np.array_equal(found.values.reshape(found.shape), in_columns)


SOUND = "{'descr': '<f4', 'fortran_order': False, 'shape': (4, 4)}"


@pytest.mark.parametrize(
    "said",
    [
        SOUND[:-2],
        "  {'a': 1}\n b\n",
        "'abc",
        "if 1:\n   2\n 3\n",
        "(" * 9_000,
        "-" * 5_000 + "1",
        "{[]: 1}",
        "{'descr': '<f4', 1: 2, 'shape': (4, 4)}",
        "{'descr': {}, 'fortran_order': False, 'shape': (4, 4)}",
        SOUND.replace("(4, 4)", f"({10**22}, 4)"),
    ],
)
def test_a_head_that_is_none_is_refused_whatever_reading_it_raises(said: str) -> None:
    def member(text: str) -> bytes:
        return b"\x93NUMPY\1\0" + struct.pack("<H", len(text)) + text.encode() + b"\0" * 64

    assert read_npz(zipped({"a.npy": member(SOUND)}))["a"].shape == (4, 4)
    with pytest.raises(MarianFileError):
        read_npz(zipped({"a.npy": member(said)}))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_npz_is_packed_as_numpy_does(method: int) -> None:
    content = zipped({"a.npy": npy(np.zeros(64, "<f4"))}, method)
    broken = bytearray(content)
    broken[50] ^= 0xFF
    for each in (content, bytes(broken)):
        with pytest.raises(MarianFileError, match="packed"):
            read_npz(each)


def test_a_bomb_is_not_unpacked() -> None:
    content = zipped({"a.npy": b"\0" * (64 << 20)})
    tracemalloc.start()
    with pytest.raises(MarianFileError):
        read_npz(content.replace((64 << 20).to_bytes(4, "little"), (3 << 30).to_bytes(4, "little")))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4 << 20


# What a model says of itself


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"dec-cell": "gru"}, "dec-cell"),
        ({"transformer-decoder-autoreg": "self-attention"}, "autoreg"),
        ({"transformer-ffn-activation": "swish"}, "activation"),
        ({"transformer-preprocess": "n"}, "preprocess"),
        ({"transformer-tied-layers": "\n  - 1\n  - 1"}, "tied-layers"),
        ({"transformer-no-bias": "true"}, "no-bias"),
        ({"transformer-decoder-dim-ffn": "99"}, "decoder-dim-ffn"),
        ({"something-new": "0"}, "something-new"),
        ({"enc-depth": "-"}, "enc-depth"),
        ({"enc-depth": "0"}, "enc-depth"),
        ({"enc-depth": "1e3"}, "enc-depth"),
        ({"enc-depth": "4000000000"}, "enc-depth"),
        ({"transformer-heads": "3"}, "heads"),
        ({"dim-vocabs": "[]"}, "dim-vocabs"),
        ({"dim-vocabs": "\n  - 30\n  - 31"}, "table of words"),
        ({"tied-embeddings-all": "maybe"}, "neither"),
        ({"tied-embeddings-all": "false"}, "tied-embeddings"),
        ({"type": "!!python/object:os.system"}, "type"),
        ({"version": "1\n  nested: 2"}, "nested"),
        ({"version": "1\njunk"}, "junk"),
        ({"version": "1\nskip: false"}, "skip"),
    ],
)  # fmt: skip
def test_anything_unexpected_is_refused(changed: dict[str, str], why: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=why):
        Architecture.parse(SMALL.config(**changed))
    said = refused(
        tmp_path, marian_models.packed(marian_models.parts(WEIGHTS, SMALL.config(**changed)))
    )
    assert why in said


def test_what_later_versions_write_is_taken_where_it_changes_nothing() -> None:
    later = SMALL.config(
        **{
            "transformer-depth-scaling": "false",
            "lemma-dependency": '""',
            "output-approx-knn": "\n  []",
        }
    )
    assert Architecture.parse(later) == Architecture.parse(SMALL.config())


@given(st.text(max_size=200), st.integers(0, 1_200))
@settings(max_examples=100, deadline=None)
def test_no_text_is_taken_for_another(junk: str, at: int) -> None:
    whole = SMALL.config()
    try:
        sizes = Architecture.parse(whole[:at] + junk + whole[at:])
    except ConfigError:
        return
    assert sizes.heads >= 1 and sizes.width % sizes.heads == 0


def test_a_matrix_that_is_missing_beside_or_of_another_size(tmp_path: Path) -> None:
    for number, name in (
        (1, "decoder_l1_rnn_W"),
        (2, "encoder_l1_ffn_b1"),
        (3, "special:model.yml"),
    ):
        lacking = [part for part in PARTS if part[0] != name]
        assert name in refused(tmp_path, marian_models.packed(lacking), f"model.xxyy.{number}.bin")
    more = [*PARTS, ("encoder_l2_self_Wq", marian_models.FLOAT32, (1, 1), b"\0" * 4)]
    assert "encoder_l2_self_Wq" in refused(tmp_path, marian_models.packed(more))
    turned = marian_models.npz(
        WEIGHTS | {"encoder_l1_ffn_W1": WEIGHTS["encoder_l1_ffn_W1"].T}, SMALL.config()
    )
    assert "encoder_l1_ffn_W1" in refused(tmp_path, turned, "model.xxyy.npz")
    twice = [*PARTS, PARTS[0]]
    assert "one name" in refused(tmp_path, marian_models.packed(twice))


@pytest.mark.parametrize(
    "name", ["decoder_l1_ffn_ffn_ln_scale", "encoder_l1_self_bq", "decoder_ff_logit_out_b"]
)
def test_in_eight_bits_no_number_may_grow_beyond_all_numbers(name: str, tmp_path: Path) -> None:
    """There infinity is rounded to a number like any, and words are chosen by chance."""
    for value, is_sound in ((1e8, True), (2e9, False), (-3e38, False)):
        held = {key: each.copy() for key, each in WEIGHTS.items()}
        held[name][0, -1] = value
        content = marian_models.packed(marian_models.parts(held, SMALL.config()))
        if is_sound:
            assert read(tmp_path, content).quantised
        else:
            assert f"{name} holds a number above all" in refused(tmp_path, content)


@pytest.mark.parametrize("name", ["encoder_l1_ffn_W2", "encoder_l1_ffn_W2_QuantMultA", "Wemb"])
def test_nor_by_what_eight_bits_are_multiplied_by(name: str, tmp_path: Path) -> None:
    for value, is_sound in ((1e-3, True), (1e-5, False)):
        last = struct.pack("<f", value)
        held = [
            (own, kind, shape, content[:-4] + last if own == name else content)
            for own, kind, shape, content in PARTS
        ]
        assert held != PARTS
        if is_sound:
            assert read(tmp_path, marian_models.packed(held)).quantised
        else:
            said = refused(tmp_path, marian_models.packed(held))
            assert "is below all that a model has" in said


# The shortlist


def test_a_shortlist_is_of_its_vocabularies(tmp_path: Path) -> None:
    path = tmp_path / "lex.50.50.xxyy.s2t.bin"
    content = marian_models.shortlist(30, 40, frequent=8, each=5)
    path.write_bytes(content)
    held = Shortlist.read(path, 30, 40)
    assert (
        held.frequent == 8
        and len(held.ids) == 150
        and held.offsets.tolist() == list(range(0, 151, 5))
    )
    for source, target in ((31, 40), (30, 20)):
        with pytest.raises(ModelInvalid):
            Shortlist.read(path, source, target)
    broken = [content[:at] for at in (0, 7, 47, 48, 100, len(content) - 1)] + [
        b"x" + content[1:],
        content + b"\0",
    ]
    swapped = bytearray(content)
    swapped[48 + 8 : 48 + 16] = struct.pack("<Q", 1 << 63)
    for bad in (*broken, bytes(swapped)):
        path.write_bytes(bad)
        with pytest.raises(ModelInvalid) as caught:
            Shortlist.read(path, 30, 40)
        assert "\n" not in caught.value.message
