"""What a linear model can read off a code: a measure of what the code says openly."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from latentlib.metrics._checks import as_samples

__all__ = ["ProbeR2Result", "ProbeResult", "linear_probe", "linear_probe_r2"]


class ProbeResult(NamedTuple):
    """What `linear_probe` found.

    Attributes
    ----------
    accuracy : float
        Share of the test samples whose class was read correctly, from 0 to 1.
    chance : float
        Share that always naming the commonest training class gets right: the baseline.
    standard_error : float
        Of the accuracy, from the number of test samples alone (binomial). Other training samples
        and other seeds add to it.
    n_train, n_test, n_dims : int
        The sizes.
    """

    accuracy: float
    chance: float
    standard_error: float
    n_train: int
    n_test: int
    n_dims: int

    @property
    def skill(self) -> float:
        """How far from chance towards perfect the accuracy is: 0 for chance, 1 for perfect."""
        return (self.accuracy - self.chance) / (1 - self.chance)


class ProbeR2Result(NamedTuple):
    """What `linear_probe_r2` found.

    Attributes
    ----------
    r2 : float
        Share of the factor's variance on the test samples that the probe accounts for: at most
        1; 0 for always answering the test mean; negative for worse than that.
    n_train, n_test, n_dims : int
        The sizes.
    """

    r2: float
    n_train: int
    n_test: int
    n_dims: int


def linear_probe(
    z_train: ArrayLike,
    y_train: ArrayLike,
    z_test: ArrayLike,
    y_test: ArrayLike,
    *,
    inverse_penalty: float = 1.0,
    max_iter: int = 2000,
) -> ProbeResult:
    """Train a linear classifier on frozen codes and score it on held-out ones.

    Multinomial logistic regression on codes scaled to zero mean and unit variance (by the
    training samples), with a squared penalty on the weights. The scaling takes the unit of a
    coordinate out of the game: a code may be rescaled coordinate by coordinate at no cost.
    Codes of float32, as networks give them, are worked on as such, in half the time.

    Parameters
    ----------
    z_train, z_test : array_like, shape (n_samples, n_dims)
        The codes.
    y_train, y_test : array_like, shape (n_samples,)
        The class of each sample.
    inverse_penalty : float
        Greater than 0; scikit-learn's ``C``: the smaller, the stronger the penalty.
    max_iter : int
        The most steps of the optimiser (L-BFGS).

    Returns
    -------
    ProbeResult
        Accuracy, the baseline and the sizes.

    Raises
    ------
    ValueError
        If shapes do not match, a value is not finite or the training samples are all of one
        class.

    References
    ----------
    G. Alain and Y. Bengio (2016). Understanding intermediate layers using linear classifier
    probes. arXiv:1610.01644
    """
    z_train, y_train, z_test, y_test = _checked(z_train, y_train, z_test, y_test, keep_float32=True)
    classes, counts = np.unique(y_train, return_counts=True)
    if len(classes) < 2:
        raise ValueError(f"y_train has one class, {classes[0]!r}, but at least 2 were expected")
    if not inverse_penalty > 0:
        raise ValueError(f"inverse_penalty is {inverse_penalty}, but more than 0 was expected")
    probe = make_pipeline(
        StandardScaler(), LogisticRegression(C=inverse_penalty, max_iter=max_iter)
    )
    accuracy = float(np.mean(probe.fit(z_train, y_train).predict(z_test) == y_test))
    return ProbeResult(
        accuracy=accuracy,
        chance=float(np.mean(y_test == classes[np.argmax(counts)])),
        standard_error=float(np.sqrt(accuracy * (1 - accuracy) / len(y_test))),
        n_train=len(z_train),
        n_test=len(z_test),
        n_dims=z_train.shape[1],
    )


def linear_probe_r2(
    z_train: ArrayLike,
    t_train: ArrayLike,
    z_test: ArrayLike,
    t_test: ArrayLike,
    *,
    penalty: float = 1e-3,
) -> ProbeR2Result:
    """Predict a continuous factor from frozen codes by a linear model; score held-out ones.

    Ridge regression on codes scaled to zero mean and unit variance (by the training samples).
    The penalty is small: it is there so that redundant coordinates do no harm.

    Parameters
    ----------
    z_train, z_test : array_like, shape (n_samples, n_dims)
        The codes.
    t_train, t_test : array_like, shape (n_samples,)
        The factor, in any unit. Give an angle as two factors, its sine and its cosine.
    penalty : float
        At least 0: weight of the squared penalty, for each training sample.

    Returns
    -------
    ProbeR2Result
        The coefficient of determination on the test samples, and the sizes.

    Raises
    ------
    ValueError
        If shapes do not match, a value is not finite or the factor does not vary over the test
        samples.

    References
    ----------
    G. Alain and Y. Bengio (2016). Understanding intermediate layers using linear classifier
    probes. arXiv:1610.01644
    """
    z_train, t_train, z_test, t_test = _checked(z_train, t_train, z_test, t_test)
    t_train = as_samples(t_train[:, None], "t_train")[:, 0]
    t_test = as_samples(t_test[:, None], "t_test")[:, 0]
    if np.ptp(t_test) == 0:
        raise ValueError(f"t_test is {t_test[0]} throughout, but a factor that varies was expected")
    if not penalty >= 0:
        raise ValueError(f"penalty is {penalty}, but at least 0 was expected")
    probe = make_pipeline(StandardScaler(), Ridge(alpha=penalty * len(z_train)))
    r2 = float(probe.fit(z_train, t_train).score(z_test, t_test))
    return ProbeR2Result(r2, len(z_train), len(z_test), z_train.shape[1])


def _checked(z_train, y_train, z_test, y_test, *, keep_float32=False):
    """Return the four as arrays whose shapes belong together."""
    z_train = as_samples(z_train, "z_train", keep_float32=keep_float32)
    z_test = as_samples(z_test, "z_test", keep_float32=keep_float32)
    y_train, y_test = np.asarray(y_train), np.asarray(y_test)
    if z_train.shape[1] != z_test.shape[1]:
        raise ValueError(
            f"z_test has {z_test.shape[1]} dimensions, but the {z_train.shape[1]} of z_train "
            "were expected"
        )
    for part, codes, answers in (("train", z_train, y_train), ("test", z_test, y_test)):
        if answers.shape != (len(codes),):
            raise ValueError(
                f"the answers for z_{part} have shape {answers.shape}, "
                f"but ({len(codes)},) was expected: one for each row"
            )
    return z_train, y_train, z_test, y_test
