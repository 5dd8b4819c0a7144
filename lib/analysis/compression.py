"""How well images are reconstructed: PSNR, and PCA, the best linear compression (Q5.3)."""

import numpy as np
from skimage.metrics import peak_signal_noise_ratio


def mean_psnr(original: np.ndarray, reconstructed: np.ndarray) -> float:
    """Peak signal-to-noise ratio in dB, averaged over the images; the peak is 1.

    original, reconstructed: (n, d). 20 log10(1) - 10 log10(mean squared error), image by image.
    """
    pairs = zip(original, reconstructed, strict=True)
    return float(np.mean([peak_signal_noise_ratio(a, b, data_range=1.0) for a, b in pairs]))


def pca_reconstruct(train: np.ndarray, x: np.ndarray, components: int) -> np.ndarray:
    """x (n, d) projected on the first ``components`` principal components of train (m, d).

    This is the projection of least squared error among all linear ones (Eckart and Young 1936).
    """
    mean = train.mean(axis=0, dtype=np.float64)
    # The covariance is d x d whatever m is; eigh sorts ascending.
    centred = train - mean
    _, vectors = np.linalg.eigh(centred.T @ centred)
    basis = vectors[:, -components:]
    return (x - mean) @ basis @ basis.T + mean
