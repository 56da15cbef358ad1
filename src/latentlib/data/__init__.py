"""Where data comes from: bundled sets, generated ones, downloads on request, a reader's own.

Loaders return the same read-only object at every call; makers take a `random_state` and return
the same data for the same seed. Bundled files are checked against their checksums.
"""

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
from latentlib.data.shapes import (
    SHAPE_FACTORS,
    SHAPE_NAMES,
    ShapeFactor,
    draw_shapes,
    make_shapes,
)
from latentlib.data.toys import (
    ELLIPSE_ANGLE,
    ELLIPSE_SEMI_AXES,
    ROLL_HEIGHT,
    ROLL_TURNS,
    ToyData,
    make_ellipse,
    make_swiss_roll,
)
from latentlib.data.word_vectors import UnknownWordError, WordVectors, load_word_vectors

__all__ = [
    "ELLIPSE_ANGLE",
    "ELLIPSE_SEMI_AXES",
    "FACE_FACTORS",
    "FASHION_MNIST_CLASSES",
    "GLYPH_CHARACTERS",
    "ROLL_HEIGHT",
    "ROLL_TURNS",
    "SHAPE_FACTORS",
    "SHAPE_NAMES",
    "DataError",
    "FolderImages",
    "FolderReport",
    "Font",
    "ImageDataset",
    "ShapeFactor",
    "ToyData",
    "UnknownWordError",
    "WordVectors",
    "cache_folder",
    "draw_shapes",
    "glyph_fonts",
    "load_faces",
    "load_fashion_mnist",
    "load_glyphs",
    "load_mnist",
    "load_word_vectors",
    "make_ellipse",
    "make_noise_images",
    "make_shapes",
    "make_swiss_roll",
    "read_image_folder",
]
