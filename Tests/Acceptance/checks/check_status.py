#!/usr/bin/env python3
"""Times `bizclimate status` of a fresh pipeline, which must answer at once. Usage: check_status.py PROGRAM PIPELINE"""

import json
import subprocess
import sys
import time

LIMIT = 0.3


def main(program, pipeline):
    times = []
    for _ in range(6):
        start = time.monotonic()
        done = subprocess.run([program, "status", pipeline, "--json"], capture_output=True, check=True)
        times.append(time.monotonic() - start)
    status = json.loads(done.stdout)
    # The first one may have had digests to work out.
    median = sorted(times[1:])[2]
    print(f"{'fresh' if status['is_fresh'] else 'stale'}, {1000 * median:.0f} ms (limit {1000 * LIMIT:.0f} ms)")
    return 0 if status["is_fresh"] and median < LIMIT else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) == 3 else __doc__)
