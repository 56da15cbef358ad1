"""The way from where a cloud of points lies to where an orthogonal map puts it."""

from __future__ import annotations

import numpy as np
import scipy.linalg

__all__ = ["folded_direction", "nearest_orthogonal", "turns"]

_LOOSE = 1e-3  # how far a map's entries may be off those of an orthogonal one
_ORTHONORMAL = 1e-6  # the same of two directions of a plane


def nearest_orthogonal(mapping: np.ndarray) -> np.ndarray:
    """Return a map without what rounding has done to it.

    Parameters
    ----------
    mapping : ndarray, shape (D, D)
        Orthogonal, up to rounding.

    Returns
    -------
    ndarray of float64, shape (D, D)

    Raises
    ------
    ValueError
        If it is no square matrix, or not orthogonal.
    """
    matrix = np.asarray(mapping, dtype=np.float64)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError(f"mapping has shape {matrix.shape}, but (D, D) was expected")
    worst = np.abs(matrix.T @ matrix - np.eye(len(matrix))).max()
    if not worst <= _LOOSE:
        raise ValueError(
            f"mapping times its transpose is {worst:.2g} off the identity, but an orthogonal "
            "matrix was expected"
        )
    return scipy.linalg.polar(matrix)[0]


def folded_direction(points: np.ndarray, plane: np.ndarray) -> np.ndarray:
    """Find the direction that is seen least: at right angles to a plane, with the least spread.

    Parameters
    ----------
    points : ndarray, shape (N, D)
        Whose spread counts.
    plane : ndarray, shape (2, D)
        Two directions of length one at right angles.

    Returns
    -------
    ndarray, shape (D,)
        Of length one.

    Raises
    ------
    ValueError
        If `plane` has another shape or is not orthonormal, or D is 2.
    """
    n_dims = points.shape[1]
    shape = plane.shape
    if shape != (2, n_dims) or np.abs(plane @ plane.T - np.eye(2)).max() > _ORTHONORMAL:
        raise ValueError(
            f"plane, of shape {shape}, has to have two rows of {n_dims} numbers, of length 1 and "
            "at right angles, as was expected"
        )
    if n_dims < 3:
        raise ValueError(f"plane lies in {n_dims} dimensions, but at least 3 were expected")
    others = scipy.linalg.null_space(plane)
    spread = np.cov(points.astype(np.float64) @ others, rowvar=False)
    return others @ np.linalg.eigh(np.atleast_2d(spread))[1][:, 0]


def turns(mapping: np.ndarray, moments: np.ndarray, folded: np.ndarray) -> np.ndarray:
    r"""Return what an orthogonal map has done at some moments on the way.

    A rotation `R` has done :math:`R^t = \exp(t \log R)`: each of the planes in which it turns has
    turned by the share `t` of its angle, the shorter way around. No rotation leads to a map of
    determinant -1. It is taken for a rotation after which one direction is mirrored, and at `t`
    that direction is folded by the factor :math:`1 - 2 t`, flat half-way.

    Parameters
    ----------
    mapping : ndarray, shape (D, D)
        Orthogonal; ``x @ mapping`` is the image of `x`.
    moments : ndarray, shape (K,)
        From 0, where nothing has happened, to 1.
    folded : ndarray, shape (D,)
        The direction to mirror, of length one; of effect only where the determinant is -1.

    Returns
    -------
    ndarray, shape (K, D, D)
        One matrix a moment, from the right as `mapping`.
    """
    mirror = np.outer(folded, folded)
    unit = np.eye(len(mapping))
    is_rotation = np.linalg.det(mapping) > 0
    rotation = mapping if is_rotation else mapping @ (unit - 2 * mirror)
    firsts, seconds, angles, basis = _planes(rotation)
    found = []
    for moment in moments:
        power = np.eye(len(basis))
        cosines, sines = np.cos(moment * angles), np.sin(moment * angles)
        power[firsts, firsts] = power[seconds, seconds] = cosines
        power[seconds, firsts], power[firsts, seconds] = sines, -sines
        turned = basis @ power @ basis.T
        found.append(turned if is_rotation else turned @ (unit - 2 * moment * mirror))
    return np.stack(found)


def _planes(rotation: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Find the planes in which a rotation turns.

    Returns
    -------
    firsts, seconds : ndarray of int, shape (n_planes,)
        Which two columns of `basis` span each.
    angles : ndarray, shape (n_planes,)
        By how much, from -pi to pi.
    basis : ndarray, shape (D, D)
        Orthogonal.
    """
    blocks, basis = scipy.linalg.schur(rotation, output="real")
    below = np.abs(np.diag(blocks, -1)) > 1e-9
    firsts = np.flatnonzero(below)
    seconds = firsts + 1
    angles = np.arctan2(blocks[seconds, firsts], blocks[firsts, firsts])
    alone = np.setdiff1d(np.arange(len(blocks)), np.concatenate([firsts, seconds]))
    half_turns = alone[np.diag(blocks)[alone] < 0].reshape(-1, 2)  # of a rotation an even number
    firsts = np.concatenate([firsts, half_turns[:, 0]])
    seconds = np.concatenate([seconds, half_turns[:, 1]])
    return firsts, seconds, np.concatenate([angles, np.full(len(half_turns), np.pi)]), basis
