"""The committed WebAssembly is what its source makes."""

import importlib.util

import pytest

from latentlib.live.wasm import BINARY, compile_kernels

if importlib.util.find_spec("ziglang") is None:
    pytest.skip("the pinned compiler is not installed", allow_module_level=True)


def test_the_binary_is_made_of_its_source_bit_for_bit():
    assert compile_kernels() == BINARY.read_bytes()


def test_an_error_of_the_compiler_is_passed_on(tmp_path):
    source = tmp_path / "kernels.c"
    source.write_text("int f( {", encoding="utf-8")
    with pytest.raises(RuntimeError, match="was not compiled"):
        compile_kernels(source)
