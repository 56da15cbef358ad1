"""What every test of the course needs, wherever it stands: in ``tests`` or, by nbval, a chapter."""

from __future__ import annotations

import os

# Tests solve exercises, also in kernels of their own; none of that is the reader's progress.
os.environ["LATENT_COURSE_PROGRESS"] = "off"
