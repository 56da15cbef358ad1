"""The committed WebAssembly is what its source makes."""

import pytest
from compiler import compiler, ensure  # tools/compiler.py

from latentlib.live.wasm import BINARY, compile_kernels


@pytest.fixture(scope="module", autouse=True)
def installed():
    ensure()


def test_the_binary_is_made_of_its_source_bit_for_bit():
    assert compile_kernels(compiler()) == BINARY.read_bytes()


def test_an_error_of_the_compiler_is_passed_on(tmp_path):
    source = tmp_path / "kernels.c"
    source.write_text("int f( {", encoding="utf-8")
    with pytest.raises(RuntimeError, match="was not compiled"):
        compile_kernels(compiler(), source)
