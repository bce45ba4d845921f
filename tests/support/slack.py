"""How much longer than on two quiet cores something may take before a test calls it slow.

Machines differ, and a test runs beside others. QINGFENG_SLACK=1 holds the bounds to the letter, on a quiet machine.
Waiting for what must come in the end has limits of its own: generous ones, as nothing is proved by their size.
"""

from __future__ import annotations

import os

SLACK = float(os.environ.get("QINGFENG_SLACK", "3"))
