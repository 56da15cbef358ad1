"""Files too large to bundle: downloaded once, resumed where a download broke off, checked."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from latentlib.data.errors import DataError

__all__ = ["CACHE_VARIABLE", "cache_folder", "fetch"]

CACHE_VARIABLE = "LATENTLIB_CACHE"
"""Environment variable that moves the folder of downloads."""

_CHUNK_BYTES = 1 << 16
_TIMEOUT_SECONDS = (10, 30)  # to connect, between two pieces


def cache_folder() -> Path:
    """Say where downloads are kept.

    Returns
    -------
    Path
        What the environment variable ``LATENTLIB_CACHE`` names; otherwise the user's usual cache
        folder, ``~/.cache/latentlib`` on Linux. It may not exist yet.
    """
    import pooch

    return Path(os.environ.get(CACHE_VARIABLE) or pooch.os_cache("latentlib"))


@dataclass(frozen=True)
class _ResumingDownload:
    """A pooch downloader that goes on where an earlier one broke off.

    pooch throws its temporary file away when a download fails; this one keeps the part that did
    arrive and asks the server only for the rest.
    """

    part: Path

    def __call__(self, url: str, output_file: str, _: object) -> None:
        import requests
        from tqdm.auto import tqdm

        have = self.part.stat().st_size if self.part.exists() else 0
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
        with requests.get(url, headers=headers, stream=True, timeout=_TIMEOUT_SECONDS) as answer:
            if answer.status_code == requests.codes.requested_range_not_satisfiable:
                os.replace(self.part, output_file)  # nothing is missing: pooch checks it
                return
            answer.raise_for_status()
            resumed = answer.status_code == requests.codes.partial_content
            have = have if resumed else 0
            total = have + int(answer.headers.get("Content-Length", 0))
            with (
                self.part.open("ab" if resumed else "wb") as stream,
                tqdm(
                    desc=self.part.stem,
                    total=total or None,
                    initial=have,
                    unit="B",
                    unit_scale=True,
                ) as bar,
            ):
                for piece in answer.iter_content(_CHUNK_BYTES):
                    stream.write(piece)
                    bar.update(len(piece))
        if self.part.stat().st_size < total:
            raise OSError(
                f"the connection closed after {self.part.stat().st_size} of {total} bytes"
            )
        os.replace(self.part, output_file)


def fetch(url: str, sha256: str, *, instead: str, folder: str = "") -> Path:
    """Return a file's place in the cache; download it first where it is not there.

    Parameters
    ----------
    url : str
        Where the file is. Its last part is the file's name in the cache.
    sha256 : str
        The checksum that the file must have, in hexadecimal. A cached file that has another is
        downloaded again.
    instead : str
        What the user can do without a network: the end of the message.
    folder : str
        A folder of the cache, for files whose names others have as well.

    Returns
    -------
    Path

    Raises
    ------
    DataError
        If the file can be neither found nor downloaded, or what arrived is something else. What
        did arrive of an unfinished download is kept: the next call goes on from there.
    """
    import pooch

    place, name = cache_folder() / folder, url.rsplit("/", 1)[-1]
    download = _ResumingDownload(place / f"{name}.part")
    try:
        path = pooch.retrieve(
            url, known_hash=f"sha256:{sha256}", fname=name, path=place, downloader=download
        )
    except (OSError, ValueError) as error:  # requests' errors are OSErrors
        raise DataError(
            f"{name} could not be downloaded from {url} into {place}: {error}. A file with "
            f"SHA-256 {sha256} was expected. Check the network and call again (a broken download "
            f"goes on where it stopped), or {instead}."
        ) from error
    return Path(path)
