"""The claims of chapter 4, Embeddings.

Each criterion was chosen for what a word of the claim means; where it comes from is said beside it.
Bands were set from the first run, wide enough for another machine.
"""

from __future__ import annotations

from latentlib.claims.criteria import AtLeast, GreaterThan
from latentlib.claims.model import Claim, Measure

__all__ = ["CLAIMS"]

E1 = Claim(
    id="E1",
    statement="Word2Vec puts words of similar meaning near each other.",
    chapter=4,
    measures=(
        Measure("related", "WordSim-353, rank correlation", "", (0.36, 0.48), AtLeast(0.5)),
        Measure(
            "related_low",
            "95 % interval of seed 0, from",
            "",
            (0.2, 0.36),
            GreaterThan(0),
            exact=True,
        ),
        Measure("related_high", "95 % interval of seed 0, to", "", (0.44, 0.6), None, exact=True),
        Measure("related_counted", "the same, counted vectors", "", (0.44, 0.55), None, exact=True),
        Measure("related_glove", "the same, GloVe", "", (0.5, 0.55), None, exact=True),
        Measure("similar", "SimLex-999, rank correlation", "", (0.2, 0.26), AtLeast(0.5)),
        Measure(
            "similar_low",
            "95 % interval of seed 0, from",
            "",
            (0.12, 0.21),
            GreaterThan(0),
            exact=True,
        ),
        Measure("similar_high", "95 % interval of seed 0, to", "", (0.25, 0.35), None, exact=True),
        Measure("similar_counted", "the same, counted vectors", "", (0.18, 0.26), None, exact=True),
        Measure("similar_glove", "the same, GloVe", "", (0.25, 0.3), None, exact=True),
    ),
    reasons=(
        "Near means that the order by cosine agrees with the order by people: a rank correlation "
        "of one half at least, which is usually called strong, and in any case more than none, by "
        "the 95 % interval over pairs of words. Similar is asked in both senses, related and truly "
        "alike. Asked before the table was trained, when rough numbers for others were known."
    ),
)

E2 = Claim(
    id="E2",
    statement="Relations of meaning between words are directions in the embedding space.",
    chapter=4,
    measures=(
        Measure(
            "semantic",
            "GloVe, questions of meaning right",
            "%",
            (63, 69),
            AtLeast(50),
            1,
            exact=True,
        ),
        Measure(
            "kept", "the same, with no word left out", "%", (40, 45), AtLeast(50), 1, exact=True
        ),
        Measure(
            "own", "then nearest is a word of the question", "%", (50, 54), None, 1, exact=True
        ),
        Measure("no_step", "GloVe, nothing subtracted", "%", (38, 44), None, 1, exact=True),
        Measure(
            "neighbour", "GloVe, a neighbour of one word added", "%", (15, 19), None, 1, exact=True
        ),
        Measure("ours", "word2vec of old prose, meaning right", "%", (30, 47), AtLeast(50), 1),
        Measure(
            "counted", "counted vectors of old prose, the same", "%", (15, 23), None, 1, exact=True
        ),
        Measure("known", "GloVe, questions that prose knows", "%", (84, 89), None, 1, exact=True),
        Measure("syntactic", "GloVe, questions of grammar", "%", (62, 68), None, 1, exact=True),
    ),
    reasons=(
        "Are directions means that a sum of words finds the right answer more often than not: in a "
        "table learnt from very much text and in one learnt from four million words, and also "
        "where no word is forbidden to be the answer, since a direction needs no such help. "
        "Relations of meaning are the test's five sections of that kind; grammar stands beside "
        "them. At first grammar was a criterion and meaning was not told apart elsewhere; that "
        "was changed with all numbers known, to ask what the claim says."
    ),
)

E3 = Claim(
    id="E3",
    statement="Telling the sentiment of a text rests on embeddings.",
    chapter=4,
    measures=(
        Measure(
            "lead_100",
            "100 examples: lead over bag of words",
            "points",
            (1, 10),
            GreaterThan(0),
            1,
        ),
        Measure("lead_1000", "1,000 examples: lead", "points", (-1.5, 3.5), GreaterThan(0), 1),
        Measure("lead_10000", "10,000 examples: lead", "points", (-8.5, -3), GreaterThan(0), 1),
        Measure("guess", "always guessing the commoner mood", "%", (53, 59), None, 1),
        Measure("mean_100", "100 examples: embeddings right", "%", (57, 70), None, 1),
        Measure("mean_1000", "1,000 examples: embeddings right", "%", (67, 73), None, 1),
        Measure("mean_10000", "10,000 examples: embeddings right", "%", (70, 76), None, 1),
        Measure("bag_100", "100 examples: bag of words right", "%", (54, 64), None, 1),
        Measure("bag_1000", "1,000 examples: bag of words right", "%", (66, 73), None, 1),
        Measure("bag_10000", "10,000 examples: bag of words right", "%", (75, 82), None, 1),
    ),
    reasons=(
        "Rests on means that without embeddings it goes worse: with few examples, more, and many. "
        "The rival knows words only from the examples. Both are read by a logistic regression; how "
        "strongly it is regularised was set once for each, and not tuned; to weigh words by their "
        "rarity in the mean, too, did not help it in a pilot. Asked after that."
    ),
)

E4 = Claim(
    id="E4",
    statement="Machine translation rests on embeddings.",
    chapter=4,
    measures=(
        Measure("first", "right at once, from 100 known pairs", "%", (62, 80), AtLeast(50), 1),
        Measure("five", "right among five", "%", (80, 94), None, 1),
        Measure("start", "at once, without refinement", "%", (22, 46), None, 1),
        Measure("unturned", "at once, clouds not turned", "%", (0, 1.5), None, 1),
        Measure("same_half", "at once, one half of the verses", "%", (53, 66), None, 1),
        Measure("halves", "at once, a half for each language", "%", (10, 33), AtLeast(50), 1),
        Measure("other", "at once, another English text", "%", (0, 5), AtLeast(50), 1),
        Measure("verses", "at once, verses side by side", "%", (86, 97), None, 1),
    ),
    reasons=(
        "Translation of words, that is, which is all that this data can test. Rests on embeddings "
        "means that they find the right word at once more often than not, also where the texts of "
        "the two languages do not say the same. Counting which words stand in the same verses, "
        "without any vectors, is for comparison: it was a criterion at first, but is told which "
        "30,880 verses go together, and the vectors are not. Asked after a pilot had been seen."
    ),
)

CLAIMS = (E1, E2, E3, E4)
