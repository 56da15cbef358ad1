"""Word vectors from the same sentences: the skip-gram of the course beside gensim's.

``python benchmarks/word2vec_beside_gensim.py`` trains both with equal settings, in turns, each time
in a process of its own: ours with one thread, gensim with one worker and with two. What comes out
is judged by gensim's own evaluation: rank correlation with people's judgement of likeness
(WordSim-353, SimLex-999) and analogies. Speed is from sentences to vectors, the vocabulary
included; both read the same file, one tokenised sentence a line. gensim reads in a thread beside
its workers, so that processor time is said as well.

``--corpus FILE`` takes such a file, which may be compressed, in place of the prose of the course;
``--tokens`` a part of it, ``--seeds`` other seeds.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

import torch
from gensim.models import KeyedVectors, Word2Vec
from gensim.models.word2vec import LineSentence
from gensim.test.utils import datapath

from latentlib.models import SkipGramConfig, train_skip_gram

RUNS = {"ours, 1 thread": 1, "gensim, 1 worker": 1, "gensim, 2 workers": 2}
SCORES = ("WordSim-353", "SimLex-999", "analogies")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--corpus", type=Path, help="tokenised sentences, one a line")
    parser.add_argument("--tokens", type=int, default=10**9, help="take about so many of it")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sentences.txt"
        n_tokens = write_sentences(path, given.corpus, given.tokens)
        print(f"{n_tokens:,} tokens, {SkipGramConfig()}", flush=True)
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before the first run")
        found = {name: [] for name in RUNS}
        for seed in given.seeds:
            for name in RUNS:
                found[name].append(_in_own_process(name, path, seed))
                print(f"{name}, seed {seed}: {found[name][-1]}", flush=True)
    print(table(found, n_tokens * SkipGramConfig().epochs))


def write_sentences(path: Path, corpus: Path | None, n_tokens: int) -> int:
    """Write tokenised sentences, one a line, and return how many words they have."""
    if corpus is None:
        from latentlib.data import load_prose

        sentences = load_prose().sentences
    else:
        sentences = LineSentence(str(corpus))
    written = 0
    with path.open("w", encoding="utf-8") as file:
        for sentence in sentences:
            if written >= n_tokens:
                break
            file.write(" ".join(sentence) + "\n")
            written += len(sentence)
    return written


def table(found: dict[str, list[dict[str, float]]], n_words: int) -> str:
    """Return what came out as a table in Markdown; `n_words` were read in all epochs."""
    lines = [
        f"| who | {' | '.join(SCORES)} | tokens a second "
        "| processor s | peak MB | of it training |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, runs in found.items():
        scores = [_mean_and_spread([run[score] for run in runs]) for score in SCORES]
        middle = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
        lines.append(
            f"| {name} | {' | '.join(scores)} | {n_words / middle['seconds']:,.0f} "
            f"| {middle['processor']:.0f} | {middle['peak']:.0f} | {middle['training']:.0f} |"
        )
    return "\n".join(lines)


def _mean_and_spread(values: list[float]) -> str:
    spread = statistics.stdev(values) if len(values) > 1 else 0.0
    return f"{statistics.mean(values):.3f} ± {spread:.3f}"


def _in_own_process(name: str, path: Path, seed: int) -> dict[str, float]:
    environment = os.environ | {"OMP_NUM_THREADS": str(RUNS[name])}
    command = [sys.executable, __file__, "--one", name, str(path), str(seed)]
    done = subprocess.run(command, check=True, text=True, env=environment, stdout=subprocess.PIPE)
    return json.loads(done.stdout.splitlines()[-1])


def measure(name: str, path: str, seed: int) -> None:
    """Train once, judge the vectors, and print what was found as JSON."""
    torch.set_num_threads(RUNS[name])
    sentences, before = LineSentence(path), _peak()
    start, processor = time.perf_counter(), time.process_time()
    vectors = _ours(sentences, seed) if name.startswith("ours") else _gensim(sentences, name, seed)
    seconds, processor = time.perf_counter() - start, time.process_time() - processor
    peak = _peak()
    scores = dict(zip(SCORES, _scores(vectors), strict=True))
    found = {"seconds": seconds, "processor": processor, "peak": peak, "training": peak - before}
    print(json.dumps({key: round(value, 4) for key, value in (scores | found).items()}))


def _ours(sentences: LineSentence, seed: int) -> KeyedVectors:
    generator = torch.Generator().manual_seed(seed)
    words = train_skip_gram(sentences, generator=generator, progress=False).words
    vectors = KeyedVectors(words.vectors.shape[1])
    vectors.add_vectors(words.words, words.vectors)
    return vectors


def _gensim(sentences: LineSentence, name: str, seed: int) -> KeyedVectors:
    config = asdict(SkipGramConfig())
    same = {key: config[key] for key in ("window", "sample", "min_count", "epochs")}
    return Word2Vec(
        sentences,
        sg=1,
        vector_size=config["dim"],
        negative=config["n_negatives"],
        ns_exponent=config["noise_power"],
        alpha=config["lr"],
        min_alpha=config["final_lr"],
        workers=RUNS[name],
        seed=seed,
        **same,
    ).wv


def _scores(vectors: KeyedVectors) -> list[float]:
    """Return the rank correlations, and the share of analogies that are right, by gensim."""
    pairs = [
        vectors.evaluate_word_pairs(datapath(file))[1].statistic
        for file in ("wordsim353.tsv", "simlex999.txt")
    ]
    return [*pairs, vectors.evaluate_word_analogies(datapath("questions-words.txt"))[0]]


def _peak() -> float:
    """Return the most memory that this process has had, in MB.

    Linux counts in `getrusage` what the parent had when it started this one; its status does not.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\s+(\d+) kB", status.read_text())[1]) / 1e3
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1e6 if sys.platform == "darwin" else 1e3)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        measure(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    else:
        main()
