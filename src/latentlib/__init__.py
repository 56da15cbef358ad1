"""The helper package of an executable course on latent space."""

__version__ = "0.1.0"
