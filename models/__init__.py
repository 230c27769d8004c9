"""Step 3: learning and judging; classifiers, not records."""

import os

# Before numpy and scikit-learn are imported: batches are small, and threads that wait for each other on a busy machine make a
# prediction of milliseconds one of seconds. Speed comes from worker processes.
os.environ.setdefault("OMP_NUM_THREADS", "1")
