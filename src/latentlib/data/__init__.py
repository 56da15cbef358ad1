"""Where data comes from: bundled sets, generated ones, downloads on request, a reader's own.

Loaders return the same read-only object at every call; makers take a `random_state` and return
the same data for the same seed. Bundled files are checked against their checksums.
"""

from latentlib.data.bilingual import TRANSLATION_KINDS, load_translations
from latentlib.data.datasets import ImageDataset
from latentlib.data.errors import DataError
from latentlib.data.faces import FACE_FACTORS, load_faces
from latentlib.data.fashion_mnist import FASHION_MNIST_CLASSES, load_fashion_mnist
from latentlib.data.fetch import cache_folder
from latentlib.data.glyphs import GLYPH_CHARACTERS, Font, glyph_fonts, load_glyphs
from latentlib.data.image_folder import FolderImages, read_image_folder
from latentlib.data.image_store import FolderReport
from latentlib.data.mnist import load_mnist
from latentlib.data.noise import make_noise_images
from latentlib.data.prose import Document, Prose, load_prose
from latentlib.data.sentiment import SENTIMENT_SOURCES, Snippets, load_sentiment
from latentlib.data.shapes import (
    SHAPE_FACTORS,
    SHAPE_NAMES,
    ShapeFactor,
    draw_shapes,
    make_shapes,
)
from latentlib.data.state_of_the_union import Speech, load_state_of_the_union
from latentlib.data.text import Sentences, split_sentences, tokenize
from latentlib.data.toys import (
    ELLIPSE_ANGLE,
    ELLIPSE_SEMI_AXES,
    ROLL_HEIGHT,
    ROLL_TURNS,
    ToyData,
    make_ellipse,
    make_swiss_roll,
)
from latentlib.data.verses import Verses, load_verses
from latentlib.data.watched import Watched
from latentlib.data.word_rows import UnknownWordError
from latentlib.data.word_tests import (
    AnalogySection,
    WordPairs,
    load_analogies,
    load_word_pairs,
)
from latentlib.data.word_vectors import Neighbour, WordVectors, load_word_vectors

__all__ = [
    "ELLIPSE_ANGLE",
    "ELLIPSE_SEMI_AXES",
    "FACE_FACTORS",
    "FASHION_MNIST_CLASSES",
    "GLYPH_CHARACTERS",
    "ROLL_HEIGHT",
    "ROLL_TURNS",
    "SENTIMENT_SOURCES",
    "SHAPE_FACTORS",
    "SHAPE_NAMES",
    "TRANSLATION_KINDS",
    "AnalogySection",
    "DataError",
    "Document",
    "FolderImages",
    "FolderReport",
    "Font",
    "ImageDataset",
    "Neighbour",
    "Prose",
    "Sentences",
    "ShapeFactor",
    "Snippets",
    "Speech",
    "ToyData",
    "UnknownWordError",
    "Verses",
    "Watched",
    "WordPairs",
    "WordVectors",
    "cache_folder",
    "draw_shapes",
    "glyph_fonts",
    "load_analogies",
    "load_faces",
    "load_fashion_mnist",
    "load_glyphs",
    "load_mnist",
    "load_prose",
    "load_sentiment",
    "load_state_of_the_union",
    "load_translations",
    "load_verses",
    "load_word_pairs",
    "load_word_vectors",
    "make_ellipse",
    "make_noise_images",
    "make_shapes",
    "make_swiss_roll",
    "read_image_folder",
    "split_sentences",
    "tokenize",
]
