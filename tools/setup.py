#!/usr/bin/env python3
"""Make ``.venv``, or complete it: the first step of every ``make`` command.

Standard library only. This file is read by whatever ``python3`` the reader has, so it keeps to
what a very old Python can parse; once a fitting Python runs it, tools/installer.py does the work.
"""
# ruff: noqa: UP032, RUF005

import os
import subprocess
import sys

OLDEST = (3, 11)
NEWEST = (3, 13)
ASK_VERSION = "import sys; print('%d.%d.%d' % sys.version_info[:3])"


def fits(version):
    """Whether the course runs on this Python: ``version`` is ``(major, minor, ...)``."""
    return OLDEST <= tuple(version[:2]) <= NEWEST


def version_of(command):
    """Version of the Python called ``command`` as a tuple, or None where it does not run."""
    try:
        process = subprocess.Popen(
            [command, "-c", ASK_VERSION], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        answer = process.communicate()[0].decode().strip()
        return tuple(int(part) for part in answer.split(".")) if answer else None
    except (OSError, ValueError):
        return None


def find_fitting(ask=version_of):
    """Name of the newest fitting Python on PATH, or None."""
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        name = "python3.{}".format(minor)
        version = ask(name)
        if version is not None and fits(version):
            return name
    return None


def refusal(version):
    """One sentence for a reader whose only Python is ``version``."""
    here = ".".join(str(part) for part in version[:3])
    fault = "old" if tuple(version[:2]) < OLDEST else "new"
    return (
        "Python {}.{} to {}.{} is needed, and this is Python {}, which is too {}: install one "
        "of those, or name it, as in `make serve PYTHON=/path/to/python3.12`."
    ).format(*(OLDEST + NEWEST + (here, fault)))


def main(arguments):
    """Run the installer under a fitting Python; return the exit status."""
    if not fits(sys.version_info):
        other = find_fitting()
        if other is None:
            sys.stderr.write("setup: " + refusal(sys.version_info) + "\n")
            return 1
        os.execvp(other, [other, os.path.abspath(__file__)] + list(arguments))
    import installer

    return installer.main(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
