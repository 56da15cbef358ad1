"""Blocks that a network is stacked from where a plain chain of layers is not enough."""

from __future__ import annotations

from torch import Tensor, nn

__all__ = ["Residual", "SelfAttention"]


class Residual(nn.Module):
    """Add what some layers make of an input to the input itself.

    Parameters
    ----------
    *layers : torch.nn.Module
        The layers, in order; their output has the shape of their input.

    References
    ----------
    K. He, X. Zhang, S. Ren and J. Sun (2016). Deep residual learning for image recognition.
    CVPR 2016, 770-778. doi:10.1109/CVPR.2016.90
    """

    def __init__(self, *layers: nn.Module) -> None:
        super().__init__()
        self.body = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        """Return ``x + body(x)``, shape as `x`."""
        return x + self.body(x)


class SelfAttention(nn.Module):
    """Let every token of a sequence look at every other: scaled dot-product self-attention.

    Parameters
    ----------
    width : int
        Numbers in a token, a multiple of `heads`.
    heads : int
        How many patterns of attention there are side by side.

    References
    ----------
    A. Vaswani et al. (2017). Attention is all you need. NeurIPS 30. arXiv:1706.03762
    """

    def __init__(self, width: int, heads: int = 1) -> None:
        super().__init__()
        if heads < 1 or width % heads:
            raise ValueError(f"width is {width}, but a multiple of heads, {heads}, was expected")
        self.attention = nn.MultiheadAttention(width, heads, batch_first=True)

    def forward(self, x: Tensor) -> Tensor:
        """Return the mixed tokens; `x` and the result have shape (B, T, width)."""
        return self.attention(x, x, x, need_weights=False)[0]
