"""Make the bundled faces with the npm packages of DiceBear's style "Lorelei".

The features are chosen here rather than by DiceBear from a seed: its choices are not independent
(a face's eyes and beard were found to go together). Each feature's values are shared out evenly
over the faces, in an order of their own.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from bundle import arguments, write_npz
from packages import npm_packages

from latentlib.data import faces

PACKAGES = {"@dicebear/core": "9.4.3", "@dicebear/lorelei": "9.4.3", "@resvg/resvg-js": "2.6.2"}
SCRIPT = Path(__file__).with_suffix(".mjs")
N_FACES, SIZE, SEED = 4000, 48, 2023


def variants(count: int, prefix: str = "variant") -> tuple[str, ...]:
    """Name a feature's values as DiceBear does: variant01, variant02 ..."""
    return tuple(f"{prefix}{number:02}" for number in range(1, count + 1))


NONE = "none"
MOUTHS = {"sad": variants(9, "sad"), "happy": variants(18, "happy")}
FEATURES = {
    "eyes": variants(24),
    "eyebrows": variants(13),
    "nose": variants(6),
    "head": variants(4),
    "hair": variants(48),
    "beard": (NONE, *variants(2)),
    "glasses": (NONE, *variants(5)),
}
SHARE_WITH = {"beard": 0.2, "glasses": 0.3}
LEVELS = {"mood": tuple(MOUTHS), "mouth": MOUTHS["sad"] + MOUTHS["happy"], **FEATURES}
FIXED = {
    "backgroundColor": ["ffffff"],
    "earringsProbability": 0,
    "frecklesProbability": 0,
    "hairAccessoriesProbability": 0,
}


def choose(rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Choose every face's features: uint8 of shape (N_FACES,), positions in ``LEVELS``."""

    def shared_out(n: int, count: int) -> np.ndarray:
        return rng.permutation(np.arange(n) % count)

    mood = shared_out(N_FACES, len(MOUTHS))
    mouth = np.empty(N_FACES, np.int64)
    for number, names in enumerate(MOUTHS.values()):
        members = np.flatnonzero(mood == number)
        mouth[members] = shared_out(len(members), len(names)) + LEVELS["mouth"].index(names[0])
    chosen = {"mood": mood, "mouth": mouth}
    for feature, levels in FEATURES.items():
        if feature in SHARE_WITH:
            n_with = round(SHARE_WITH[feature] * N_FACES)
            values = np.arange(N_FACES) % (len(levels) - 1) + 1
            chosen[feature] = rng.permutation(np.where(np.arange(N_FACES) < n_with, values, 0))
        else:
            chosen[feature] = shared_out(N_FACES, len(levels))
    return {feature: values.astype(np.uint8) for feature, values in chosen.items()}


def options(chosen: Mapping[str, np.ndarray], face: int) -> str:
    """Write one face's features as DiceBear's options, a line of JSON."""
    drawn = dict(FIXED)
    for feature in ("mouth", *FEATURES):
        value = LEVELS[feature][chosen[feature][face]]
        drawn[feature] = [] if value == NONE else [value]
        if feature in SHARE_WITH:
            drawn[f"{feature}Probability"] = 0 if value == NONE else 100
    return json.dumps(drawn)


def draw(lines: list[str], cache: Path) -> np.ndarray:
    """Draw the faces: uint8 of shape (n, 48, 48), black on white."""
    folder = npm_packages(cache / "faces", PACKAGES).parent
    shutil.copy(SCRIPT, folder)  # node looks for packages beside the script
    done = subprocess.run(
        ("node", SCRIPT.name, str(SIZE)),
        cwd=folder,
        input="\n".join(lines).encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    return np.frombuffer(done.stdout, np.uint8).reshape(len(lines), SIZE, SIZE)


def main() -> None:
    """Write ``faces.npz``."""
    parsed = arguments(__doc__.splitlines()[0]).parse_args()
    chosen = choose(np.random.default_rng(SEED))
    images = draw([options(chosen, face) for face in range(N_FACES)], parsed.cache)
    packed = np.lexsort((chosen["head"], chosen["hair"]))  # alike faces together pack better
    arrays = {"images": images[packed], "order": np.argsort(packed).astype(np.uint16)}
    arrays |= {feature: chosen[feature][packed] for feature in faces.FACE_FACTORS}
    arrays |= {f"{feature}_names": np.array(LEVELS[feature]) for feature in faces.FACE_FACTORS}
    write_npz(parsed.out / faces.FILE, arrays)


if __name__ == "__main__":
    main()
