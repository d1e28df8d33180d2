"""Runs programs and watches what they and all they start take."""

import os
import subprocess
import time

EVERY_SECONDS = 0.2
TICKS = os.sysconf("SC_CLK_TCK")


class Usage:
    """What one run took.

    peak: largest resident bytes of all processes together, a page that several share counted once;
    root_peak and others_peak: the same of the first process and of the others, each by itself;
    processor_seconds: of all processes, as far as they were seen; one that ends loses up to
    EVERY_SECONDS of its time.
    """

    def __init__(self):
        self.seconds = 0.0
        self.peak = 0
        self.root_peak = 0
        self.others_peak = 0
        self.processor = {}
        self.code = 0

    @property
    def processor_seconds(self):
        return sum(self.processor.values())


def status(process):
    with open(f"/proc/{process}/stat", encoding="utf-8", errors="replace") as file:
        fields = file.read().rpartition(")")[2].split()
    return int(fields[1]), (int(fields[11]) + int(fields[12])) / TICKS


def resident(process):
    with open(f"/proc/{process}/smaps_rollup", encoding="ascii") as file:
        for line in file:
            if line.startswith("Pss:"):
                return int(line.split()[1]) << 10
    return 0


def look(root, usage):
    children = {}
    times = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                parent, times[int(name)] = status(name)
                children.setdefault(parent, []).append(int(name))
            except OSError:
                continue
    open_ones = [root]
    sizes = {}
    while open_ones:
        process = open_ones.pop()
        open_ones += children.get(process, [])
        try:
            sizes[process] = resident(process)
        except OSError:
            continue
        if process in times:
            usage.processor[process] = times[process]
    together = sum(sizes.values())
    usage.peak = max(usage.peak, together)
    usage.root_peak = max(usage.root_peak, sizes.get(root, 0))
    usage.others_peak = max(usage.others_peak, together - sizes.get(root, 0))


def measure(command, each=None, **options):
    """Runs a command to its end. `each` is called at every look with the seconds since the start."""
    usage = Usage()
    started = time.perf_counter()
    with subprocess.Popen(command, **options) as process:
        while True:
            look(process.pid, usage)
            if each:
                each(time.perf_counter() - started)
            try:
                usage.code = process.wait(EVERY_SECONDS)
                break
            except subprocess.TimeoutExpired:
                continue
    usage.seconds = time.perf_counter() - started
    return usage
